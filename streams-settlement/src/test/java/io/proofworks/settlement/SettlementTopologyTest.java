package io.proofworks.settlement;

import static io.proofworks.settlement.Market.ANN;
import static io.proofworks.settlement.Market.BOB;
import static io.proofworks.settlement.Market.BOND;
import static io.proofworks.settlement.Market.REQUESTER;
import static io.proofworks.settlement.Market.REWARD;
import static io.proofworks.settlement.Market.WINDOW;
import static io.proofworks.settlement.Market.hash;
import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.ChildProof;
import io.proofworks.avro.JournalEntry;
import io.proofworks.avro.LedgerMovement;
import io.proofworks.avro.Policy;
import io.proofworks.avro.ProverStanding;
import io.proofworks.avro.RevealWindow;
import io.proofworks.avro.Task;
import io.proofworks.avro.TaskClosed;
import io.proofworks.avro.TaskRecord;
import io.proofworks.avro.Verdict;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.BatchOutcome;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.SessionKey;
import io.proofworks.protocol.Silence;
import io.proofworks.protocol.TickClaim;
import io.proofworks.runtime.AppSettings;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.journal.Applied;
import io.proofworks.runtime.journal.Consequence;
import io.proofworks.runtime.journal.Difference;
import io.proofworks.runtime.journal.JournalChain;
import io.proofworks.runtime.journal.Message;
import io.proofworks.runtime.journal.Replay;
import io.proofworks.runtime.testing.TopologyFixture;
import io.proofworks.settlement.checks.PolicyProofCheck;
import io.proofworks.settlement.records.PolicyRecords;
import io.proofworks.settlement.replay.JournalReplay;
import io.proofworks.settlement.state.InternalMessage;
import io.proofworks.settlement.state.SettlementFormats;
import io.proofworks.settlement.testing.Identity;
import io.proofworks.settlement.testing.RealProofs;
import io.proofworks.settlement.testing.ReplayReport;
import io.proofworks.topics.Partitions;
import io.proofworks.topics.Ticks;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole graph, with proofs made by SP1. */
class SettlementTopologyTest {

  private static final SessionKey OUTSIDER = SessionKey.generate(new SecureRandom());
  private static final Digests DIGESTS = Market.DIGESTS;
  private static final SessionKey TICK_KEY = SessionKey.fromSeed(new byte[32]);
  private static final Hash32 TASK = hash("task");

  private final Map<String, JournalReplay.Input> log = new HashMap<>();
  private TopologyFixture fixture = TopologyFixture.of(new SettlementApplication());
  private RealProofs.Sp1Proof proof =
      new RealProofs.Sp1Proof(Hash32.ZERO, new byte[0], new byte[0]);

