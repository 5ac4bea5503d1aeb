package io.proofworks.benchmarks;

import io.proofworks.avro.AggregationGrant;
import io.proofworks.avro.Assignee;
import io.proofworks.avro.Assignment;
import io.proofworks.avro.Commitment;
import io.proofworks.avro.Policy;
import io.proofworks.avro.ProofRequest;
import io.proofworks.avro.Registration;
import io.proofworks.avro.Reveal;
import io.proofworks.avro.ScoreBreakdown;
import io.proofworks.avro.Stake;
import io.proofworks.avro.Task;
import io.proofworks.avro.TaskRecord;
import io.proofworks.market.local.DefaultPolicy;
import io.proofworks.market.local.ProvableWork;
import io.proofworks.messages.SignedMessages;
import io.proofworks.proofs.PlannedShard;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.Binding;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Keccak;
import io.proofworks.protocol.OwnerKey;
import io.proofworks.protocol.SessionKey;
import io.proofworks.protocol.StakeKind;
import io.proofworks.protocol.TaskClass;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Records of a market: many tasks of one requester, each assigned to one of some provers, committed
 * to and revealed with a real proof. The tasks are not bound to their prover, so that one proof
 * serves all of them; each is verified all the same.
 */
final class SettlementLoad {

  static final int PROVERS = 16;
  private static final long BOND = 1_000;
  private static final long REWARD = 10_000;
  private static final long STAKE = REWARD * 1_000_000_000;
  private static final long DAY_MS = 86_400_000;
  private static final int WEIGHT = 10;

  private final Hash32 domain;
  private final Digests digests;
  private final LedgerSample sample = LedgerSample.of(1);
  private final byte[] proof = sample.prove(null);
  private final OwnerKey requester = owner("requester");
  private final List<Prover> provers =
      IntStream.range(0, PROVERS).mapToObj(i -> new Prover("prover-" + i)).toList();

  /** An owner with a session key, both from its name. */
  record Prover(OwnerKey owner, SessionKey session) {
    Prover(String name) {
      this(SettlementLoad.owner(name), SessionKey.fromSeed(hash(name + "/session").bytes()));
    }

    String id() {
      return owner.address().hex();
    }
  }

  SettlementLoad(Hash32 domain) {
    this.domain = domain;
    this.digests = new Digests(domain);
  }

  static OwnerKey owner(String name) {
    return OwnerKey.parse(hash(name).hex());
  }

  static Hash32 hash(String text) {
    return Keccak.hash(text.getBytes(StandardCharsets.UTF_8));
  }

  Hash32 domain() {
    return domain;
  }

  List<Prover> provers() {
    return provers;
  }

  String requester() {
    return requester.address().hex();
  }

  String taskId(int task) {
    return hash("task-" + task).hex();
  }

  Prover proverOf(int task) {
    return provers.get(task % PROVERS);
  }

  Policy policy() {
    return DefaultPolicy.of(domain, List.of(sample.keys().program().program()), WEIGHT);
  }

  Registration registration(Prover prover, long now) {
    return SignedMessages.sign(
        Registration.newBuilder()
            .setDomain(domain.hex())
            .setProverId(prover.id())
            .setSessionKey(ByteBuffer.wrap(prover.session().publicKey()))
            .setSessionExpiry(now + 30 * DAY_MS)
            .setRoles(List.of("PROVER"))
            .setCapacity(1)
            .setHardwareClass("cpu")
            .setVendor("bench")
            .setRegion("bench")
            .setClientBuild("bench")
            .setOffers(List.of())
            .setRegistrationNonce(1)
            .setSignature(ByteBuffer.allocate(0))
            .build(),
        prover.owner());
  }

  /** Enough for everything that the account may have to reserve. */
  Stake stake(String account) {
    return stake(account, STAKE);
  }

  Stake stake(String account, long amount) {
    return new Stake(domain.hex(), account, StakeKind.DEPOSIT.name(), amount, "bench");
  }

