package io.proofworks.aggregation;

import io.proofworks.aggregation.processor.Schemes;
import io.proofworks.avro.Aggregate;
import io.proofworks.avro.AggregationGrant;
import io.proofworks.avro.AggregationJob;
import io.proofworks.avro.ChildProof;
import io.proofworks.avro.Coordinates;
import io.proofworks.avro.Heartbeat;
import io.proofworks.avro.Policy;
import io.proofworks.avro.ProofRequest;
import io.proofworks.avro.ProverStanding;
import io.proofworks.avro.Receipt;
import io.proofworks.avro.Registration;
import io.proofworks.avro.Task;
import io.proofworks.avro.TaskRecord;
import io.proofworks.avro.Verdict;
import io.proofworks.messages.SignedMessages;
import io.proofworks.proofs.AggregationScheme;
import io.proofworks.proofs.Program;
import io.proofworks.proofs.Statement;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.MarketRules;
import io.proofworks.protocol.OwnerKey;
import io.proofworks.protocol.SessionKey;
import io.proofworks.runtime.testing.TopologyFixture;
import io.proofworks.topics.Topics;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The whole graph on the test driver, and what the others of a market write to it. */
final class AggregationMarket implements AutoCloseable {

  static final String DOMAIN = TopologyFixture.DOMAIN;
  static final Digests DIGESTS = new Digests(Hash32.parse(DOMAIN));
  static final OwnerKey REQUESTER = OwnerKey.parse("0x" + "a1".repeat(32));
  static final String PROGRAM = "0x" + "77".repeat(32);
  static final byte[] JOURNAL = {1, 2, 3};
  static final long LEASE = 5_000;

  /** Of every batch. */
  static final long DEADLINE = 600_000;

  /** A batch of one shard. */
  record Batch(String id, String task, ProofRequest request) {}

  private final TopologyFixture market;
  private long beats;

  private AggregationMarket() {
    Schemes schemes =
        (id, systems) ->
            Optional.<AggregationScheme>of(new DigestScheme())
                .filter(scheme -> scheme.id().equals(id));
    market = TopologyFixture.of(new AggregationApplication(schemes));
  }

  /** With a policy and these aggregators, each heard of at that time with that many slots. */
  static AggregationMarket of(List<String> aggregators, int slots, long time) {
    return of(policy(), aggregators, slots, time);
  }

  static AggregationMarket of(Policy policy, List<String> aggregators, int slots, long time) {
    AggregationMarket market = new AggregationMarket();
    market.pipes().pipe(Topics.POLICIES, DOMAIN, policy, time);
    aggregators.forEach(aggregator -> market.register(aggregator, time));
    aggregators.forEach(aggregator -> market.beat(aggregator, slots, time));
    return market;
  }

  static String aggregator(int number) {
    return "0x" + "%02x".formatted(number).repeat(20);
  }

  /** Everybody's session key is made of the last byte of their id. */
  static SessionKey key(String aggregator) {
    byte[] seed = new byte[32];
    Arrays.fill(seed, (byte) Integer.parseInt(aggregator.substring(40), 16));
    return SessionKey.fromSeed(seed);
  }

  TopologyFixture pipes() {
    return market;
  }

  void register(String aggregator, long time) {
    market.pipe(Topics.PROVERS, aggregator, standing(aggregator), time);
  }

  void stands(ProverStanding standing, long time) {
    market.pipe(Topics.PROVERS, standing.getProverId(), standing, time);
  }

  void beat(String aggregator, int slots, long time) {
    market.pipe(Topics.HEARTBEATS, aggregator, heartbeat(aggregator, ++beats, slots), time);
  }

  /** Every ticked topic that the application reads. */
  void tick(long time) {
    market.tickAll(time);
  }

  /** A batch whose request and task are on the log. */
  Batch submit(int nonce, long time) {
    Batch batch = batch(nonce);
    market.pipe(Topics.BATCHES, batch.id(), batch.request(), time);
    publish(batch, time + 1);
    return batch;
  }

  void publish(Batch batch, long time) {
    String digest = SignedMessages.digest(batch.request()).hex();
    market.pipe(Topics.TASKS, batch.task(), task(batch, digest), time);
  }

  /** The batch of that nonce, with nothing of it on the log. */
  static Batch batch(int nonce) {
    String id =
        DIGESTS
            .batchId(Hash32.parse(PROGRAM), Hash32.ZERO, JOURNAL, REQUESTER.address(), nonce)
            .hex();
    ProofRequest request =
        new ProofRequest(
            DOMAIN,
            id,
            REQUESTER.address().hex(),
            (long) nonce,
            "risc0-groth16",
            PROGRAM,
            Hash32.ZERO.hex(),
            ByteBuffer.wrap(JOURNAL),
            ByteBuffer.allocate(0),
            "STANDARD",
            "COMMIT_REVEAL",
            DEADLINE,
            1_000L,
            "route",
            ByteBuffer.allocate(65));
    String task = "0x" + "%04x".formatted(nonce).repeat(16);
    return new Batch(id, task, SignedMessages.sign(request, REQUESTER));
  }

  /** Its proof, granted to any. */
  void prove(Batch batch, long time) {
    prove(batch, Address.ZERO.hex(), time);
  }

  void prove(Batch batch, String grantee, long time) {
    market.pipe(Topics.CHILD_PROOFS, batch.id(), childProof(batch, grantee, time), time);
  }

