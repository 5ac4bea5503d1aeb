package io.proofworks.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.proofworks.avro.Registration;
import io.proofworks.avro.Task;
import io.proofworks.avro.TaskRecord;
import io.proofworks.avro.TaskSuperseded;
import io.proofworks.messages.SignedMessages;
import io.proofworks.proofs.AggregationScheme;
import io.proofworks.proofs.Program;
import io.proofworks.proofs.Statement;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.SessionKey;
import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.StreamsApplication;
import io.proofworks.runtime.testing.Hostile;
import io.proofworks.runtime.testing.Ordeal;
import io.proofworks.runtime.testing.TopologyFixture;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One batch of one shard through the whole graph. */
final class AggregationLoopTest {

  private static final String DOMAIN = TopologyFixture.DOMAIN;
  private static final Digests DIGESTS = new Digests(Hash32.parse(DOMAIN));
  private static final String REQUESTER = "0x" + "a1".repeat(20);
  private static final String ALICE = "0x" + "01".repeat(20);
  private static final String BOB = "0x" + "02".repeat(20);
  private static final String PROGRAM = "0x" + "77".repeat(32);
  private static final String TASK = "0x" + "55".repeat(32);
  private static final String STATEMENT = "0x" + "66".repeat(32);
  private static final byte[] JOURNAL = {1, 2, 3};
  private static final long LEASE = 5_000;
  private static final Map<String, SessionKey> KEYS = Map.of(ALICE, key(1), BOB, key(2));

  /** The driver cannot know an idle input's lag, so here a task takes what it has. */
  private record Unwaiting(StreamsApplication application) implements StreamsApplication {
    @Override
    public String name() {
      return application.name();
    }

    @Override
    public Topology topology(AppContext context) {
      return application.topology(context);
    }

