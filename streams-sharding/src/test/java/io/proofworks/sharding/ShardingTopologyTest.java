package io.proofworks.sharding;

import static io.proofworks.sharding.LedgerMarket.DOMAIN;
import static io.proofworks.sharding.LedgerMarket.REQUESTER;
import static io.proofworks.sharding.LedgerMarket.heartbeat;
import static io.proofworks.sharding.LedgerMarket.request;
import static io.proofworks.sharding.LedgerMarket.standing;
import static io.proofworks.sharding.LedgerMarket.supersession;
import static io.proofworks.sharding.LedgerMarket.verdict;
import static io.proofworks.sharding.LedgerMarket.wide;
import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.AggregationGrant;
import io.proofworks.avro.Assignment;
import io.proofworks.avro.ChildProof;
import io.proofworks.avro.Decline;
import io.proofworks.avro.Heartbeat;
import io.proofworks.avro.Policy;
import io.proofworks.avro.ProofRequest;
import io.proofworks.avro.ProverStanding;
import io.proofworks.avro.Receipt;
import io.proofworks.avro.Supersession;
import io.proofworks.avro.Task;
import io.proofworks.avro.TaskClosed;
import io.proofworks.avro.TaskRecord;
import io.proofworks.avro.TaskSuperseded;
import io.proofworks.avro.Verdict;
import io.proofworks.messages.AssignmentKind;
import io.proofworks.proofs.ledgercircuit.LedgerProgram;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.OwnerKey;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.TaskState;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.AppSettings;
import io.proofworks.runtime.testing.InMemoryRegistry;
import io.proofworks.runtime.testing.TopologyFixture;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.sharding.LedgerMarket.Prover;
import io.proofworks.sharding.processor.Names;
import io.proofworks.topics.Partitions;
import io.proofworks.topics.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ShardingTopologyTest {

  private static final Prover ANN = Prover.of(1);
  private static final Prover BOB = Prover.of(2);
  private static final OwnerKey THIEF = OwnerKey.parse("0x" + "66".repeat(32));

  private final TopologyFixture market = TopologyFixture.of(new ShardingApplication());

  @BeforeEach
  void open() {
    market.pipe(Topics.POLICIES, DOMAIN.hex(), LedgerMarket.policy(), 1);
  }

  @AfterEach
  void close() {
    market.close();
  }

  private void join(Prover prover, int capacity, long time) {
    market.pipe(Topics.PROVERS, prover.id(), standing(prover, capacity), time);
    market.pipe(Topics.HEARTBEATS, prover.id(), heartbeat(prover, time), time);
  }

  private List<TaskRecord> ask(ProofRequest request, long time) {
    market.pipe(Topics.BATCHES, request.getBatchId(), request, time);
    return market.read(Topics.TASKS);
  }

  private void fund(List<TaskRecord> tasks, long time) {
    for (TaskRecord task : tasks) {
      judge(VerdictKind.TASK, Reason.ACCEPTED, task.getTaskId(), 0, "", TaskState.OPEN, time);
    }
  }

  private void judge(
      VerdictKind kind,
      Reason reason,
      String taskId,
      int epoch,
      String author,
      TaskState state,
      long time) {
    market.pipe(Topics.VERDICTS, taskId, verdict(kind, reason, taskId, epoch, author, state), time);
  }

  private Verdict answer(VerdictKind kind) {
    List<Verdict> answers =
        market.read(Topics.VERDICTS).stream().filter(v -> v.getKind().equals(kind.name())).toList();
    assertThat(answers).hasSize(1);
    return answers.getFirst();
  }

  private static byte[] inputs(TaskRecord task) {
    ByteBuffer buffer = ((Task) task.getEvent()).getPublicInputs().duplicate();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  @Test
  void shouldPublishTasksThatChainAndAssignThemOnceFunded() {
    join(ANN, 8, 10);

    List<TaskRecord> tasks = ask(request(), 20);
    Verdict taken = answer(VerdictKind.BATCH);
    assertThat(market.read(Topics.ASSIGNMENTS)).isEmpty();
    fund(tasks, 30);

    assertThat(taken.getReason()).isEqualTo("ACCEPTED");
    assertThat(taken.getInput().getTopic()).isEqualTo(Topics.BATCHES.name());
    assertThat(tasks).hasSize(3);
    var ledger = VerifierRegistry.standard().system(LedgerProgram.PROOF_SYSTEM).orElseThrow();
    for (int i = 1; i < tasks.size(); i++) {
      assertThat(ledger.chains(inputs(tasks.get(i - 1)), inputs(tasks.get(i)))).isTrue();
    }
    assertThat(ledger.fold(tasks.stream().map(ShardingTopologyTest::inputs).toList()))
        .hasValueSatisfying(
            whole -> assertThat(whole).isEqualTo(LedgerMarket.publicInputs(LedgerMarket.trace())));
    List<Assignment> assignments = market.read(Topics.ASSIGNMENTS);
    assertThat(assignments)
        .extracting(Assignment::getTaskId)
        .containsExactlyInAnyOrderElementsOf(tasks.stream().map(TaskRecord::getTaskId).toList());
    assertThat(assignments)
        .allMatch(
            a -> a.getEpoch() == 1 && a.getCommitBy() == 10_030 && a.getCommitWindowMs() == 10_000);
  }

  @Test
  void shouldReassignToAnotherWhenSettlementAsks() {
    join(ANN, 8, 10);
    List<TaskRecord> tasks = ask(request(), 20);
    fund(tasks, 30);
    market.read(Topics.ASSIGNMENTS);
    join(BOB, 8, 40);
    String task = tasks.getFirst().getTaskId();

    judge(
        VerdictKind.ASSIGNMENT,
        Reason.COMMIT_CLOSED,
        task,
        1,
        ANN.id(),
        TaskState.REASSIGNED,
        5_000);

    assertThat(market.read(Topics.ASSIGNMENTS))
        .singleElement()
        .satisfies(next -> {
          assertThat(next.getEpoch()).isEqualTo(2);
          assertThat(next.getCause()).isEqualTo("COMMIT_TIMEOUT");
          assertThat(next.getAssignees().getFirst().getProverId()).isEqualTo(BOB.id());
        });
  }

  @Test
  void shouldReassignWhatAHeartbeatDeclines() {
    join(ANN, 8, 10);
    List<TaskRecord> tasks = ask(request(), 20);
    String task = tasks.getFirst().getTaskId();
    fund(tasks, 30);
    Assignment asked = market.read(Topics.ASSIGNMENTS).getFirst();
    join(BOB, 8, 40);

    Heartbeat declining = heartbeat(ANN, 50, new Decline(task, 1));
    market.pipe(Topics.HEARTBEATS, ANN.id(), declining, 50);

    List<Assignment> said = market.read(Topics.ASSIGNMENTS);
    assertThat(said)
        .extracting(AssignmentKind::of)
        .containsExactly(AssignmentKind.GIVES_BACK, AssignmentKind.ASKS);
    assertThat(said).extracting(Assignment::getEpoch).containsExactly(1, 2);
    assertThat(said)
        .allSatisfy(each -> {
          assertThat(each.getCause()).isEqualTo("DECLINED");
          assertThat(each.getTaskId()).isEqualTo(task);
        });
    assertThat(said.getFirst().getGivenBackBy()).containsExactly(ANN.id());
    assertThat(said.getFirst().getCommitBy()).isEqualTo(asked.getCommitBy());
    assertThat(said.getLast().getGivenBackBy()).isEmpty();
  }

  @Test
  void shouldGiveNoWorkToAProverWhoseHeartbeatIsForged() {
    market.pipe(Topics.PROVERS, ANN.id(), standing(ANN, 8), 10);
    Heartbeat forged = heartbeat(BOB, 11);
    forged = Heartbeat.newBuilder(forged).setProverId(ANN.id()).build();
    market.pipe(Topics.HEARTBEATS, ANN.id(), forged, 11);

    fund(ask(request(), 20), 30);

    assertThat(answer(VerdictKind.HEARTBEAT).getReason()).isEqualTo("BAD_SIGNATURE");
    assertThat(market.read(Topics.ASSIGNMENTS)).isEmpty();
  }

  @Test
  void shouldRefuseAReplayedHeartbeatAndOneOfAStranger() {
    join(ANN, 8, 10);
    market.pipe(Topics.HEARTBEATS, ANN.id(), heartbeat(ANN, 10), 12);
    assertThat(answer(VerdictKind.HEARTBEAT).getReason()).isEqualTo("DUPLICATE");

    market.pipe(Topics.HEARTBEATS, BOB.id(), heartbeat(BOB, 10), 13);
    assertThat(answer(VerdictKind.HEARTBEAT).getReason()).isEqualTo("UNREGISTERED");
  }

  @Test
  void shouldAnswerAForgedARepeatedAndAMalformedRequest() {
    ProofRequest forged =
        request(
            LedgerMarket.trace().encode(), LedgerMarket.publicInputs(LedgerMarket.trace()), THIEF);
    assertThat(ask(forged, 20)).isEmpty();
    assertThat(answer(VerdictKind.BATCH).getReason()).isEqualTo("BAD_SIGNATURE");

    assertThat(ask(request(), 21)).hasSize(3);
    assertThat(answer(VerdictKind.BATCH).getReason()).isEqualTo("ACCEPTED");
    assertThat(ask(request(), 22)).isEmpty();
    assertThat(answer(VerdictKind.BATCH).getReason()).isEqualTo("DUPLICATE");

    byte[] junk = {1, 2, 3};
    market.pipeBytes(Topics.BATCHES, junk, junk, 23);
    assertThat(answer(VerdictKind.BATCH).getReason()).isEqualTo("MALFORMED");
    assertThat(market.readBytes(Topics.BATCHES.dlq()))
        .singleElement()
        .satisfies(letter -> assertThat(letter.value()).isEqualTo(junk));
  }

  @Test
  void shouldRefuseATraceThatDoesNotLeadToThePublicInputs() {
    byte[] inputs = LedgerMarket.publicInputs(LedgerMarket.trace());
    inputs[inputs.length - 1] ^= 1;

    assertThat(ask(request(LedgerMarket.trace().encode(), inputs, REQUESTER), 20)).isEmpty();

    assertThat(answer(VerdictKind.BATCH).getReason()).isEqualTo("DIGEST_MISMATCH");
  }

  @Test
  void shouldNameTheRightPartition() {
    AppSettings two = AppSettings.of(Map.of("domain", DOMAIN.hex(), "partitions", "2"));
    try (TopologyFixture other = TopologyFixture.of(new ShardingApplication(), two)) {
      String key = "key";
      for (int i = 0; Partitions.of(key, 2) != 1; i++) {
        key = "key" + i;
      }
      other.pipe(Topics.BATCHES, key, request(), 5);
      assertThat(other.read(Topics.VERDICTS))
          .singleElement()
          .satisfies(no -> {
            assertThat(no.getReason()).isEqualTo("WRONG_PARTITION");
            assertThat(no.getDetail()).contains("partition 1");
          });
    }
  }

  @Test
  void shouldMakeTheTasksOfASupersededBatchStale() {
    List<TaskRecord> tasks = ask(request(), 20);
    fund(tasks, 30);
    String batch = request().getBatchId();
    market.read(Topics.VERDICTS);
    pipeSupersession(supersession(batch, THIEF), 35);
    assertThat(answer(VerdictKind.SUPERSESSION).getReason()).isEqualTo("BAD_SIGNATURE");

    pipeSupersession(supersession(batch, REQUESTER), 40);

    assertThat(answer(VerdictKind.SUPERSESSION).getReason()).isEqualTo("ACCEPTED");
    assertThat(staleSince()).containsExactly(40L, 40L, 40L);
    join(ANN, 8, 50);
    assertThat(market.read(Topics.ASSIGNMENTS)).as("nobody works on stale tasks").isEmpty();
    pipeSupersession(supersession(batch, REQUESTER), 60);
    assertThat(answer(VerdictKind.SUPERSESSION).getReason()).isEqualTo("DUPLICATE");
  }

  /** What the notices say that everybody could know since. */
  private List<Long> staleSince() {
    return market.read(Topics.TASKS).stream()
        .map(task -> ((TaskSuperseded) task.getEvent()).getSupersededAt())
        .toList();
  }

  private void pipeSupersession(Supersession message, long time) {
    market.pipe(Topics.SUPERSESSIONS, message.getBatchId(), message, time);
  }

  @Test
  void shouldParkASupersessionThatOvertakesItsRequest() {
    pipeSupersession(supersession(request().getBatchId(), REQUESTER), 40);
    assertThat(market.read(Topics.VERDICTS)).isEmpty();

    List<TaskRecord> tasks = ask(request(), 39);
    assertThat(tasks).hasSize(3);
    market.tick(41, Topics.BATCHES);

    assertThat(staleSince()).containsExactly(40L, 40L, 40L);
  }

  @Test
  void shouldAnswerASupersessionOfNothingOnceItsTimeHasPassed() {
    pipeSupersession(supersession(request().getBatchId(), REQUESTER), 40);
    market.tick(40, Topics.BATCHES);
    assertThat(market.read(Topics.VERDICTS)).isEmpty();

    market.tick(41, Topics.BATCHES);

    assertThat(answer(VerdictKind.SUPERSESSION).getReason()).isEqualTo("UNKNOWN_TASK");
  }

  /** Of one batch of a producer: nothing but their places tells them apart. */
  @Test
  void shouldAnswerEachOfTwoSupersessionsOfTheSameBytesThatWait() {
    pipeSupersession(supersession(request().getBatchId(), REQUESTER), 40);
    pipeSupersession(supersession(request().getBatchId(), REQUESTER), 40);

    market.tick(41, Topics.BATCHES);

    assertThat(market.read(Topics.VERDICTS))
        .extracting(verdict -> verdict.getInput().getOffset())
        .containsExactly(0L, 1L);
  }

  @Test
  void shouldCloseTheTasksOfASettledBatchOnce() {
    List<TaskRecord> tasks = ask(request(), 20);
    Receipt receipt = receipt(tasks.size());

    market.pipe(Topics.RECEIPTS, receipt.getBatchId(), receipt, 90);
    market.pipe(Topics.RECEIPTS, receipt.getBatchId(), receipt, 91);

    assertThat(market.read(Topics.TASKS))
        .hasSize(3)
        .allSatisfy(
            task -> assertThat(((TaskClosed) task.getEvent()).getState()).isEqualTo("SETTLED"));
  }

  private static Receipt receipt(int children) {
    ProofRequest request = request();
    return Receipt.newBuilder()
        .setDomain(DOMAIN.hex())
        .setBatchId(request.getBatchId())
        .setRequesterId(request.getRequesterId())
        .setRouteId("route")
        .setTaskClass("STANDARD")
        .setOutcome("SETTLED")
        .setCause(children + " children")
        .setProofSystem(request.getProofSystem())
        .setProgramHash(request.getProgramHash())
        .setPublicInputs(request.getPublicInputs())
        .setScheme("BATCH")
        .setRootAggregatorId(REQUESTER.address().hex())
        .setRootBinding(ByteBuffer.allocate(32))
        .setRootProof(ByteBuffer.allocate(1))
        .setChildren(List.of())
        .setAggregators(List.of())
        .setSlashes(List.of())
        .setSubmittedAt(20)
        .setLastChildVerifiedAt(50)
        .setRootVerifiedAt(90)
        .build();
  }

  @Test
  void shouldCloseWhatNobodyTookBeforeItWasTooLate() {
    List<TaskRecord> tasks = ask(request(), 20);
    fund(tasks, 30);

    market.tick(LedgerMarket.DEADLINE - 5_000, Topics.HEARTBEATS);

    assertThat(market.read(Topics.TASKS))
        .hasSize(3)
        .allSatisfy(task -> {
          TaskClosed closed = (TaskClosed) task.getEvent();
          assertThat(closed.getState()).isEqualTo("EXPIRED");
          assertThat(closed.getAwaitsVerdict()).isTrue();
        });
  }

  @Test
  void shouldAnswerAForeignMarketAndOneWithoutAPolicy() {
    try (TopologyFixture young = TopologyFixture.of(new ShardingApplication())) {
      ProofRequest request = request();
      young.pipe(Topics.BATCHES, request.getBatchId(), request, 5);
      assertThat(young.read(Topics.VERDICTS))
          .singleElement()
          .satisfies(no -> assertThat(no.getReason()).isEqualTo("WRONG_DOMAIN"));
    }
  }

  /** Its prover is asked, and another after it, as if the market went on. */
  @Test
  void shouldGoOnWithWhatItHasAndTakeNothingNewOnceItsPolicyIsClosed() {
    join(ANN, 8, 10);
    List<TaskRecord> tasks = ask(request(), 20);
    assertThat(answer(VerdictKind.BATCH).getReason()).isEqualTo("ACCEPTED");
    withdraw(25);

    fund(tasks, 30);
    List<TaskRecord> more = ask(request(2), 40);
    Verdict refused = answer(VerdictKind.BATCH);
    join(BOB, 8, 50);
    String task = tasks.getFirst().getTaskId();
    judge(
        VerdictKind.ASSIGNMENT,
        Reason.COMMIT_CLOSED,
        task,
        1,
        ANN.id(),
        TaskState.REASSIGNED,
        5_000);

    assertThat(more).isEmpty();
    assertThat(refused.getReason()).isEqualTo("MARKET_CLOSED");
    List<Assignment> assignments = market.read(Topics.ASSIGNMENTS);
    assertThat(assignments).hasSize(tasks.size() + 1);
    assertThat(assignments.getLast().getTaskId()).isEqualTo(task);
    assertThat(assignments.getLast().getAssignees().getFirst().getProverId()).isEqualTo(BOB.id());
  }

  @Test
  void shouldTakeRequestsAgainOnceALaterPolicyIsOpen() {
    withdraw(5);
    assertThat(ask(request(), 20)).isEmpty();
    publish(Policy.newBuilder(LedgerMarket.policy()).setVersion(3), 30);

    assertThat(ask(request(2), 40)).hasSize(3);
  }

  private void withdraw(long time) {
    publish(Policy.newBuilder(LedgerMarket.policy()).setVersion(2).setClosed(true), time);
  }

  private void publish(Policy.Builder policy, long time) {
    market.pipe(Topics.POLICIES, DOMAIN.hex(), policy.build(), time);
  }

  @Test
  void shouldGiveNewTasksTheRevealWindowThatTheMeasuredOnesAskFor() {
    ProofRequest request = request();
    for (int i = 0; i < 10; i++) {
      market.pipe(
          Topics.CHILD_PROOFS, request.getBatchId(), childProof(request.getBatchId(), 1_200), 5);
    }

    List<TaskRecord> tasks = ask(request, 20);

    assertThat(tasks)
        .isNotEmpty()
        .allSatisfy(t -> {
          Task task = (Task) t.getEvent();
          assertThat(task.getRevealWindowMs()).isEqualTo(2_400);
          assertThat(task.getCommitBy()).isEqualTo(LedgerMarket.DEADLINE - 2_400);
        });
  }

  private static ChildProof childProof(String batchId, long tookMs) {
    return ChildProof.newBuilder()
        .setDomain(LedgerMarket.DOMAIN.hex())
        .setBatchId(batchId)
        .setTaskId("")
        .setShardIndex(0)
        .setShardCount(1)
        .setShardWeight(1)
        .setEpoch(1)
        .setProverId("")
        .setStatementId("")
        .setProofSystem("")
        .setProgramHash("")
        .setPublicInputs(ByteBuffer.allocate(0))
        .setProof(ByteBuffer.allocate(0))
        .setGrant(new AggregationGrant("", "", ByteBuffer.allocate(0)))
        .setTaskClass("STANDARD")
        .setReward(1)
        .setLate(false)
        .setTaskPublishedAt(1)
        .setCommittedAt(1_000)
        .setVerifiedAt(1_000 + tookMs)
        .setReveal(new io.proofworks.avro.Coordinates("market.reveals", 0, 0L, 1L))
        .build();
  }

  @Test
  void shouldBeTheGraphThatIsWrittenDown() throws IOException {
    AppContext context =
        new AppContext(
            TopologyFixture.settings(),
            new MarketSerdes(new InMemoryRegistry()),
            VerifierRegistry.standard());

    assertThat(described(context)).isEqualTo(golden("/sharding-topology.txt").strip());
  }

  /** Without what differs from run to run: the name that the JVM gives a lambda. */
  private static String described(AppContext context) {
    return ShardingTopology.of(context)
        .describe()
        .toString()
        .replaceAll("extractor class: [^)]*\\)", "extractor class: DeadLetters)")
        .replaceAll("[ ]+\n", "\n")
        .strip();
  }

  private static String golden(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ShardingTopologyTest.class.getResourceAsStream(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Those without have had their part of the market's time; one that has is not in their way. */
  @Test
  void shouldExecuteForWhoHasMoneyOfThisMarket() {
    OwnerKey poor = OwnerKey.parse("0x" + "22".repeat(32));
    flood(poor, 5);
    has(REQUESTER, 1_000_000, 10);

    assertThat(ask(request(), 20)).isNotEmpty();
    assertThat(ask(wide(poor, 1_000), 20)).isEmpty();
    has(poor, 1_000_000, 30);
    assertThat(ask(wide(poor, 1_000), 40)).as("refused for good").isEmpty();
    assertThat(ask(wide(poor, 1_001), 40)).as("another one").isNotEmpty();
    has(poor, 0, 50);
    assertThat(ask(wide(poor, 1_002), 20_000)).as("others have a part again").isNotEmpty();
    flood(poor, 20_001);
    assertThat(ask(wide(poor, 1_003), 20_001)).isEmpty();
  }

  private void flood(OwnerKey poor, long time) {
    for (int nonce = 1; nonce <= 100; nonce++) {
      ask(wide(poor, time * 1_000 + nonce), time);
    }
  }

  private void has(OwnerKey requester, long free, long time) {
    market.pipe(Topics.PROVERS, requester.address().hex(), standing(requester, free), time);
  }

  /** Each partition of batches hears of it: what is told has to be worth that. */
  @Test
  void shouldTellOfMoneyWhenItIsHalfOrTwiceAsMuchAndWhenAllIsGone() {
    for (long free : new long[] {1_000, 999, 501, 1_999, 1_000, 500, 499, 999, 0, 0, 1}) {
      has(REQUESTER, free, 10);
    }

    String topic = TopologyFixture.settings().applicationId("sharding") + "-" + Names.FUNDS_TOPIC;
    assertThat(market.readBytes(topic)).hasSize(4);
  }

  @Test
  void shouldKnowNothingOfMoneyInAnotherMarket() {
    OwnerKey poor = OwnerKey.parse("0x" + "22".repeat(32));
    ProverStanding elsewhere =
        ProverStanding.newBuilder(standing(poor, 1_000_000))
            .setDomain("0x" + "f1".repeat(32))
            .build();
    market.pipe(Topics.PROVERS, poor.address().hex(), elsewhere, 5);
    flood(poor, 10);

    assertThat(ask(wide(poor, 1), 10)).isEmpty();
  }

  @Test
  void shouldTellEachPartitionOfMoney() {
    assertThat(ShardingTopology.TO_ALL.partitions("any", new byte[1], new byte[1], 4))
        .hasValue(Set.of(0, 1, 2, 3));
  }
}