  TaskRecord task(int number, long now) {
    PlannedShard shard = sample.shard();
    Task task =
        Task.newBuilder()
            .setBatchId(hash("batch-" + number).hex())
            .setRequesterId(requester())
            .setStatementId(hash("statement-" + number).hex())
            .setShardIndex(0)
            .setShardCount(1)
            .setShardWeight(shard.weight())
            .setProofSystem(shard.program().proofSystem())
            .setProgramHash(Hash32.of(shard.program().hash()).hex())
            .setInputCommitment(Keccak.hash(shard.trace()).hex())
            .setPublicInputs(ByteBuffer.wrap(shard.publicInputs()))
            .setTraceShard(ByteBuffer.wrap(shard.trace()))
            .setTaskClass(TaskClass.STANDARD.name())
            .setBinding(Binding.COMMIT_REVEAL.name())
            .setDeadline(now + DAY_MS)
            .setCommitBy(now + DAY_MS)
            .setRevealWindowMs(DAY_MS)
            .setLateGraceMs(DAY_MS)
            .setMaxProofBytes(16_384)
            .setPolicyVersion(1)
            .setRedundancy(1)
            .setReward(REWARD)
            .setMinReward(REWARD)
            .setMaxReward(REWARD)
            .setBond(BOND)
            .setRouteId("bench")
            .build();
    return new TaskRecord(domain.hex(), taskId(number), task);
  }

  Assignment assignment(int number, long now) {
    return Assignment.newBuilder()
        .setDomain(domain.hex())
        .setTaskId(taskId(number))
        .setBatchId(hash("batch-" + number).hex())
        .setEpoch(1)
        .setAssignees(
            List.of(
                new Assignee(proverOf(number).id(), new ScoreBreakdown(0, 0, 0, 0, 0, 0, 0, 0L))))
        .setOpenToAll(false)
        .setCommitBy(now + DAY_MS)
        .setReward(REWARD)
        .setCause("INITIAL")
        .build();
  }

  Commitment commitment(int number) {
    Prover prover = proverOf(number);
    Hash32 commitment =
        digests.commitment(
            Hash32.parse(taskId(number)),
            prover.owner().address(),
            Digests.proofDigest(proof),
            nonce(number));
    return SignedMessages.sign(
        Commitment.newBuilder()
            .setDomain(domain.hex())
            .setTaskId(taskId(number))
            .setEpoch(1)
            .setProverId(prover.id())
            .setCommitment(commitment.hex())
            .setSignature(ByteBuffer.allocate(0))
            .build(),
        prover.session());
  }

  Reveal reveal(int number) {
    Prover prover = proverOf(number);
    AggregationGrant grant =
        SignedMessages.signGrant(
            domain,
            Hash32.parse(taskId(number)),
            prover.owner().address(),
            hash("batch-" + number),
            Address.ZERO,
            prover.session());
    return SignedMessages.sign(
        Reveal.newBuilder()
            .setDomain(domain.hex())
            .setTaskId(taskId(number))
            .setEpoch(1)
            .setProverId(prover.id())
            .setProof(ByteBuffer.wrap(proof))
            .setNonce(nonce(number).hex())
            .setGrant(grant)
            .setSignature(ByteBuffer.allocate(0))
            .build(),
        prover.session());
  }

  /** A request of that account for one shard, which nobody has asked for before. */
  ProofRequest request(OwnerKey by, int number, String routeId, long now) {
    ProvableWork work = sample.work(number);
    Hash32 inputCommitment = Keccak.hash(work.trace());
    Hash32 batchId =
        digests.batchId(
            work.programHash(), inputCommitment, work.publicInputs(), by.address(), number);
    return SignedMessages.sign(
        ProofRequest.newBuilder()
            .setDomain(domain.hex())
            .setBatchId(batchId.hex())
            .setRequesterId(by.address().hex())
            .setRequesterNonce(number)
            .setProofSystem(work.proofSystem())
            .setProgramHash(work.programHash().hex())
            .setInputCommitment(inputCommitment.hex())
            .setPublicInputs(ByteBuffer.wrap(work.publicInputs()))
            .setTrace(ByteBuffer.wrap(work.trace()))
            .setTaskClass(TaskClass.STANDARD.name())
            .setBinding(Binding.COMMIT_REVEAL.name())
            .setDeadline(now + DAY_MS)
            .setMaxReward(STAKE / 1_000)
            .setRouteId(routeId)
            .setSignature(ByteBuffer.allocate(0))
            .build(),
        by);
  }

  OwnerKey requesterKey() {
    return requester;
  }

  private static Hash32 nonce(int number) {
    return hash("nonce-" + number);
  }
}
