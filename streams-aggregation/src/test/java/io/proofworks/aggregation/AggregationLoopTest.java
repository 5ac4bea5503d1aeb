package io.proofworks.aggregation;

import static io.proofworks.aggregation.AggregationMarket.DOMAIN;
import static io.proofworks.aggregation.AggregationMarket.JOURNAL;
import static io.proofworks.aggregation.AggregationMarket.LEASE;
import static io.proofworks.aggregation.AggregationMarket.signed;
import static io.proofworks.aggregation.AggregationMarket.work;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.proofworks.avro.Aggregate;
import io.proofworks.avro.AggregationJob;
import io.proofworks.avro.ChildProof;
import io.proofworks.avro.Evidence;
import io.proofworks.avro.Policy;
import io.proofworks.avro.ReceiptChild;
import io.proofworks.avro.TaskClosed;
import io.proofworks.avro.TaskRecord;
import io.proofworks.avro.TaskSuperseded;
import io.proofworks.avro.Verdict;
import io.proofworks.operations.LogCode;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.SessionKey;
import io.proofworks.protocol.TickClaim;
import io.proofworks.runtime.TickAlarm;
import io.proofworks.runtime.testing.Hostile;
import io.proofworks.runtime.testing.Ordeal;
import io.proofworks.runtime.testing.TopologyFixture;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** One batch of one shard through the whole graph. */
class AggregationLoopTest {

  private static final String REQUESTER = AggregationMarket.REQUESTER.address().hex();
  private static final String ALICE = AggregationMarket.aggregator(1);
  private static final String BOB = AggregationMarket.aggregator(2);

  private AggregationMarket floor;
  private AggregationMarket.Batch batch;
  private TopologyFixture market;

  @BeforeEach
  void openTheMarket() {
    floor = AggregationMarket.of(List.of(ALICE, BOB), 1, 1_000);
    market = floor.pipes();
    batch = floor.submit(1, 1_100);
  }

  @AfterEach
  void closeTheMarket() {
    floor.close();
  }

  private AggregationJob proven() {
    floor.prove(batch, 2_000);
    return floor.jobs().getLast();
  }

