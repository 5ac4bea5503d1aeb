package io.proofworks.settlement;

import static io.proofworks.settlement.Market.ANN;
import static io.proofworks.settlement.Market.REQUESTER;
import static io.proofworks.settlement.Market.REWARD;
import static io.proofworks.settlement.Market.hash;
import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.Assignment;
import io.proofworks.avro.ChildProof;
import io.proofworks.avro.Commitment;
import io.proofworks.avro.JournalEntry;
import io.proofworks.avro.LedgerMovement;
import io.proofworks.avro.ProverStanding;
import io.proofworks.avro.RevealWindow;
import io.proofworks.avro.Task;
import io.proofworks.avro.TaskClosed;
import io.proofworks.avro.TaskRecord;
import io.proofworks.avro.Verdict;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.testing.TopologyFixture;
import io.proofworks.settlement.checks.PolicyProofCheck;
import io.proofworks.settlement.replay.JournalReplay;
import io.proofworks.settlement.state.AccountStates;
import io.proofworks.settlement.testing.RealProofs;
import io.proofworks.settlement.testing.ReplayReport;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two batches of the same work with real proofs, through the whole graph. */
class AdoptionTopologyTest {

  private static final Hash32 FIRST = hash("first");
  private static final Hash32 SECOND = hash("second");
  private static final Hash32 LATER = hash("later batch");
  private static final long SHARE = REWARD / 10;

  private final Map<String, JournalReplay.Input> log = new HashMap<>();
  private final TopologyFixture fixture = TopologyFixture.of(new SettlementApplication());
  private final RealProofs.Sp1Proof proof = RealProofs.sp1();

