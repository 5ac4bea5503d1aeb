package io.proofworks.settlement;

import static io.proofworks.settlement.Market.REQUESTER;
import static io.proofworks.settlement.Market.hash;
import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.Evidence;
import io.proofworks.avro.JournalEntry;
import io.proofworks.avro.Policy;
import io.proofworks.avro.Task;
import io.proofworks.avro.TaskRecord;
import io.proofworks.avro.Verdict;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.MarketRules;
import io.proofworks.runtime.journal.Difference;
import io.proofworks.runtime.state.EmptyStores;
import io.proofworks.runtime.testing.TopologyFixture;
import io.proofworks.settlement.domain.MarketPolicy;
import io.proofworks.settlement.records.Intake;
import io.proofworks.settlement.replay.EntryTimes;
import io.proofworks.settlement.state.Errand;
import io.proofworks.settlement.state.InternalMessage;
import io.proofworks.settlement.testing.RealProofs;
import io.proofworks.topics.Topics;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tasks that come before the policy that they were published under. */
class LatePolicyTest {

  private static final Hash32 TASK = hash("task");

  /** Of the task. */
  private static final long COMMIT_BY = 50_000;

  private final TopologyFixture fixture = TopologyFixture.of(new SettlementApplication());

  @BeforeEach
  void giveTheRequesterMoney() {
    fixture.pipe(Topics.STAKES, REQUESTER.hex(), Market.deposit(REQUESTER, 100_000, "r"), 4);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private void announce(int version, int rules, long at) {
    Policy policy = Policy.newBuilder(Market.policy(version)).setRules(rules).build();
    fixture.pipe(Topics.POLICIES, Market.DOMAIN.hex(), policy, at);
  }

  private void publish(int policyVersion) {
    RealProofs.Sp1Proof none = new RealProofs.Sp1Proof(Hash32.ZERO, new byte[0], new byte[0]);
    Task known = (Task) Market.task(TASK, none).getEvent();
    Task task = Task.newBuilder(known).setPolicyVersion(policyVersion).build();
    TaskRecord record = new TaskRecord(Market.DOMAIN.hex(), TASK.hex(), task);
    fixture.pipe(Topics.TASKS, TASK.hex(), record, 100);
  }

  /** What is said of the task. */
  private List<Verdict> verdicts() {
    return fixture.read(Topics.VERDICTS).stream()
        .filter(verdict -> TASK.hex().equals(verdict.getTaskId()))
        .toList();
  }

  /** Nobody could prove it any more: whoever waits for it is told that nothing comes. */
  @Test
  void shouldEndATaskWhosePolicyIsNotKnown() {
    announce(1, MarketRules.NEWEST, 1);
    publish(2);
    fixture.tickAll(COMMIT_BY - 1);
    assertThat(verdicts()).isEmpty();

    fixture.tickAll(COMMIT_BY);

    assertThat(verdicts())
        .singleElement()
        .satisfies(verdict -> {
          assertThat(verdict.getReason()).isEqualTo("MALFORMED");
          assertThat(verdict.getTaskState()).isEqualTo("FAILED");
          assertThat(verdict.getBatchId()).isEqualTo(Market.BATCH.hex());
          assertThat(verdict.getEvidence()).containsExactly(new Evidence("proof", "NONE"));
        });
  }

  /**
   * Who reads policies for all partitions was away, and a batch must not fail for that. By which
   * rules the task goes is said by that policy, and not by the one before it.
   */
  @ParameterizedTest
  @ValueSource(ints = {MarketRules.FIRST, MarketRules.NEWEST})
  void shouldTakeATaskWhosePolicyIsReadLate(int rulesBefore) {
    announce(1, rulesBefore, 1);
    publish(2);
    fixture.tickAll(COMMIT_BY - 1);

    announce(2, MarketRules.NEWEST, 90);
    fixture.tickAll(COMMIT_BY);

    assertThat(verdicts())
        .singleElement()
        .satisfies(verdict -> assertThat(verdict.getTaskState()).isEqualTo("OPEN"));
  }

  /** It was started after the others, and is still to read what they went by. */
  @Test
  void shouldHoldTasksUntilThereIsAPolicy() {
    publish(1);
    fixture.tickAll(600_000);
    assertThat(verdicts()).isEmpty();

    announce(1, MarketRules.NEWEST, 600_001);
    fixture.tickAll(600_100);

    assertThat(verdicts())
        .singleElement()
        .satisfies(verdict -> assertThat(verdict.getTaskState()).isEqualTo("OPEN"));
  }

  /** Whoever refuses a task while its policy is on its way would let any batch fail. */
  @ParameterizedTest
  @ValueSource(ints = {MarketRules.FIRST, MarketRules.NEWEST})
  void shouldFindATaskThatDidNotWaitForItsPolicyUnlessTheFirstReleaseRefusedIt(int rulesBefore) {
    announce(1, rulesBefore, 1);
    publish(2);
    fixture.tickAll(COMMIT_BY - 1);
    announce(2, MarketRules.NEWEST, 90);
    fixture.tickAll(COMMIT_BY);
    List<JournalEntry> entries =
        fixture.read(Topics.JOURNAL).stream()
            .filter(entry -> entry.getJournal().equals("task-0"))
            .toList();

    List<Difference> asItWas = differences(entries);
    List<Difference> forged =
        differences(entries.stream().filter(entry -> !announces(entry, 2)).toList());

    assertThat(asItWas).isEmpty();
    assertThat(forged)
        .extracting(Difference::detail)
        .filteredOn(detail -> detail.contains("had its turn without policy 2"))
        .hasSize(rulesBefore == MarketRules.FIRST ? 0 : 1);
  }

  /** And nothing is found of one whose time was over. */
  @Test
  void shouldFindNothingOfATaskWhosePolicyNeverCame() {
    announce(1, MarketRules.NEWEST, 1);
    publish(2);
    fixture.tickAll(COMMIT_BY);

    List<JournalEntry> entries =
        fixture.read(Topics.JOURNAL).stream()
            .filter(entry -> entry.getJournal().equals("task-0"))
            .toList();

    assertThat(verdicts()).hasSize(1);
    assertThat(differences(entries)).isEmpty();
  }

  private List<Difference> differences(List<JournalEntry> entries) {
    List<Difference> found = new ArrayList<>();
    EntryTimes.Scope scope =
        new EntryTimes.Scope(
            Market.DOMAIN,
            Market.DOMAIN,
            1,
            fixture.serdes(),
            (topic, partition) -> fixture.log(topic),
            COMMIT_BY,
            EmptyStores.IN_MEMORY);
    EntryTimes.check("task-0", entries, scope, found::add);
    return found;
  }

  private static boolean announces(JournalEntry entry, int version) {
    return entry.getInternalInput() != null
        && Errand.read("", Intake.bytes(entry.getInternalInput())).message()
            instanceof InternalMessage.PolicyAnnounced(MarketPolicy policy)
        && policy.version() == version;
  }
}
