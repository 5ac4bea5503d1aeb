package io.proofworks.market.local;

import io.proofworks.avro.Policy;
import io.proofworks.avro.ProofRequest;
import io.proofworks.avro.Supersession;
import io.proofworks.messages.SignedMessages;
import io.proofworks.protocol.Binding;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Keccak;
import io.proofworks.protocol.OwnerSigner;
import io.proofworks.protocol.SupersessionCause;
import io.proofworks.protocol.TaskClass;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Topics;
import io.proofworks.worker.log.MarketWriter;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** A rollup that wants its batches proved: signs requests and supersessions and sends them. */
public final class Requester implements AutoCloseable {

  private static final long HALF_AN_HOUR_MS = 1_800_000;

  private final Hash32 domain;
  private final OwnerSigner owner;
  private final MarketWriter writer;
  private final Clock clock;

  public Requester(
      Hash32 domain,
      OwnerSigner owner,
      Map<String, Object> kafka,
      MarketSerdes serdes,
      Clock clock) {
    this.domain = domain;
    this.owner = owner;
    this.writer = new MarketWriter(kafka, serdes);
    this.clock = clock;
  }

  /**
   * What to ask for.
   *
   * @param work program, trace and public inputs
   * @param deadline from now
   * @param maxReward base units, for everything
   */
  public record Order(
      ProvableWork work,
      TaskClass taskClass,
      Binding binding,
      Duration deadline,
      long maxReward,
      String routeId) {}

  /** The account that pays. */
  public String id() {
    return owner.address().hex();
  }

  /** Signs and sends a request. */
  public ProofRequest submit(Order order) {
    ProofRequest request = request(order, clock.millis());
    writer.put(Topics.BATCHES, request.getBatchId(), request);
    return request;
  }

  private ProofRequest request(Order order, long now) {
    ProvableWork work = order.work();
    Hash32 inputCommitment = Keccak.hash(work.trace());
    Hash32 batchId =
        new Digests(domain)
            .batchId(
                work.programHash(), inputCommitment, work.publicInputs(), owner.address(), now);
    return SignedMessages.sign(
        ProofRequest.newBuilder()
            .setDomain(domain.hex())
            .setBatchId(batchId.hex())
            .setRequesterId(id())
            .setRequesterNonce(now)
            .setProofSystem(work.proofSystem())
            .setProgramHash(work.programHash().hex())
            .setInputCommitment(inputCommitment.hex())
            .setPublicInputs(ByteBuffer.wrap(work.publicInputs()))
            .setTrace(ByteBuffer.wrap(work.trace()))
            .setTaskClass(order.taskClass().name())
            .setBinding(order.binding().name())
            .setDeadline(now + order.deadline().toMillis())
            .setMaxReward(order.maxReward())
            .setRouteId(order.routeId())
            .setSignature(ByteBuffer.allocate(0))
            .build(),
        owner);
  }

  /** Takes a batch back: its work is stale from the append time of the notice. */
  public void supersede(String batchId, SupersessionCause cause) {
    writer.put(
        Topics.SUPERSESSIONS,
        batchId,
        SignedMessages.sign(
            Supersession.newBuilder()
                .setDomain(domain.hex())
                .setBatchId(batchId)
                .setRequesterId(id())
                .setCause(cause.name())
                .setSignature(ByteBuffer.allocate(0))
                .build(),
            owner));
  }

  /** The most a batch of that weight can cost under the policy, aggregation included. */
  public static long ceiling(Policy policy, TaskClass taskClass, long weight, int shards) {
    long unitPrice =
        policy.getClasses().stream()
            .filter(c -> c.getTaskClass().equals(taskClass.name()))
            .mapToLong(c -> Math.multiplyExact(c.getUnitPrice(), (long) c.getMaxRewardBps()))
            .findFirst()
            .orElseThrow();
    long rewards = Math.multiplyExact(unitPrice, weight) / 10_000 * 2;
    return Math.addExact(rewards, 2L * shards * policy.getAggregatorFee());
  }

  /**
   * How long a batch has unless its requester says otherwise: half an hour, and longer where that
   * would be less than a prover of the class may take twice. It is refused if that is not there
   * once.
   */
  public static Duration patience(Policy policy, TaskClass taskClass) {
    long epoch =
        policy.getClasses().stream()
            .filter(c -> c.getTaskClass().equals(taskClass.name()))
            .mapToLong(c ->
                c.getCommitTimeoutMs() + Math.max(c.getRevealWindowMs(), c.getRevealWindowMaxMs()))
            .findFirst()
            .orElseThrow();
    return Duration.ofMillis(Math.max(HALF_AN_HOUR_MS, 2 * epoch));
  }

  @Override
  public void close() {
    writer.close();
  }
}