  private String answer(Aggregate work, long time) {
    return floor.answer(work, time).getReason();
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

  /** Whose proof it is, and that it was made for another task, is the receipt's to say. */
  @Test
  void shouldSettleABatchWithAProofThatItsTaskHasTakenOver() {
    String first = "0x" + "77".repeat(32);
    ChildProof adopted =
        ChildProof.newBuilder(AggregationMarket.childProof(batch, Address.ZERO.hex(), 2_000))
            .setAdoptedFrom(first)
            .setCommittedAt(0)
            .build();
    market.pipe(Topics.CHILD_PROOFS, batch.id(), adopted, 2_000);
    AggregationJob job = floor.jobs().getLast();

    answer(work(job, job.getAggregatorId(), job.getLeaves()), 3_000);

    ReceiptChild child = market.read(Topics.RECEIPTS).getFirst().getChildren().getFirst();
    assertThat(child.getAdoptedFrom()).isEqualTo(first);
    assertThat(child.getTaskId()).isEqualTo(batch.task());
    assertThat(child.getReveal()).isEqualTo(adopted.getReveal());
  }

  /** Settlement is late: a proof that was revealed before the notice is still to come. */
  @Test
  void shouldWaitForSettlementsWordOnATaskThatShardingHasClosed() {
    closed(true, 2_000);
    assertThat(market.read(Topics.RECEIPTS)).isEmpty();
    ended("ACCEPTED", 2_100);
    AggregationJob job = proven();

    answer(work(job, job.getAggregatorId(), job.getLeaves()), 3_000);

    assertThat(market.read(Topics.RECEIPTS))
        .singleElement()
        .satisfies(receipt -> assertThat(receipt.getOutcome()).isEqualTo("SETTLED"));
  }

  @Test
  void shouldFailABatchWhenSettlementHasEndedATaskWithoutAProof() {
    closed(true, 2_000);

    ended("NONE", 2_100);

    assertThat(market.read(Topics.RECEIPTS))
        .singleElement()
        .satisfies(receipt -> {
          assertThat(receipt.getOutcome()).isEqualTo("FAILED");
          assertThat(receipt.getCause()).isEqualTo("task " + batch.task() + ": EXPIRED too late");
        });
  }

  /** Of a market whose rules are of before 2. */
  @Test
  void shouldFailABatchByANoticeThatIsTheLastWord() {
    closed(false, 2_000);

    assertThat(market.read(Topics.RECEIPTS))
        .singleElement()
        .satisfies(receipt -> assertThat(receipt.getOutcome()).isEqualTo("FAILED"));
  }

  private void closed(boolean awaitsVerdict, long time) {
    TaskClosed closed = new TaskClosed(batch.id(), "EXPIRED", "too late", awaitsVerdict);
    market.pipe(Topics.TASKS, batch.task(), new TaskRecord(DOMAIN, batch.task(), closed), time);
  }

  private void ended(String proof, long time) {
    Verdict verdict =
        Verdict.newBuilder()
            .setVerdictId("0x" + "ab".repeat(32))
            .setDomain(DOMAIN)
            .setKind("TASK")
            .setReason("ACCEPTED")
            .setDetail("too late")
            .setAuthor("")
            .setTaskId(batch.task())
            .setBatchId(batch.id())
            .setEpoch(0)
            .setShardWeight(5)
            .setTaskState("EXPIRED")
            .setDecidedAt(time)
            .setSlashed(0)
            .setRewarded(0)
            .setEvidence(List.of(new Evidence("proof", proof)))
            .build();
    market.pipe(Topics.VERDICTS, batch.task(), verdict, time);
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
  void shouldMoveALeaseByAnOutageWhateverOutsidersAppendBeforeTheTicker() {
    // given
    AggregationJob job = proven();
    SessionKey tickKey = keyed();
    long outage = 60_000;

    // when
    market.tick(2_400 + outage, Topics.AGGREGATES);
    market.tickAll(
        2_500 + outage, new TickClaim(2_500, 2_500 + outage), tickKey, AggregationMarket.DIGESTS);
    for (long time = 3_500 + outage; time < job.getLeaseUntil() + outage; time += 1_000) {
      market.tick(time, Topics.AGGREGATES);
    }
    market.tick(job.getLeaseUntil() + outage - 1, Topics.AGGREGATES);

    // then
    assertThat(market.read(Topics.VERDICTS)).isEmpty();
    market.tick(job.getLeaseUntil() + outage, Topics.AGGREGATES);
    assertThat(market.read(Topics.VERDICTS))
        .extracting(Verdict::getKind, Verdict::getReason)
        .containsExactly(tuple("LEASE", "NO_REVEAL"));
  }

  @Test
  void shouldRaiseTheAlarmWhenNoClaimSpeaksOfAGap() {
    // given
    AggregationJob job = proven();
    SessionKey unused = keyed();

    // when ticks come behind a gap, none of them signed
    ListAppender<ILoggingEvent> said = listen();
    for (int i = 0; i < 30; i++) {
      market.tick(job.getLeaseUntil() + 60_000 + i * 1_000L, Topics.AGGREGATES);
      market.driver().advanceWallClockTime(Duration.ofSeconds(1));
    }

    // then
    assertThat(said.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .anyMatch(line ->
            line.startsWith(LogCode.CLAIM_MISSING.name())
                && line.contains("application=aggregation")
                && line.contains(Topics.AGGREGATES.name()));
    assertThat(market.read(Topics.VERDICTS)).as("no lease ends").isEmpty();
  }

  /** A policy that names the key of the tickers, which is returned. */
  private SessionKey keyed() {
    SessionKey tickKey = AggregationMarket.key(AggregationMarket.aggregator(9));
    Policy keyed =
        Policy.newBuilder(AggregationMarket.policy())
            .setVersion(AggregationMarket.policy().getVersion() + 1)
            .setTickKey(Hash32.of(tickKey.publicKey()).hex())
            .build();
    market.pipe(Topics.POLICIES, DOMAIN, keyed, 2_100);
    market.tick(2_500, Topics.AGGREGATES);
    return tickKey;
  }

  private static ListAppender<ILoggingEvent> listen() {
    ListAppender<ILoggingEvent> appender = new ListAppender<>();
    appender.start();
    ((Logger) LoggerFactory.getLogger(TickAlarm.class)).addAppender(appender);
    return appender;
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
        batch.task(),
        new TaskRecord(
            DOMAIN, batch.task(), new TaskSuperseded(batch.id(), "STATE_ROOT", null, null)),
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
    assertThat(market.read(Topics.RECEIPTS)).as("another one may still come").isEmpty();
    market.tick(job.getLeaseUntil() + 2 * LEASE + 3 * LEASE, Topics.AGGREGATES);
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
    time = ordeal.endure(hostile(Topics.BATCHES, batch.request()).all(), time, false);
    time =
        ordeal.endure(
            hostile(Topics.HEARTBEATS, AggregationMarket.heartbeat(ALICE, 99, 1)).all(),
            time,
            false);
    ordeal.settle(time);

    ordeal.requireOneAnswerEach();
    assertThat(answer(honest, time)).isEqualTo("ACCEPTED");
  }

  private <V extends SpecificRecord> Hostile.Source<V> hostile(Topic<V> topic, V good) {
    return new Hostile.Source<>(topic, batch.id(), good, market.serdes(), changed -> changed);
  }
}