    @Override
    public Properties extraConfig() {
      Properties config = application.extraConfig();
      config.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, -1L);
      return config;
    }
  }

  private TopologyFixture market;
  private String batchId;

  private static SessionKey key(int seed) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) seed);
    return SessionKey.fromSeed(bytes);
  }

  @BeforeEach
  void openTheMarket() {
    Schemes schemes =
        (id, systems) ->
            Optional.<AggregationScheme>of(new DigestScheme())
                .filter(scheme -> scheme.id().equals(id));
    market = TopologyFixture.of(new Unwaiting(new AggregationApplication(schemes)));
    market.pipe(Topics.POLICIES, DOMAIN, policy(), 1_000);
    for (String aggregator : List.of(ALICE, BOB)) {
      market.pipe(Topics.PROVERS, aggregator, standing(aggregator), 1_000);
      market.pipe(Topics.HEARTBEATS, aggregator, heartbeat(aggregator), 1_000);
    }
    batchId =
        DIGESTS
            .batchId(Hash32.parse(PROGRAM), Hash32.ZERO, JOURNAL, Address.parse(REQUESTER), 1)
            .hex();
    market.pipe(Topics.BATCHES, batchId, request(), 1_100);
    market.pipe(Topics.TASKS, TASK, task(), 1_200);
  }

  @AfterEach
  void closeTheMarket() {
    market.close();
  }

  private AggregationJob proven() {
    market.pipe(Topics.CHILD_PROOFS, batchId, childProof(), 2_000);
    return market.read(Topics.AGGREGATION_JOBS).getLast();
  }

  private Aggregate work(AggregationJob job, String aggregator, List<String> children) {
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

  private Aggregate signed(
      AggregationJob job, String aggregator, List<String> children, byte[] bytes) {
    Aggregate unsigned =
        new Aggregate(
            DOMAIN,
            batchId,
            job.getJobId(),
            job.getNodeId(),
            job.getEpoch(),
            aggregator,
            children,
            ByteBuffer.wrap(bytes),
            ByteBuffer.allocate(64));
    return SignedMessages.sign(unsigned, KEYS.get(aggregator));
  }

  private String answer(Aggregate work, long time) {
    market.read(Topics.VERDICTS);
    market.pipe(Topics.AGGREGATES, batchId, work, time);
    return market.read(Topics.VERDICTS).getLast().getReason();
  }

  @Test
  void shouldSettleABatchWhenItsRootIsAccepted() {
    AggregationJob job = proven();

    String answer = answer(work(job, job.getAggregatorId(), job.getLeaves()), 3_000);

    assertThat(answer).isEqualTo("ACCEPTED");
    assertThat(market.read(Topics.RECEIPTS))
        .singleElement()
        .satisfies(receipt -> {
          assertThat(receipt.getOutcome()).isEqualTo("SETTLED");
          assertThat(receipt.getRequesterId()).isEqualTo(REQUESTER);
          assertThat(receipt.getPublicInputs()).isEqualTo(ByteBuffer.wrap(JOURNAL));
          assertThat(receipt.getChildren()).hasSize(1);
          assertThat(receipt.getSubmittedAt()).isEqualTo(1_100);
          assertThat(receipt.getRootVerifiedAt()).isEqualTo(3_000);
        });
  }

  @Test
  void shouldGiveTheJobToAnotherWhenAChildIsLeftOut() {
    AggregationJob job = proven();

    String answer = answer(work(job, job.getAggregatorId(), List.of()), 3_000);

    assertThat(answer).isEqualTo("INCOMPLETE_AGGREGATE");
    AggregationJob next = market.read(Topics.AGGREGATION_JOBS).getLast();
    assertThat(next.getEpoch()).isEqualTo(2);
    assertThat(next.getAggregatorId()).isNotEqualTo(job.getAggregatorId());
    assertThat(next.getCause()).isEqualTo("INCOMPLETE_AGGREGATE");
  }

  @Test
  void shouldNotGiveANodeBackToOneWhoseAggregateWasRefusedBeforeItsLeaseIsOver() {
    AggregationJob first = proven();
    answer(work(first, first.getAggregatorId(), List.of()), 3_000);
    AggregationJob second = market.read(Topics.AGGREGATION_JOBS).getLast();
    answer(work(second, second.getAggregatorId(), List.of()), 3_100);

    market.tick(second.getLeaseUntil() - 1, Topics.AGGREGATES);
    assertThat(market.read(Topics.AGGREGATION_JOBS)).isEmpty();
    market.tick(second.getLeaseUntil(), Topics.AGGREGATES);

    AggregationJob third = market.read(Topics.AGGREGATION_JOBS).getLast();
    assertThat(third.getEpoch()).isEqualTo(3);
    assertThat(third.getAggregatorId()).isEqualTo(first.getAggregatorId());
  }

  @Test
  void shouldExpireALeaseByTicksAloneAndNotAMillisecondEarly() {
    AggregationJob job = proven();

    market.tick(job.getLeaseUntil() - 1, Topics.AGGREGATES);
    assertThat(market.read(Topics.AGGREGATION_JOBS)).isEmpty();
    market.tick(job.getLeaseUntil(), Topics.AGGREGATES);

    AggregationJob next = market.read(Topics.AGGREGATION_JOBS).getLast();
    assertThat(job.getLeaseUntil()).isEqualTo(2_000 + LEASE);
    assertThat(next.getCause()).isEqualTo("LEASE_EXPIRED");
    assertThat(market.read(Topics.VERDICTS))
        .singleElement()
        .satisfies(verdict -> {
          assertThat(verdict.getKind()).isEqualTo("LEASE");
          assertThat(verdict.getAuthor()).isEqualTo(job.getAggregatorId());
          assertThat(verdict.getSlashed()).isEqualTo(100);
        });
    assertThat(answer(work(job, job.getAggregatorId(), job.getLeaves()), job.getLeaseUntil() + 1))
        .isEqualTo("FENCED_EPOCH");
  }

  @Test
  void shouldCallACopyOfAnotherHoldersAggregatePlagiarised() {
    AggregationJob first = proven();
    Aggregate original = work(first, first.getAggregatorId(), first.getLeaves());
    market.tick(first.getLeaseUntil(), Topics.AGGREGATES);
    AggregationJob second = market.read(Topics.AGGREGATION_JOBS).getLast();
    byte[] copied = original.getAggregate().array();

    String answer =
        answer(
            signed(second, second.getAggregatorId(), second.getLeaves(), copied),
            first.getLeaseUntil() + 1);

    assertThat(answer).isEqualTo("PLAGIARISED");
  }

  @Test
  void shouldRefuseTheOtherAggregatorAndLeaveTheLeaseAlone() {
    AggregationJob job = proven();
    String other = job.getAggregatorId().equals(ALICE) ? BOB : ALICE;

    String answer = answer(work(job, other, job.getLeaves()), 3_000);

    assertThat(answer).isEqualTo("NOT_ASSIGNED");
    assertThat(answer(work(job, job.getAggregatorId(), job.getLeaves()), 3_001))
        .isEqualTo("ACCEPTED");
  }

  @Test
  void shouldCloseASupersededBatchAndCallLaterWorkStale() {
    AggregationJob job = proven();

    market.pipe(
        Topics.TASKS,
        TASK,
        new TaskRecord(DOMAIN, TASK, new TaskSuperseded(batchId, "STATE_ROOT", null)),
        2_500);

    assertThat(market.read(Topics.RECEIPTS))
        .singleElement()
        .satisfies(receipt -> assertThat(receipt.getOutcome()).isEqualTo("SUPERSEDED"));
    assertThat(answer(work(job, job.getAggregatorId(), job.getLeaves()), 3_000)).isEqualTo("STALE");
  }

  @Test
  void shouldAnswerEachLieWithItsOwnReason() {
    AggregationJob job = proven();
    Aggregate honest = work(job, job.getAggregatorId(), job.getLeaves());

    assertThat(answer(Aggregate.newBuilder(honest).setDomain(Hash32.ZERO.hex()).build(), 3_000))
        .isEqualTo("WRONG_DOMAIN");
    assertThat(answer(Aggregate.newBuilder(honest).setNodeId(9).build(), 3_000))
        .isEqualTo("UNKNOWN_TASK");
    assertThat(answer(Aggregate.newBuilder(honest).setEpoch(2).build(), 3_000))
        .isEqualTo("FENCED_EPOCH");
    assertThat(answer(Aggregate.newBuilder(honest).setAggregatorId(REQUESTER).build(), 3_000))
        .isEqualTo("UNREGISTERED");
    assertThat(answer(Aggregate.newBuilder(honest).setChildren(List.of()).build(), 3_000))
        .isEqualTo("BAD_SIGNATURE");
    assertThat(
            answer(
                Aggregate.newBuilder(honest).setAggregate(ByteBuffer.allocate(9_000)).build(),
                3_000))
        .isEqualTo("OVERSIZED");
    assertThat(answer(honest, 3_000)).isEqualTo("ACCEPTED");
    assertThat(answer(honest, 3_000)).isEqualTo("DUPLICATE");
  }

  @Test
  void shouldFailTheBatchWhenEveryEpochExpires() {
    AggregationJob job = proven();
    for (int epoch = 1; epoch <= 3; epoch++) {
      market.tick(job.getLeaseUntil() + (epoch - 1) * LEASE, Topics.AGGREGATES);
    }

    assertThat(market.read(Topics.AGGREGATION_JOBS)).hasSize(2);
    assertThat(market.read(Topics.RECEIPTS))
        .singleElement()
        .satisfies(receipt -> {
          assertThat(receipt.getOutcome()).isEqualTo("FAILED");
          assertThat(receipt.getSlashes()).hasSize(3);
        });
  }

  @Test
  void shouldAnswerBytesThatAreNoAggregate() {
    market.pipeBytes(Topics.AGGREGATES, new byte[] {1}, new byte[] {9, 9}, 3_000);

    assertThat(market.read(Topics.VERDICTS).getLast().getReason()).isEqualTo("MALFORMED");
    assertThat(market.readBytes(Topics.AGGREGATES.dlq())).hasSize(1);
  }

  @Test
  void shouldAnswerWhateverAnAggregatorWritesOnceAndSettleTheHonestOne() {
    AggregationJob job = proven();
    Aggregate honest = work(job, job.getAggregatorId(), job.getLeaves());
    Aggregate others = Aggregate.newBuilder(honest).setJobId(Hash32.ZERO.hex()).build();
    Ordeal ordeal = new Ordeal(market);

    long time = ordeal.endure(hostile(Topics.AGGREGATES, others).all(), 2_100, true);
    time = ordeal.endure(hostile(Topics.BATCHES, request()).all(), time, false);
    time = ordeal.endure(hostile(Topics.HEARTBEATS, heartbeat(ALICE)).all(), time, false);
    ordeal.settle(time);

    ordeal.requireOneAnswerEach();
    assertThat(answer(honest, time)).isEqualTo("ACCEPTED");
  }

  private <V extends SpecificRecord> Hostile.Source<V> hostile(Topic<V> topic, V good) {
    return new Hostile.Source<>(topic, batchId, good, market.serdes(), changed -> changed);
  }

  private ProofRequest request() {
    return new ProofRequest(
        DOMAIN,
        batchId,
        REQUESTER,
        1L,
        "risc0-groth16",
        PROGRAM,
        Hash32.ZERO.hex(),
        ByteBuffer.wrap(JOURNAL),
        ByteBuffer.allocate(0),
        "STANDARD",
        "COMMIT_REVEAL",
        60_000L,
        1_000L,
        "route",
        ByteBuffer.allocate(65));
  }

  private TaskRecord task() {
    Task task =
        new Task(
            batchId,
            REQUESTER,
            STATEMENT,
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
            60_000L,
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
            "route");
    return new TaskRecord(DOMAIN, TASK, task);
  }

  private ChildProof childProof() {
    return new ChildProof(
        DOMAIN,
        batchId,
        TASK,
        0,
        1,
        5,
        1,
        "0x" + "09".repeat(20),
        STATEMENT,
        "risc0-groth16",
        PROGRAM,
        ByteBuffer.wrap(JOURNAL),
        null,
        ByteBuffer.wrap(new byte[] {4}),
        new AggregationGrant(batchId, Address.ZERO.hex(), ByteBuffer.allocate(64)),
        "STANDARD",
        100L,
        false,
        1_200L,
        2_000L,
        new Coordinates("market.reveals", 0, 0L, 1_900L),
        1_500L);
  }

  private static ProverStanding standing(String aggregator) {
    Registration registration =
        new Registration(
            DOMAIN,
            aggregator,
            ByteBuffer.wrap(KEYS.get(aggregator).publicKey()),
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
        DOMAIN, aggregator, registration, "REGISTERED", List.of(), 0, 0L, 10_000L, 0L, 0L, 1_000L);
  }

  private static Heartbeat heartbeat(String aggregator) {
    Heartbeat beat =
        new Heartbeat(DOMAIN, aggregator, 1L, 1, 0, false, List.of(), ByteBuffer.allocate(64));
    return SignedMessages.sign(beat, KEYS.get(aggregator));
  }

  private static Policy policy() {
    return new Policy(
        DOMAIN, 1, List.of(), List.of(), Map.of(), 10, 4_096, 1_000, 5_000, 10_000, 10_000, 1_000,
        10_000, 5_000, 5_000, 1_000, 5_000, 500, 3, 1_000L, 1_000L, 60_000L, 4, 4, "DIGEST", 2,
        LEASE, 3, 1_000L, 10L);
  }
}