  @BeforeEach
  void open() {
    proof = RealProofs.sp1();
    pipe(Topics.POLICIES, Market.DOMAIN.hex(), Market.policy(1), 1);
    for (Identity party : List.of(ANN, BOB)) {
      pipe(Topics.STAKES, party.hex(), Market.deposit(party, 5_000, party.hex()), 2);
      pipe(Topics.REGISTRATIONS, party.hex(), Market.registration(party, 1), 3);
    }
    pipe(Topics.STAKES, REQUESTER.hex(), Market.deposit(REQUESTER, 100_000, "r"), 4);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void shouldSettleATaskFromPublicationToPayment() {
    // given
    commitAndReveal();

    // when
    pipe(
        Topics.TASKS,
        TASK.hex(),
        new TaskRecord(
            Market.DOMAIN.hex(),
            TASK.hex(),
            new TaskClosed(Market.BATCH.hex(), "SETTLED", "receipt", false)),
        400);
    fixture.tickAll(500);

    // then
    assertThat(verdicts())
        .containsExactly(
            "STAKE ACCEPTED null",
            "REGISTRATION ACCEPTED null",
            "STAKE ACCEPTED null",
            "REGISTRATION ACCEPTED null",
            "STAKE ACCEPTED null",
            "TASK ACCEPTED OPEN",
            "ASSIGNMENT ACCEPTED ASSIGNED",
            "COMMIT ACCEPTED COMMITTED",
            "REVEAL ACCEPTED VERIFIED",
            "TASK ACCEPTED SETTLED");
    List<ChildProof> children = fixture.read(Topics.CHILD_PROOFS);
    assertThat(children).hasSize(1);
    assertThat(children.getFirst().getReward()).isEqualTo(REWARD);
    Map<String, ProverStanding> standings = standings();
    assertThat(standings.get(ANN.hex()).getPaid()).isEqualTo(REWARD);
    assertThat(standings.get(ANN.hex()).getReserved()).isZero();
    assertThat(standings.get(ANN.hex()).getFree()).isEqualTo(5_000);
    assertThat(standings.get(REQUESTER.hex()).getFree()).isEqualTo(100_000 - REWARD - 100);
  }

  @Test
  void shouldTimeOutAnIdleTaskByTicksAlone() {
    // given
    publishAndAssign();
    pipe(Topics.COMMITMENTS, TASK.hex(), Market.commitment(TASK, 1, ANN, proof.proof()), 200);
    fixture.tickAll(300);
    verdicts();

    // when
    fixture.tickAll(200 + WINDOW);
    List<String> inTheLastMillisecond = verdicts();
    fixture.tickAll(200 + WINDOW + 1);
    List<String> windowClosed = verdicts();
    fixture.tickAll(200 + WINDOW + Market.GRACE + 1);
    List<String> withheld = verdicts();
    fixture.tickAll(90_000);

    // then
    assertThat(inTheLastMillisecond).isEmpty();
    assertThat(windowClosed).containsExactly("WINDOW NO_REVEAL REASSIGNED");
    assertThat(withheld).containsExactly("WINDOW NO_REVEAL REASSIGNED");
    assertThat(verdicts()).isEmpty();
    assertThat(standings().get(ANN.hex()).getFree()).isEqualTo(5_000 - BOND / 2);
  }

  @Test
  void shouldApplyInputsInLogOrderWhateverOrderTheyAreReadIn() {
    // given
    publishAndAssign();
    verdicts();

    // when
    pipe(Topics.REVEALS, TASK.hex(), Market.reveal(TASK, 1, ANN, proof.proof()), 300);
    List<String> early = verdicts();
    pipe(Topics.COMMITMENTS, TASK.hex(), Market.commitment(TASK, 1, ANN, proof.proof()), 200);
    fixture.tickAll(400);

    // then
    assertThat(early).isEmpty();
    assertThat(verdicts()).containsExactly("COMMIT ACCEPTED COMMITTED", "REVEAL ACCEPTED VERIFIED");
  }

  @Test
  void shouldAnswerWhatCannotBeReadAndKeepItsBytes() {
    // when
    fixture.pipeBytes(Topics.COMMITMENTS, "k".getBytes(StandardCharsets.UTF_8), new byte[] {9}, 10);
    fixture.pipeBytes(Topics.REVEALS, null, null, 11);
    fixture.pipeBytes(Topics.STAKES, new byte[] {(byte) 0xff}, new byte[] {0, 1}, 12);

    // then
    assertThat(verdicts().stream().skip(5))
        .containsExactly("COMMIT MALFORMED null", "REVEAL MALFORMED null", "STAKE MALFORMED null");
    assertThat(fixture.readBytes(Topics.COMMITMENTS.dlq()).getFirst().value())
        .isEqualTo(new byte[] {9});
  }

  @Test
  void shouldNameTheRightPartition() {
    // given
    AppSettings two = AppSettings.of(Map.of("domain", TopologyFixture.DOMAIN, "partitions", "2"));
    fixture.close();
    fixture = TopologyFixture.of(new SettlementApplication(), two);
    Hash32 elsewhere = keyOf(1);

    // when
    fixture.pipe(
        Topics.COMMITMENTS,
        elsewhere.hex(),
        Market.commitment(elsewhere, 1, ANN, proof.proof()),
        10);

    // then
    Verdict verdict = fixture.read(Topics.VERDICTS).getFirst();
    assertThat(verdict.getReason()).isEqualTo("WRONG_PARTITION");
    assertThat(verdict.getEvidence().getFirst().getValue()).isEqualTo("1");
  }

  @Test
  void shouldReplayItsJournalsToTheSameVerdictsAndLedger() {
    // given
    commitAndReveal();
    fixture.tickAll(90_000);
    Map<String, List<JournalEntry>> journals = journals();
    List<Verdict> published = fixture.read(Topics.VERDICTS);
    List<LedgerMovement> ledger = fixture.read(Topics.LEDGER);

    // when
    ReplayReport tasks = replay("task-0", journals.get("task-0"));
    ReplayReport accounts = replay("account-0", journals.get("account-0"));

    // then
    assertThat(tasks.differences()).isEmpty();
    assertThat(accounts.differences()).isEmpty();
    assertThat(tasks.compareVerdicts(published.stream().filter(this::isOfATask).toList()))
        .isEmpty();
    assertThat(accounts.compareMovements(ledger)).isEmpty();
    assertThat(accounts.movements()).isNotEmpty().hasSameSizeAs(ledger);
  }

  @Test
  void shouldReplayPoliciesAndTheMoneyOfBatchesToWhatAccountsWereAsked() {
    // given
    publishAndAssign();
    pipe(Topics.AGGREGATION_JOBS, Market.BATCH.hex(), Market.job(ANN), 300);
    pipe(Topics.RECEIPTS, Market.BATCH.hex(), Market.receipt(BatchOutcome.FAILED), 400);
    Map<String, List<JournalEntry>> journals = journals();

    // when
    ReplayReport policies = replay("policy-0", journals.get("policy-0"));
    ReplayReport batches = replay("batch-0", journals.get("batch-0"));
    ReplayReport tasks = replay("task-0", journals.get("task-0"));
    ReplayReport accounts = replay("account-0", journals.get("account-0"));

    // then
    List<ReplayReport> all = List.of(policies, batches, tasks, accounts);
    assertThat(all).allSatisfy(report -> assertThat(report.differences()).isEmpty());
    assertThat(policies.sent()).isNotEmpty();
    assertThat(batches.sent()).hasSizeGreaterThanOrEqualTo(3);
    assertThat(all.stream().flatMap(r -> r.taken().stream()).map(Message::digest))
        .containsExactlyInAnyOrderElementsOf(
            all.stream().flatMap(r -> r.sent().stream()).map(Message::digest).toList());
  }

  /** Both tasks are in flight when the policy changes the rules; each is judged by its own. */
  @Test
  void shouldJudgeByTheRulesOfItsPolicyAndReplayAJournalOverAChangeOfThem() {
    // given
    Hash32 later = hash("later");
    publishAndAssign();
    Policy changed = Policy.newBuilder(Market.policy(2)).setRules(2).build();
    pipe(Topics.POLICIES, Market.DOMAIN.hex(), changed, 160);
    pipe(Topics.TASKS, later.hex(), under(2, Market.task(later, proof)), 170);
    fixture.tickAll(175);
    pipe(Topics.ASSIGNMENTS, later.hex(), Market.assignment(later, 1, 1_000, ANN), 180);
    fixture.tickAll(190);
    revealBoth(later);
    fixture.tickAll(90_000);
    verdicts();

    // when
    pipe(Topics.REVEALS, TASK.hex(), Market.reveal(TASK, 1, ANN, proof.proof()), 90_001);
    pipe(Topics.REVEALS, later.hex(), Market.reveal(later, 1, ANN, proof.proof()), 90_002);
    fixture.tickAll(90_003);

    // then
    assertThat(verdicts()).containsExactly("REVEAL REVEAL_LATE null", "REVEAL DUPLICATE null");
    Map<String, List<JournalEntry>> journals = journals();
    assertThat(journals.keySet()).contains("policy-0", "task-0", "account-0");
    journals.forEach((journal, entries) ->
        assertThat(replay(journal, entries).differences()).as(journal).isEmpty());
    assertThat(differing(byRules(2, 1, journals.get("task-0")))).containsExactly(90_001L);
    assertThat(differing(byRules(1, 2, journals.get("task-0")))).containsExactly(90_002L);
  }

  private void revealBoth(Hash32 later) {
    for (Hash32 task : List.of(TASK, later)) {
      pipe(Topics.COMMITMENTS, task.hex(), Market.commitment(task, 1, ANN, proof.proof()), 200);
    }
    fixture.tickAll(250);
    for (Hash32 task : List.of(TASK, later)) {
      pipe(Topics.REVEALS, task.hex(), Market.reveal(task, 1, ANN, proof.proof()), 300);
    }
    fixture.tickAll(350);
  }

  private static TaskRecord under(int policy, TaskRecord published) {
    Task task = Task.newBuilder((Task) published.getEvent()).setPolicyVersion(policy).build();
    return TaskRecord.newBuilder(published).setEvent(task).build();
  }

  /** The entries as a build has them that takes other rules for those of a policy. */
  private static List<JournalEntry> byRules(int rules, int policy, List<JournalEntry> entries) {
    Policy other = Policy.newBuilder(Market.policy(policy)).setRules(rules).build();
    InternalMessage told = new InternalMessage.PolicyAnnounced(PolicyRecords.policy(other));
    return entries.stream()
        .map(entry -> tells(entry, policy) ? telling(entry, told) : entry)
        .toList();
  }

  private static boolean tells(JournalEntry entry, int policy) {
    return entry.getInternalInput() != null
        && SettlementFormats.MESSAGE.read(entry.getInternalInput().array())
            instanceof InternalMessage.PolicyAnnounced announced
        && announced.policy().version() == policy;
  }

  private static JournalEntry telling(JournalEntry entry, InternalMessage message) {
    ByteBuffer bytes = ByteBuffer.wrap(SettlementFormats.MESSAGE.write(message));
    return JournalEntry.newBuilder(entry).setInternalInput(bytes).build();
  }

  /** Times of the inputs from which something else follows than the journal says. */
  private List<Long> differing(List<JournalEntry> entries) {
    return replay("task-0", entries).differences().stream()
        .filter(difference -> difference.kind() == Difference.Kind.DIFFERENT_OUTCOME)
        .map(difference -> entries.get((int) difference.sequence()).getInput().getTime())
        .toList();
  }

  @Test
  void shouldCountNoTimeInWhichTheLogWasClosedAndReplayThat() {
    // given
    publishTickKey();
    publishAndAssign();
    pipe(Topics.COMMITMENTS, TASK.hex(), Market.commitment(TASK, 1, ANN, proof.proof()), 200);
    fixture.tickAll(300);
    verdicts();
    long outage = 60_000;

    // when
    tick(300 + outage, 300);
    List<String> whenItOpened = verdicts();
    runUntil(300 + outage, 200 + WINDOW + outage);
    List<String> inTheLastMillisecond = verdicts();
    pipe(
        Topics.REVEALS,
        TASK.hex(),
        Market.reveal(TASK, 1, ANN, proof.proof()),
        200 + WINDOW + outage);
    tick(200 + WINDOW + outage + 1, 200 + WINDOW + outage + 1);

    // then
    assertThat(whenItOpened).isEmpty();
    assertThat(inTheLastMillisecond).isEmpty();
    assertThat(verdicts()).containsExactly("REVEAL ACCEPTED VERIFIED");
    ReplayReport replayed = replay("task-0", journals().get("task-0"));
    assertThat(replayed.differences()).isEmpty();
    assertThat(replayed.verdicts())
        .last()
        .satisfies(v -> assertThat(v.reason()).isEqualTo(Reason.ACCEPTED));
  }

  @Test
  void shouldTimeOutAsEverWhenOnlyTheTickerWasAway() {
    publishTickKey();
    publishAndAssign();
    pipe(Topics.COMMITMENTS, TASK.hex(), Market.commitment(TASK, 1, ANN, proof.proof()), 200);
    fixture.tickAll(300);
    verdicts();

    tick(90_000, 89_990);
    assertThat(verdicts()).as("another ticker may know better").isEmpty();
    tick(90_000 + Silence.RETURN_MS, 90_000 + Silence.RETURN_MS);

    assertThat(verdicts())
        .containsExactly("WINDOW NO_REVEAL REASSIGNED", "WINDOW NO_REVEAL REASSIGNED");
  }

  @Test
  void shouldLetNoDeadlinePassWhileShardingIsAwayAndCatchUpAfter() {
    // given a commit whose window ends while sharding, which ticks tasks and assignments, is away
    publishTickKey();
    publishAndAssign();
    pipe(Topics.COMMITMENTS, TASK.hex(), Market.commitment(TASK, 1, ANN, proof.proof()), 200);
    fixture.tickAll(300);
    verdicts();
    long overdue = 200 + WINDOW + Market.GRACE + 1_000;
    for (long time = 300; time <= overdue; time += 1_000) {
      fixture.tick(time, Topics.COMMITMENTS, Topics.REVEALS);
    }
    pipe(Topics.REVEALS, TASK.hex(), Market.reveal(TASK, 1, BOB, proof.proof()), overdue);
    assertThat(verdicts()).as("while it is away").isEmpty();

    // when it is back, with a plain tick of each of its topics
    fixture.tick(overdue + 1_000, Topics.TASKS, Topics.ASSIGNMENTS, Topics.COMMITMENTS);
    fixture.tick(overdue + 1_000, Topics.REVEALS);

    // then
    assertThat(verdicts()).startsWith("WINDOW NO_REVEAL REASSIGNED", "WINDOW NO_REVEAL REASSIGNED");
  }

  /** What an outsider may append in the moment in which the brokers are back. */
  private void appendAsAnOutsider(long time, byte[] former) {
    for (Topic<?> topic : List.of(Topics.COMMITMENTS, Topics.REVEALS)) {
      fixture.pipeBytes(topic.name(), null, new byte[0], Ticks.record("", 0).headers(), time);
      fixture.pipeBytes(topic.name(), null, former, Ticks.record("", 0).headers(), time);
      fixture.pipeBytes(topic.name(), null, new byte[80], Ticks.record("", 0).headers(), time);
      ProducerRecord<byte[], byte[]> forged =
          Ticks.record(topic.name(), 0, new TickClaim(time, time), OUTSIDER, DIGESTS);
      fixture.pipeBytes(topic.name(), null, forged.value(), forged.headers(), time);
    }
  }

  @Test
  void shouldLeaveAClosureAsItIsWhateverOutsidersAppendBeforeTheTicker() {
    // given a commit whose window is open when the brokers go away
    publishTickKey();
    publishAndAssign();
    pipe(Topics.COMMITMENTS, TASK.hex(), Market.commitment(TASK, 1, ANN, proof.proof()), 200);
    byte[] former =
        fixture.tickAll(300, new TickClaim(300, 300), TICK_KEY, DIGESTS).getLast().value();
    verdicts();
    long outage = 60_000;

    // when
    appendAsAnOutsider(300 + outage - 900, former);
    tick(300 + outage, 300);
    runUntil(300 + outage, 200 + WINDOW + outage);

    // then
    assertThat(verdicts()).as("nobody is slashed").isEmpty();
    pipe(
        Topics.REVEALS,
        TASK.hex(),
        Market.reveal(TASK, 1, ANN, proof.proof()),
        200 + WINDOW + outage);
    tick(200 + WINDOW + outage + 1, 200 + WINDOW + outage + 1);
    assertThat(verdicts()).containsExactly("REVEAL ACCEPTED VERIFIED");
  }

  @Test
  void shouldAnswerAnInputThatBearsTheHeaderOfATick() {
    // given
    publishAndAssign();
    verdicts();
    byte[] commitment =
        fixture.serdes().encode(Topics.COMMITMENTS, Market.commitment(TASK, 1, ANN, proof.proof()));
    byte[] key = TASK.hex().getBytes(StandardCharsets.UTF_8);

    // when
    fixture.pipeBytes(
        Topics.COMMITMENTS.name(), key, commitment, Ticks.record("", 0).headers(), 200);
    fixture.pipeBytes(
        Topics.REVEALS.name(), null, new byte[] {1}, Ticks.record("", 0).headers(), 201);
    fixture.pipeBytes(
        Topics.STAKES.name(), key, new byte[] {1}, Ticks.record("", 0).headers(), 202);
    fixture.tickAll(250);

    // then
    assertThat(verdicts())
        .containsExactlyInAnyOrder(
            "COMMIT ACCEPTED COMMITTED", "REVEAL MALFORMED null", "STAKE MALFORMED null");
  }

  @Test
  void shouldFindWhatWasChangedInTheLogOrTheJournal() {
    // given
    commitAndReveal();
    List<JournalEntry> entries = journals().get("task-0");
    String reveal =
        log.keySet().stream()
            .filter(at -> at.startsWith(Topics.REVEALS.name()))
            .findFirst()
            .orElseThrow();
    JournalReplay.Input original = log.get(reveal);
    byte[] changed = original.value().clone();
    changed[changed.length - 1] ^= 1;

    // when
    log.put(reveal, new JournalReplay.Input(original.key(), changed));
    ReplayReport altered = replay("task-0", entries);
    log.remove(reveal);
    ReplayReport missing = replay("task-0", entries);
    log.put(reveal, original);
    ReplayReport cut = replay("task-0", entries.subList(1, entries.size()));
    JournalEntry forged = JournalEntry.newBuilder(entries.getLast()).build();
    forged.getClocks().put("market.tasks", 1L);
    ReplayReport forgery = replay("task-0", List.of(forged));

    // then
    assertThat(altered.differences())
        .extracting(Difference::kind)
        .contains(Difference.Kind.DIGEST_MISMATCH, Difference.Kind.DIFFERENT_OUTCOME);
    assertThat(missing.differences())
        .extracting(Difference::kind)
        .contains(Difference.Kind.MISSING_INPUT);
    assertThat(cut.differences())
        .extracting(Difference::kind)
        .contains(Difference.Kind.BROKEN_CHAIN);
    assertThat(forgery.differences())
        .extracting(Difference::kind)
        .contains(Difference.Kind.BROKEN_CHAIN);
  }

  /**
   * Whoever has the keys may take an input out of its journal and put it where nobody misses it.
   */
  @ParameterizedTest
  @ValueSource(strings = {"policy-0", "batch-0", "account-0"})
  void shouldFindARecordInTheJournalOfASideThatDoesNotReadIt(String journal) {
    commitAndReveal();
    JournalEntry reveal =
        journals().get("task-0").stream()
            .filter(entry -> entry.getInput().getTopic().equals(Topics.REVEALS.name()))
            .findFirst()
            .orElseThrow();
    Applied<Consequence> step =
        new Applied<>(
            Replay.at(reveal),
            Hash32.parse(reveal.getInputDigest()),
            null,
            Map.of(Topics.REVEALS.name(), reveal.getInput().getTime()),
            List.of(),
            false);

    JournalEntry hidden =
        JournalChain.entry(journal, JournalChain.start(Market.DOMAIN, journal), step);

    assertThat(replay(journal, List.of(hidden)).differences())
        .extracting(Difference::kind)
        .contains(Difference.Kind.NOT_APPLICABLE);
  }

  @Test
  void shouldNotReachReservedMoneyByWithdrawal() {
    // given
    publishAndAssign();
    pipe(Topics.COMMITMENTS, TASK.hex(), Market.commitment(TASK, 1, ANN, proof.proof()), 200);
    fixture.tickAll(300);
    verdicts();

    // when
    pipe(Topics.STAKES, ANN.hex(), Market.withdrawal(ANN, 4_001, "w1"), 301);
    pipe(Topics.STAKES, ANN.hex(), Market.withdrawal(ANN, 4_000, "w2"), 302);
    pipe(Topics.STAKES, ANN.hex(), Market.deposit(ANN, 5_000, ANN.hex()), 303);

    // then
    assertThat(verdicts())
        .containsExactly(
            "STAKE INSUFFICIENT_BOND null", "STAKE ACCEPTED null", "STAKE DUPLICATE null");
    assertThat(standings().get(ANN.hex()).getReserved()).isEqualTo(BOND);
  }

  private void tick(long time, long since) {
    fixture
        .tickAll(time, new TickClaim(since, time), TICK_KEY, DIGESTS)
        .forEach(tick ->
            log.put(
                tick.at().topic() + "@" + tick.at().offset(),
                new JournalReplay.Input(null, tick.value())));
  }

  /** Lets time run by plain ticks, up to and with the last millisecond. */
  private void runUntil(long from, long to) {
    for (long time = from; time < to; time += 1_000) {
      tick(time, time);
    }
    tick(to, to);
  }

  private void publishTickKey() {
    Policy keyed =
        Policy.newBuilder(Market.policy(2))
            .setTickKey(Hash32.of(TICK_KEY.publicKey()).hex())
            .build();
    pipe(Topics.POLICIES, Market.DOMAIN.hex(), keyed, 5);
  }

  private void publishAndAssign() {
    pipe(Topics.TASKS, TASK.hex(), Market.task(TASK, proof), 100);
    fixture.tickAll(105);
    pipe(Topics.ASSIGNMENTS, TASK.hex(), Market.assignment(TASK, 1, 1_000, ANN), 110);
    fixture.tickAll(150);
  }

  private void commitAndReveal() {
    publishAndAssign();
    pipe(Topics.COMMITMENTS, TASK.hex(), Market.commitment(TASK, 1, ANN, proof.proof()), 200);
    fixture.tickAll(250);
    pipe(Topics.REVEALS, TASK.hex(), Market.reveal(TASK, 1, ANN, proof.proof()), 300);
    fixture.tickAll(350);
  }

  private <V extends SpecificRecord> void pipe(Topic<V> topic, String key, V value, long time) {
    Coordinates at = fixture.pipe(topic, key, value, time);
    log.put(
        at.topic() + "@" + at.offset(),
        new JournalReplay.Input(
            key.getBytes(StandardCharsets.UTF_8), fixture.serdes().encode(topic, value)));
  }

  private ReplayReport replay(String journal, List<JournalEntry> entries) {
    noteWindows();
    return ReplayReport.run(
        journal,
        entries,
        Market.DOMAIN,
        1,
        fixture.serdes(),
        at -> find(at),
        new PolicyProofCheck(VerifierRegistry.standard()));
  }

  /** What settlement wrote for itself stands in the log as well. */
  private void noteWindows() {
    for (RevealWindow window : fixture.read(Topics.WINDOWS)) {
      long offset =
          log.keySet().stream().filter(at -> at.startsWith(Topics.WINDOWS.name())).count();
      log.put(
          Topics.WINDOWS.name() + "@" + offset,
          new JournalReplay.Input(
              window.getTaskId().getBytes(StandardCharsets.UTF_8),
              fixture.serdes().encode(Topics.WINDOWS, window)));
    }
  }

  /** Ticks are not kept by the test; an empty record without a key is what they are. */
  private Optional<JournalReplay.Input> find(Coordinates at) {
    JournalReplay.Input found = log.get(at.topic() + "@" + at.offset());
    boolean isTick = found == null && at.time() == 90_000;
    return isTick ? Optional.of(new JournalReplay.Input(null, null)) : Optional.ofNullable(found);
  }

  private Map<String, List<JournalEntry>> journals() {
    return fixture.read(Topics.JOURNAL).stream()
        .collect(Collectors.groupingBy(JournalEntry::getJournal));
  }

  private boolean isOfATask(Verdict verdict) {
    return verdict.getTaskId() != null;
  }

  private List<String> verdicts() {
    return fixture.read(Topics.VERDICTS).stream()
        .map(v -> v.getKind() + " " + v.getReason() + " " + v.getTaskState())
        .toList();
  }

  private Map<String, ProverStanding> standings() {
    Map<String, ProverStanding> last = new HashMap<>();
    fixture.read(Topics.PROVERS).forEach(s -> last.put(s.getProverId(), s));
    return last;
  }

  private static Hash32 keyOf(int partition) {
    for (int i = 0; ; i++) {
      Hash32 key = hash("key " + i);
      if (Partitions.of(key.hex(), 2) == partition) {
        return key;
      }
    }
  }
}