  List<AggregationJob> jobs() {
    return market.read(Topics.AGGREGATION_JOBS);
  }

  List<Receipt> receipts() {
    return market.read(Topics.RECEIPTS);
  }

  List<Verdict> verdicts() {
    return market.read(Topics.VERDICTS);
  }

  /** The honest aggregate for a job. */
  static Aggregate work(AggregationJob job) {
    return work(job, job.getAggregatorId(), job.getLeaves());
  }

  static Aggregate work(AggregationJob job, String aggregator, List<String> children) {
    Statement statement =
        new Statement(Program.of(Hash32.parse(PROGRAM).bytes(), "risc0-groth16"), JOURNAL, null);
    byte[] binding =
        DIGESTS
            .aggregateBinding(
                Hash32.parse(job.getJobId()), job.getEpoch(), Address.parse(aggregator))
            .bytes();
    byte[] bytes = new DigestScheme().aggregate(List.of(statement), List.of(), binding);
    return signed(job, aggregator, children, bytes);
  }

  static Aggregate signed(
      AggregationJob job, String aggregator, List<String> children, byte[] bytes) {
    Aggregate unsigned =
        new Aggregate(
            DOMAIN,
            job.getBatchId(),
            job.getJobId(),
            job.getNodeId(),
            job.getEpoch(),
            aggregator,
            children,
            ByteBuffer.wrap(bytes),
            ByteBuffer.allocate(64));
    return SignedMessages.sign(unsigned, key(aggregator));
  }

  /** The answer to a submission. */
  Verdict answer(Aggregate work, long time) {
    verdicts();
    market.pipe(Topics.AGGREGATES, work.getBatchId(), work, time);
    return verdicts().getLast();
  }

  static TaskRecord task(Batch batch, String requestDigest) {
    Task task =
        new Task(
            batch.id(),
            REQUESTER.address().hex(),
            "0x" + "66".repeat(32),
            0,
            1,
            5,
            "risc0-groth16",
            PROGRAM,
            Hash32.ZERO.hex(),
            ByteBuffer.wrap(JOURNAL),
            ByteBuffer.allocate(0),
            "STANDARD",
            "COMMIT_REVEAL",
            DEADLINE,
            30_000L,
            5_000L,
            5_000L,
            4_096,
            1,
            1,
            100L,
            50L,
            200L,
            10L,
            "route",
            requestDigest);
    return new TaskRecord(DOMAIN, batch.task(), task);
  }

  static ChildProof childProof(Batch batch, String grantee, long time) {
    return new ChildProof(
        DOMAIN,
        batch.id(),
        batch.task(),
        0,
        1,
        5,
        1,
        "0x" + "09".repeat(20),
        "0x" + "66".repeat(32),
        "risc0-groth16",
        PROGRAM,
        ByteBuffer.wrap(JOURNAL),
        null,
        ByteBuffer.wrap(new byte[] {4}),
        new AggregationGrant(batch.id(), grantee, ByteBuffer.allocate(64)),
        "STANDARD",
        100L,
        false,
        1_200L,
        time,
        new Coordinates("market.reveals", 0, 0L, time - 100),
        time - 500,
        null);
  }

  static ProverStanding standing(String aggregator) {
    return standing(aggregator, 1_000_000);
  }

  /** With that much free for bonds. */
  static ProverStanding standing(String aggregator, long free) {
    return standing(aggregator, key(aggregator), free, "REGISTERED", 1_000);
  }

  /** With that session key. */
  static ProverStanding standing(
      String aggregator, SessionKey key, long free, String standing, long asOf) {
    Registration registration =
        new Registration(
            DOMAIN,
            aggregator,
            ByteBuffer.wrap(key.publicKey()),
            Long.MAX_VALUE,
            List.of("AGGREGATOR"),
            1,
            "cpu",
            "v",
            "r",
            "b",
            List.of(),
            1L,
            ByteBuffer.allocate(65));
    return new ProverStanding(
        DOMAIN, aggregator, registration, standing, List.of(), 0, 0L, free, 0L, 0L, asOf);
  }

  /**
   * @param slots -1 for a heartbeat that says nothing of aggregation
   */
  static Heartbeat heartbeat(String aggregator, long sequence, int slots) {
    return heartbeat(aggregator, key(aggregator), sequence, slots);
  }

  static Heartbeat heartbeat(String aggregator, SessionKey key, long sequence, int slots) {
    return SignedMessages.sign(
        Heartbeat.newBuilder()
            .setDomain(DOMAIN)
            .setProverId(aggregator)
            .setSequence(sequence)
            .setCapacity(1)
            .setInFlight(0)
            .setDraining(false)
            .setDeclines(List.of())
            .setSignature(ByteBuffer.allocate(64))
            .setAggregationSlots(slots)
            .build(),
        key);
  }

  static Policy policy() {
    return new Policy(
        DOMAIN,
        1,
        List.of(),
        List.of(),
        Map.of(),
        10,
        4_096,
        1_000,
        5_000,
        10_000,
        10_000,
        1_000,
        10_000,
        5_000,
        5_000,
        1_000,
        5_000,
        500,
        3,
        1_000L,
        1_000L,
        60_000L,
        4,
        4,
        "DIGEST",
        2,
        LEASE,
        3,
        1_000L,
        10L,
        "",
        1_000,
        MarketRules.NEWEST,
        false);
  }

  @Override
  public void close() {
    market.close();
  }
}