  @BeforeEach
  void open() {
    pipe(Topics.POLICIES, Market.DOMAIN.hex(), Market.policy(1), 1);
    pipe(Topics.STAKES, ANN.hex(), Market.deposit(ANN, 5_000, "a"), 2);
    pipe(Topics.REGISTRATIONS, ANN.hex(), Market.registration(ANN, 1), 3);
    pipe(Topics.STAKES, REQUESTER.hex(), Market.deposit(REQUESTER, 100_000, "r"), 4);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void shouldTakeOverTheProofOfABatchThatHasFailedSinceAndPayItsOwnerAShare() {
    // given a proof that was paid for in a batch that came to nothing
    prove(FIRST);
    end(FIRST, Market.BATCH, "FAILED", 400);
    fixture.tickAll(450);
    ChildProof first = fixture.read(Topics.CHILD_PROOFS).getFirst();

    // when
    publish(SECOND, 500);
    adopt(SECOND, 510);
    fixture.tickAll(600);
    end(SECOND, LATER, "SETTLED", 650);
    fixture.tickAll(700);

    // then
    ChildProof second = fixture.read(Topics.CHILD_PROOFS).getFirst();
    assertThat(second.getTaskId()).isEqualTo(SECOND.hex());
    assertThat(second.getBatchId()).isEqualTo(LATER.hex());
    assertThat(second.getAdoptedFrom()).isEqualTo(FIRST.hex());
    assertThat(second.getProverId()).isEqualTo(ANN.hex());
    assertThat(second.getProof()).isEqualTo(first.getProof());
    assertThat(second.getReveal()).isEqualTo(first.getReveal());
    assertThat(second.getReward()).isEqualTo(SHARE);
    Map<String, ProverStanding> standings = standings();
    assertThat(standings.get(ANN.hex()).getPaid()).isEqualTo(REWARD + SHARE);
    assertThat(standings.get(REQUESTER.hex()).getFree())
        .as("the fees of two batches are held until their receipts")
        .isEqualTo(100_000 - REWARD - SHARE - 2 * 100);
  }

  @Test
  void shouldReplayAnAdoptionAndConserveWhatThereIs() {
    // given
    prove(FIRST);
    publish(SECOND, 500);
    adopt(SECOND, 510);
    fixture.tickAll(600);
    end(SECOND, LATER, "SETTLED", 650);
    fixture.tickAll(90_000);
    Map<String, List<JournalEntry>> journals =
        fixture.read(Topics.JOURNAL).stream()
            .collect(Collectors.groupingBy(JournalEntry::getJournal));
    List<LedgerMovement> ledger = fixture.read(Topics.LEDGER);
    List<Verdict> published = fixture.read(Topics.VERDICTS);

    // when
    ReplayReport tasks = replay("task-0", journals.get("task-0"));
    ReplayReport accounts = replay("account-0", journals.get("account-0"));

    // then
    assertThat(tasks.differences()).isEmpty();
    assertThat(accounts.differences()).isEmpty();
    assertThat(
            tasks.compareVerdicts(
                published.stream().filter(verdict -> verdict.getTaskId() != null).toList()))
        .isEmpty();
    assertThat(accounts.compareMovements(ledger)).isEmpty();
    long clearing =
        ledger.stream()
            .mapToLong(m ->
                (m.getToBucket().equals("CLEARING") ? m.getAmount() : 0)
                    - (m.getFromBucket().equals("CLEARING") ? m.getAmount() : 0))
            .sum();
    assertThat(clearing).isZero();
  }

  @Test
  void shouldSayThatThereIsNothingToAdoptOfWhatNobodyProved() {
    publish(SECOND, 500);
    adopt(SECOND, 510);
    fixture.tickAll(600);

    assertThat(fixture.read(Topics.VERDICTS))
        .last()
        .satisfies(verdict -> {
          assertThat(verdict.getReason()).isEqualTo("UNKNOWN_TASK");
          assertThat(verdict.getTaskState()).isEqualTo("REASSIGNED");
        });
  }

  /** A late adopter buys, and whom the market asks then is paid like anybody. */
  @Test
  void shouldPayForAProofAnewOnceTheFirstIsForgotten() {
    // given
    prove(FIRST);
    long week = AccountStates.KEPT_MS;
    Hash32 other = hash("of another statement");
    publish(other, week + 400, hash("another statement"));
    deliver(other, 1, week + 400);

    // when
    publish(SECOND, week + 900);
    adopt(SECOND, week + 910);
    fixture.tickAll(week + 950);
    assertThat(fixture.read(Topics.VERDICTS))
        .last()
        .satisfies(verdict -> assertThat(verdict.getReason()).isEqualTo("UNKNOWN_TASK"));
    deliver(SECOND, 2, week + 1_000);

    // then
    assertThat(fixture.read(Topics.CHILD_PROOFS))
        .last()
        .satisfies(child -> {
          assertThat(child.getTaskId()).isEqualTo(SECOND.hex());
          assertThat(child.getAdoptedFrom()).isNull();
        });
    assertThat(standings().get(ANN.hex()).getPaid()).isEqualTo(3 * REWARD);
  }

  @Test
  void shouldRefuseAnAdoptionThatIsGivenToSomebody() {
    publish(SECOND, 500);
    fixture.tickAll(505);
    Assignment both =
        Assignment.newBuilder(Market.assignment(SECOND, 1, 1_000, ANN))
            .setAdoptedFrom(FIRST.hex())
            .build();
    pipe(Topics.ASSIGNMENTS, SECOND.hex(), both, 510);
    fixture.tickAll(600);

    assertThat(fixture.read(Topics.VERDICTS))
        .last()
        .satisfies(verdict -> assertThat(verdict.getReason()).isEqualTo("MALFORMED"));
  }

  private void prove(Hash32 task) {
    pipe(Topics.TASKS, task.hex(), Market.task(task, proof), 100);
    fixture.tickAll(105);
    deliver(task, 1, 100);
  }

  private void deliver(Hash32 task, int epoch, long time) {
    Assignment given = Market.assignment(task, epoch, time + 900, ANN);
    pipe(Topics.ASSIGNMENTS, task.hex(), given, time + 10);
    fixture.tickAll(time + 50);
    Commitment commitment = Market.commitment(task, epoch, ANN, proof.proof());
    pipe(Topics.COMMITMENTS, task.hex(), commitment, time + 100);
    fixture.tickAll(time + 150);
    pipe(Topics.REVEALS, task.hex(), Market.reveal(task, epoch, ANN, proof.proof()), time + 200);
    fixture.tickAll(time + 250);
  }

  /** The same statement, for the later batch. */
  private void publish(Hash32 task, long time) {
    Task first = (Task) Market.task(task, proof).getEvent();
    publish(task, time, Hash32.parse(first.getStatementId()));
  }

  private void publish(Hash32 task, long time, Hash32 statement) {
    TaskRecord record = Market.task(task, proof);
    Task later =
        Task.newBuilder((Task) record.getEvent())
            .setBatchId(LATER.hex())
            .setStatementId(statement.hex())
            .build();
    pipe(Topics.TASKS, task.hex(), new TaskRecord(Market.DOMAIN.hex(), task.hex(), later), time);
    fixture.tickAll(time + 5);
  }

  private void adopt(Hash32 task, long time) {
    Assignment adoption =
        Assignment.newBuilder(Market.assignment(task, 1, time))
            .setBatchId(LATER.hex())
            .setCause("ADOPTED")
            .setAdoptedFrom(FIRST.hex())
            .build();
    pipe(Topics.ASSIGNMENTS, task.hex(), adoption, time);
  }

  private void end(Hash32 task, Hash32 batch, String state, long time) {
    TaskClosed closed = new TaskClosed(batch.hex(), state, "receipt", false);
    pipe(Topics.TASKS, task.hex(), new TaskRecord(Market.DOMAIN.hex(), task.hex(), closed), time);
  }

  private <V extends SpecificRecord> void pipe(Topic<V> topic, String key, V value, long time) {
    Coordinates at = fixture.pipe(topic, key, value, time);
    log.put(
        at.topic() + "@" + at.offset(),
        new JournalReplay.Input(
            key.getBytes(StandardCharsets.UTF_8), fixture.serdes().encode(topic, value)));
  }

  private ReplayReport replay(String journal, List<JournalEntry> entries) {
    int offset = 0;
    for (RevealWindow window : fixture.read(Topics.WINDOWS)) {
      log.put(
          Topics.WINDOWS.name() + "@" + offset++,
          new JournalReplay.Input(
              window.getTaskId().getBytes(StandardCharsets.UTF_8),
              fixture.serdes().encode(Topics.WINDOWS, window)));
    }
    return ReplayReport.run(
        journal,
        entries,
        Market.DOMAIN,
        1,
        fixture.serdes(),
        this::find,
        new PolicyProofCheck(VerifierRegistry.standard()));
  }

  /** Ticks are not kept by the test; an empty record without a key is what they are. */
  private Optional<JournalReplay.Input> find(Coordinates at) {
    return Optional.of(
        log.getOrDefault(at.topic() + "@" + at.offset(), new JournalReplay.Input(null, null)));
  }

  private Map<String, ProverStanding> standings() {
    Map<String, ProverStanding> last = new HashMap<>();
    fixture.read(Topics.PROVERS).forEach(s -> last.put(s.getProverId(), s));
    return last;
  }
}
