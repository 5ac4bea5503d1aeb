package io.proofworks.sharding.domain;

import static io.proofworks.sharding.domain.Samples.decline;
import static io.proofworks.sharding.domain.Samples.funded;
import static io.proofworks.sharding.domain.Samples.heartbeat;
import static io.proofworks.sharding.domain.Samples.offer;
import static io.proofworks.sharding.domain.Samples.profile;
import static io.proofworks.sharding.domain.Samples.published;
import static io.proofworks.sharding.domain.Samples.revealed;
import static io.proofworks.sharding.domain.Samples.silent;
import static io.proofworks.sharding.domain.Samples.standing;
import static java.util.Comparator.reverseOrder;
import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.AssignmentCause;
import io.proofworks.protocol.MarketRules;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.TaskClass;
import io.proofworks.protocol.TaskState;
import io.proofworks.protocol.VerdictKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SchedulerTest {

  private static final long DEADLINE = 100_000;

  private final MarketBook book =
      new MarketBook(Samples.DOMAIN, ProvenStatements.inMemory(), id -> id.equals("dan") ? 1 : 0);
  private MarketPolicy policy = Samples.policy(1);

  private List<Effect> after(ScheduleEvent... events) {
    List<Effect> effects = new ArrayList<>();
    for (ScheduleEvent event : events) {
      Decision decision = Scheduler.decide(book, event, policy);
      book.apply(decision.changes());
      effects.addAll(decision.effects());
    }
    return effects;
  }

  private void join(String id, int capacity) {
    after(standing(1, profile(id, capacity)), heartbeat(2, id, capacity));
  }

  private List<Effect> open(long at, String... tasks) {
    List<Effect> effects = new ArrayList<>();
    for (String task : tasks) {
      effects.addAll(
          after(published(at, offer(task, TaskClass.STANDARD, 1, at, DEADLINE)), funded(at, task)));
    }
    return effects;
  }

  private static List<String> holders(Effect effect) {
    return ((Effect.Assign) effect).holders().stream().map(Effect.Holder::proverId).toList();
  }

  @Test
  void shouldAskNobodyBeforeTheEscrowIsHeld() {
    join("ann", 1);

    assertThat(after(published(3, offer("t", TaskClass.STANDARD, 1, 3, DEADLINE)))).isEmpty();
    assertThat(after(funded(4, "t")))
        .singleElement()
        .satisfies(effect -> assertThat(holders(effect)).containsExactly("ann"));
  }

  @Test
  void shouldForgetATaskWithoutEscrow() {
    join("ann", 1);
    after(published(3, offer("t", TaskClass.STANDARD, 1, 3, DEADLINE)));

    after(
        new ScheduleEvent.Judged(
            4, "t", 0, VerdictKind.TASK, Reason.INSUFFICIENT_BOND, "r", TaskState.FAILED, 0));

    assertThat(book.task("t")).isEmpty();
  }

  @Test
  void shouldMoveNothingForAVerdictThatNamesNobody() {
    join("ann", 1);
    open(3, "t");

    after(
        new ScheduleEvent.Judged(
            4, "t", 1, VerdictKind.REVEAL, Reason.INVALID_PROOF, "", TaskState.ASSIGNED, 0),
        new ScheduleEvent.Judged(
            5, "t", 1, VerdictKind.ASSIGNMENT, Reason.COMMIT_CLOSED, "", TaskState.ASSIGNED, 0));

    assertThat(book.task("t").orElseThrow().isHeldBy("ann")).isTrue();
  }

  @Test
  void shouldAssignAWaitingTaskWhenSomebodyAppears() {
    assertThat(open(3, "t")).isEmpty();
    after(standing(5_000, profile("ann", 1)));

    List<Effect> effects = after(heartbeat(5_001, "ann", 1));

    Effect.Assign assign = (Effect.Assign) effects.getFirst();
    assertThat(assign.epoch()).isEqualTo(1);
    assertThat(assign.cause()).isEqualTo(AssignmentCause.INITIAL);
    assertThat(assign.commitBy()).isEqualTo(5_001 + Samples.TIMEOUT);
    assertThat(assign.reward()).isGreaterThan(16_000);
  }

  @Test
  void shouldKeepToItsOwnCountOfWhatAProverHolds() {
    join("ann", 2);

    List<Effect> effects = open(3, "t1", "t2", "t3");

    assertThat(effects).hasSize(2);
    assertThat(after(heartbeat(4, "ann", 2))).isEmpty();
    assertThat(after(revealed(5, "t1", 1, "ann"))).hasSize(1);
  }

  @Test
  void shouldLeaveRoomForWorkThatAProverHasElsewhere() {
    after(
        standing(1, profile("ann", 2)),
        new ScheduleEvent.HeartbeatChecked(2, new Pulse("ann", 2, 2, 2, false, List.of())));

    assertThat(open(3, "t")).isEmpty();
  }

  @Test
  void shouldReassignOnlyWhenSettlementAsksAndNeverToAPreviousHolder() {
    join("ann", 1);
    open(3, "t");
    join("bob", 1);
    after(heartbeat(9_999, "bob", 1), heartbeat(9_999, "ann", 1));

    assertThat(after(new ScheduleEvent.Ticked(10_050))).isEmpty();
    List<Effect> effects = after(silent(10_100, "t", 1, "ann", TaskState.REASSIGNED));

    Effect.Assign assign = (Effect.Assign) effects.getFirst();
    assertThat(holders(assign)).containsExactly("bob");
    assertThat(assign.epoch()).isEqualTo(2);
    assertThat(assign.cause()).isEqualTo(AssignmentCause.COMMIT_TIMEOUT);
    after(standing(10_100, profile("cem", 1)), heartbeat(10_100, "cem", 1));
    assertThat(after(silent(10_101, "t", 1, "ann", TaskState.REASSIGNED)))
        .as("a stray verdict of the old epoch")
        .isEmpty();
  }

  @Test
  void shouldReassignAtOnceWhenTheAssigneeDeclines() {
    join("ann", 1);
    open(3, "t");
    join("bob", 1);

    List<Effect> effects = asked(after(decline(4, "ann", "t", 1)));

    assertThat(((Effect.Assign) effects.getFirst()).cause()).isEqualTo(AssignmentCause.DECLINED);
    assertThat(holders(effects.getFirst())).containsExactly("bob");
  }

  private static Effect givenBack(String by) {
    String batch = offer("t", TaskClass.STANDARD, 1, 3, DEADLINE).batchId();
    return new Effect.GiveBack("t", batch, 1, by, 3 + Samples.TIMEOUT);
  }

  private static List<Effect> asked(List<Effect> effects) {
    return effects.stream().filter(Effect.Assign.class::isInstance).toList();
  }

  /** A commit of theirs may be on its way, which settlement has to tell from others. */
  @Test
  void shouldTellWhoGivesTheTaskBackBeforeItAsksTheNext() {
    join("ann", 1);
    open(3, "t");
    join("bob", 1);

    List<Effect> effects = after(decline(4, "ann", "t", 1));

    assertThat(effects).hasSize(2).first().isEqualTo(givenBack("ann"));
    assertThat(holders(effects.getLast())).containsExactly("bob");
    assertThat(after(decline(5, "ann", "t", 1))).as("once").isEmpty();
  }

  /** Settlement would call it silent. */
  @Test
  void shouldTellWhoGivesTheTaskBackThoughNobodyElseIsThere() {
    join("ann", 1);
    open(3, "t");

    assertThat(after(decline(4, "ann", "t", 1))).containsExactly(givenBack("ann"));
  }

  private void giveToAnnAndBob() {
    join("ann", 1);
    join("bob", 1);
    after(published(3, offer("t", TaskClass.STANDARD, 2, 3, DEADLINE)), funded(3, "t"));
    after(standing(4, profile("cem", 2)), heartbeat(4, "cem", 2));
  }

  @Test
  void shouldTellOfEachWhoGivesTheTaskBack() {
    giveToAnnAndBob();

    assertThat(after(decline(5, "bob", "t", 1))).containsExactly(givenBack("bob"));
    assertThat(after(decline(6, "ann", "t", 1))).hasSize(2).first().isEqualTo(givenBack("ann"));
  }

  @Test
  void shouldTellNothingOfWhoHasCommitted() {
    giveToAnnAndBob();
    after(judged(5, VerdictKind.COMMIT, Reason.ACCEPTED, "ann", TaskState.COMMITTED));

    assertThat(after(decline(6, "ann", "t", 1))).isEmpty();
  }

  private static ScheduleEvent judged(
      long at, VerdictKind kind, Reason reason, String author, TaskState state) {
    return new ScheduleEvent.Judged(at, "t", 1, kind, reason, author, state, 0);
  }

  /** Settlement says of an epoch that is given back that it is over; the task waits already. */
  @Test
  void shouldSpendNoBudgetOnTheEndOfAnEpochThatIsGivenBack() {
    join("ann", 1);
    open(3, "t");
    after(decline(4, "ann", "t", 1));

    assertThat(after(judged(5, VerdictKind.ASSIGNMENT, Reason.ACCEPTED, "", TaskState.REASSIGNED)))
        .isEmpty();

    assertThat(book.task("t").orElseThrow().failures()).isZero();
  }

  /** That one had failed by then, and the task was still the other's. */
  @Test
  void shouldAskAnewOnceWhereOneFailedAndTheOtherHasGivenItBack() {
    giveToAnnAndBob();
    after(
        judged(5, VerdictKind.COMMIT, Reason.ACCEPTED, "bob", TaskState.COMMITTED),
        decline(6, "ann", "t", 1));
    assertThat(after(judged(7, VerdictKind.WINDOW, Reason.NO_REVEAL, "bob", TaskState.COMMITTED)))
        .isEmpty();

    List<Effect> effects =
        after(judged(8, VerdictKind.ASSIGNMENT, Reason.ACCEPTED, "", TaskState.REASSIGNED));

    assertThat(holders(effects.getFirst())).first().isEqualTo("cem");
    assertThat(((Effect.Assign) effects.getFirst()).cause()).isEqualTo(AssignmentCause.DECLINED);
    assertThat(book.task("t").orElseThrow().failures()).isEqualTo(1);
  }

  @Test
  void shouldTellNothingOfItByTheRulesOfBefore() {
    MarketPolicy before = Samples.by(MarketRules.FIRST, policy);
    join("ann", 1);
    open(3, "t");
    join("bob", 1);

    Decision decision = Scheduler.decide(book, decline(4, "ann", "t", 1), before);

    assertThat(decision.effects()).singleElement().isInstanceOf(Effect.Assign.class);
  }

  @Test
  void shouldGiveATaskBackToADecliningProverOnlyWhenNobodyElseWorksAndNotAtOnce() {
    join("ann", 4);
    open(3, "t");

    assertThat(asked(after(decline(4, "ann", "t", 1)))).isEmpty();
    assertThat(after(beatAndTick(9_000))).isEmpty();
    List<Effect> effects = after(beatAndTick(4 + Samples.TIMEOUT));

    assertThat(holders(effects.getFirst())).containsExactly("ann");
  }

  @Test
  void shouldGiveALoneProverItsTaskAgainAfterAPauseThatGrowsWithItsFailures() {
    join("ann", 4);
    open(3, "t");
    long failed = 10_100;

    assertThat(after(silent(failed, "t", 1, "ann", TaskState.REASSIGNED))).isEmpty();
    assertThat(after(beatAndTick(failed + Samples.TIMEOUT - 1))).isEmpty();
    List<Effect> effects = after(beatAndTick(failed + Samples.TIMEOUT));
    assertThat(holders(effects.getFirst())).containsExactly("ann");

    long again = failed + 2 * Samples.TIMEOUT;
    after(silent(again, "t", 2, "ann", TaskState.REASSIGNED));
    assertThat(after(beatAndTick(again + 2 * Samples.TIMEOUT - 1))).isEmpty();
    assertThat(after(beatAndTick(again + 2 * Samples.TIMEOUT))).hasSize(1);
  }

  @Test
  void shouldKeepTheBudgetForSomebodyElseUntilTheLastMomentUnderTheFirstRules() {
    policy = Samples.ruled(policy, MarketRules.FIRST);
    join("ann", 4);
    open(3, "t");
    after(
        standing(4, profile("bob", 1)),
        new ScheduleEvent.HeartbeatChecked(4, new Pulse("bob", 4, 1, 1, false, List.of())));
    after(silent(10_100, "t", 1, "ann", TaskState.REASSIGNED));
    long last = DEADLINE - Samples.WINDOW - Samples.TIMEOUT;

    after(full(last - 1, "bob"));
    assertThat(after(beatAndTick(last - 1))).as("bob may yet have room").isEmpty();
    assertThat(after(beatAndTick(last))).hasSize(1);
  }

  /** It says that it is busy, and may say so for ever. */
  @Test
  void shouldAskAPreviousHolderAgainThoughSomebodyElseIsAlwaysBusy() {
    join("ann", 4);
    open(3, "t");
    after(standing(4, profile("eve", 1)), full(4, "eve"));
    long failed = 10_100;
    after(silent(failed, "t", 1, "ann", TaskState.REASSIGNED));

    after(full(failed + Samples.TIMEOUT - 1, "eve"));
    assertThat(after(beatAndTick(failed + Samples.TIMEOUT - 1))).isEmpty();
    assertThat(holders(after(beatAndTick(failed + Samples.TIMEOUT)).getFirst()))
        .containsExactly("ann");
  }

  /** Its own pause is long over, and somebody else may come. */
  @Test
  void shouldKeepTheBudgetForSomebodyElseForACommitTimeoutFromTheLastFailure() {
    join("ann", 4);
    open(3, "t");
    join("bob", 4);
    after(standing(4, profile("eve", 1)), full(10_100, "eve"), heartbeat(10_100, "bob", 4));
    assertThat(after(silent(10_100, "t", 1, "ann", TaskState.REASSIGNED))).hasSize(1);
    long failed = 20_200;
    after(full(failed, "eve"), heartbeat(failed, "ann", 4));

    assertThat(after(silent(failed, "t", 2, "bob", TaskState.REASSIGNED))).isEmpty();
    after(full(failed + Samples.TIMEOUT - 1, "eve"));
    assertThat(after(beatAndTick(failed + Samples.TIMEOUT - 1))).as("eve may come").isEmpty();
    assertThat(holders(after(beatAndTick(failed + Samples.TIMEOUT)).getFirst()))
        .containsExactly("ann");
  }

  /** Else each identity with a stake would keep it from them once more. */
  @Test
  void shouldWaitForOthersNoLongerBecauseSomebodyGaveTheTaskBack() {
    join("ann", 4);
    open(3, "t");
    after(standing(4, profile("eve", 1)), full(4, "eve"));
    long failed = 10_100;
    after(silent(failed, "t", 1, "ann", TaskState.REASSIGNED));
    long back = failed + Samples.TIMEOUT - 1;
    after(standing(back, profile("dan", 4)), heartbeat(back, "dan", 4));
    after(full(back, "eve"), decline(back, "dan", "t", 2));

    assertThat(holders(after(beatAndTick(failed + Samples.TIMEOUT)).getFirst()))
        .containsExactly("ann");
  }

  @Test
  void shouldWaitForOthersNoLongerBecauseWhoFailedBeforeGaveTheTaskBack() {
    join("ann", 4);
    open(3, "t");
    join("bob", 4);
    after(standing(4, profile("eve", 1)), full(10_100, "eve"), heartbeat(10_100, "bob", 4));
    assertThat(after(silent(10_100, "t", 1, "ann", TaskState.REASSIGNED))).hasSize(1);
    long failed = 20_200;
    after(full(failed, "eve"), silent(failed, "t", 2, "bob", TaskState.REASSIGNED));
    long later = failed + Samples.TIMEOUT;
    unruled(full(later, "eve"), heartbeat(later, "bob", 4));
    assertThat(holders(after(beatAndTick(later)).getFirst())).containsExactly("ann");

    List<Effect> effects = asked(after(decline(later + 1, "ann", "t", 3)));

    assertThat(holders(effects.getFirst())).containsExactly("bob");
  }

  /** Nearer to the deadline than a commit timeout there is no time to wait for anybody. */
  @Test
  void shouldWaitForNobodyElseWhenNoTimeIsLeft() {
    join("ann", 4);
    open(3, "t");
    join("bob", 4);
    after(standing(4, profile("eve", 1)), full(10_100, "eve"), heartbeat(10_100, "bob", 4));
    assertThat(after(silent(10_100, "t", 1, "ann", TaskState.REASSIGNED))).hasSize(1);
    long last = DEADLINE - Samples.WINDOW - Samples.TIMEOUT;
    after(full(last, "eve"), heartbeat(last, "ann", 4));

    List<Effect> effects = after(silent(last, "t", 2, "bob", TaskState.REASSIGNED));

    assertThat(holders(effects.getFirst())).containsExactly("ann");
  }

  private static ScheduleEvent[] beatAndTick(long at) {
    return new ScheduleEvent[] {heartbeat(at, "ann", 4), new ScheduleEvent.Ticked(at)};
  }

  private static ScheduleEvent full(long at, String id) {
    return new ScheduleEvent.HeartbeatChecked(at, new Pulse(id, at, 1, 1, false, List.of()));
  }

  @Test
  void shouldSpendNoBudgetOnDeclinesAndAskDeclinersLast() {
    List<String> decliners = List.of("d1", "d2", "d3", "d4", "d5", "d6", "d7", "d8");
    decliners.forEach(id -> after(standing(1, profile(id, 4, 0, 0, Long.MAX_VALUE))));
    decliners.forEach(id -> after(heartbeat(2, id, 4)));
    after(standing(1, profile("honest", 1, 700, 0, Long.MAX_VALUE)), heartbeat(2, "honest", 1));

    List<Integer> epochs = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      epochs.add(epochsUntilHonest("t" + i));
    }

    assertThat(epochs).first().isEqualTo(9);
    assertThat(epochs).last().isEqualTo(1);
    assertThat(epochs).as("fewer from task to task").isSortedAccordingTo(reverseOrder());
  }

  private int epochsUntilHonest(String task) {
    List<Effect> effects = open(3, task);
    int epoch = 1;
    while (!holders(effects.getFirst()).contains("honest")) {
      effects = asked(after(decline(3, holders(effects.getFirst()).getFirst(), task, epoch++)));
    }
    assertThat(book.task(task).orElseThrow().failures()).isZero();
    after(
        new ScheduleEvent.Judged(
            3, task, epoch, VerdictKind.COMMIT, Reason.ACCEPTED, "honest", TaskState.COMMITTED, 0),
        revealed(3, task, epoch, "honest"));
    return epoch;
  }

  @Test
  void shouldNotCountWhoGaveATaskBackAsSilent() {
    join("ann", 1);
    open(3, "t");
    after(decline(4, "ann", "t", 1));
    Acceptance declined = book.prover("ann").orElseThrow().acceptance();

    after(silent(10_100, "t", 1, "ann", TaskState.REASSIGNED));

    assertThat(book.prover("ann").orElseThrow().acceptance()).isEqualTo(declined);

    assertThat(book.task("t").orElseThrow().failures()).isZero();
    assertThat(book.task("t").orElseThrow().holders().get("ann").failures()).isZero();
    assertThat(after(heartbeat(10_101, "ann", 1))).as("it is asked again all the same").hasSize(1);
  }

  @Test
  void shouldGiveAProverNoMoreThanItCanBond() {
    long bond = offer("t", TaskClass.STANDARD, 1, 3, DEADLINE).bond();
    after(standing(1, profile("ann", 8, 100, 0, 2 * bond + bond / 2)), heartbeat(2, "ann", 8));

    assertThat(open(3, "t1", "t2", "t3")).hasSize(2);
    after(committed(4, "t1", "ann"));
    after(standing(5, profile("ann", 8, 100, 0, bond + bond / 2)));
    assertThat(after(heartbeat(6, "ann", 8))).as("one is reserved, one on its way").isEmpty();
    assertThat(after(revealed(7, "t1", 1, "ann"), standing(8, profile("ann", 8, 100, 0, 2 * bond))))
        .hasSize(1);
  }

  /** Its leases are reserved too: they are no stake for what is on its way to it. */
  @Test
  void shouldCountWhatIsReservedForOthersAsNoRoomForABond() {
    long bond = offer("t", TaskClass.STANDARD, 1, 3, DEADLINE).bond();
    ProverProfile ann = profile("ann", 8, 100, 0, bond + bond / 2);
    after(standing(1, Samples.reserving(ann, 100 * bond)), heartbeat(2, "ann", 8));

    assertThat(open(3, "t1", "t2")).hasSize(1);
  }

  @Test
  void shouldAskWhoFailedBeforeWhoDeclined() {
    after(standing(1, profile("cheap", 4, 0, 0, Long.MAX_VALUE)), heartbeat(2, "cheap", 4));
    open(3, "t");
    after(decline(4, "cheap", "t", 1));
    join("ann", 4);
    after(heartbeat(5, "ann", 4));
    after(silent(10_100, "t", 2, "ann", TaskState.REASSIGNED));
    long later = 10_100 + Samples.TIMEOUT;
    unruled(heartbeat(later, "cheap", 4), heartbeat(later, "ann", 4));

    List<Effect> effects = after(new ScheduleEvent.Ticked(later));

    assertThat(holders(effects.getFirst())).containsExactly("ann");
  }

  /** Heard, and nothing is given to anybody. */
  private void unruled(ScheduleEvent... events) {
    for (ScheduleEvent event : events) {
      book.apply(Scheduler.decide(book, event, null).changes());
    }
  }

  private static ScheduleEvent committed(long at, String task, String prover) {
    return new ScheduleEvent.Judged(
        at, task, 1, VerdictKind.COMMIT, Reason.ACCEPTED, prover, TaskState.COMMITTED, 0);
  }

  @Test
  void shouldGiveNobodyWorkOfAStoppedProofSystem() {
    MarketPolicy stopped = Samples.stopping(policy, Samples.SYSTEM);
    join("ann", 1);
    after(published(3, offer("t", TaskClass.STANDARD, 1, 3, DEADLINE)));

    Decision decision = Scheduler.decide(book, funded(4, "t"), stopped);

    assertThat(decision.effects()).isEmpty();
    book.apply(decision.changes());
    assertThat(after(new ScheduleEvent.Ticked(5))).hasSize(1);
  }

  @Test
  void shouldSayHowLongAnAssigneeHasFromWhenItCanRead() {
    join("ann", 1);

    Effect.Assign assign = (Effect.Assign) open(3, "t").getFirst();

    assertThat(assign.commitWindowMs()).isEqualTo(Samples.TIMEOUT);
  }

  /** It would choose the same release again: others are asked first, whoever is to blame. */
  @ParameterizedTest
  @EnumSource(names = {"UNSUPPORTED", "INVALID_PROOF", "VERIFIER_STOPPED"})
  void shouldGiveATaskToAnotherThanWhoseProofCouldNotBeTaken(Reason reason) {
    join("ann", 4);
    open(3, "t");
    join("bob", 4);

    List<Effect> effects =
        after(
            new ScheduleEvent.Judged(
                100, "t", 1, VerdictKind.REVEAL, reason, "ann", TaskState.REASSIGNED, 0));

    assertThat(effects)
        .filteredOn(Effect.Assign.class::isInstance)
        .singleElement()
        .satisfies(given ->
            assertThat(((Effect.Assign) given).holders())
                .extracting(Effect.Holder::proverId)
                .containsExactly("bob"));
  }

  @Test
  void shouldGiveUpWhenTheRetryBudgetIsSpentAndNoLateProofCanCome() {
    assertThat(spendTheBudget("ann", "bob", "cem")).isEmpty();

    assertThat(after(new ScheduleEvent.Ticked(99 + Samples.HEARTBEAT_TIMEOUT))).isEmpty();
    assertThat(after(new ScheduleEvent.Ticked(100 + Samples.HEARTBEAT_TIMEOUT)))
        .singleElement()
        .isInstanceOfSatisfying(
            Effect.Close.class, close -> assertThat(close.state()).isEqualTo(TaskState.FAILED));
  }

  /** What follows from the last of as many failures as the budget has. */
  private List<Effect> spendTheBudget(String... provers) {
    for (String id : provers) {
      join(id, 1);
    }
    List<Effect> effects = open(3, "t");
    for (int epoch = 1; epoch < Samples.MAX_EPOCHS; epoch++) {
      String holder = holders(effects.getFirst()).getFirst();
      effects = after(silent(3 + epoch, "t", epoch, holder, TaskState.REASSIGNED));
    }
    String last = holders(effects.getFirst()).getFirst();
    return after(silent(100, "t", Samples.MAX_EPOCHS, last, TaskState.REASSIGNED));
  }

  @Test
  void shouldAskWhoDidNotHaveATaskThoughOthersHaveSpentItsBudget() {
    List<Effect> effects = spendTheBudget("ann", "bob", "cem", "dan");

    assertThat(effects)
        .singleElement()
        .isInstanceOfSatisfying(
            Effect.Assign.class,
            assign -> assertThat(assign.epoch()).isEqualTo(Samples.MAX_EPOCHS + 1));
  }

  /** It is full, and has not had the task: the task waits for it. */
  @Test
  void shouldWaitForWhoDidNotHaveATaskThoughItsBudgetIsSpent() {
    join("dan", 0);
    after(Samples.standing(2, Samples.profile("dan", 1)), Samples.heartbeat(2, "dan", 1));
    open(3, "other");
    spendTheBudget("ann", "bob", "cem");
    after(Samples.heartbeat(4_000, "dan", 1));

    assertThat(after(new ScheduleEvent.Ticked(100 + Samples.HEARTBEAT_TIMEOUT))).isEmpty();
    assertThat(holders(after(Samples.revealed(5_000, "other", 1, "dan")).getFirst()))
        .containsExactly("dan");
  }

  /** What it has sent since may stand in a partition that is behind. */
  @Test
  void shouldTakeNobodyForSilentWhoseHeartbeatsAreNotReadYet() {
    join("ann", 1);
    long later = 3 * Samples.HEARTBEAT_TIMEOUT;

    after(new ScheduleEvent.HeartbeatsRead(10, 0), new ScheduleEvent.HeartbeatsRead(later, 1));

    assertThat(holders(open(later, "t").getFirst())).containsExactly("ann");
  }

  /** Nobody gets work who was heard of only long ago, however far its partition is behind. */
  @Test
  void shouldGiveNothingToWhoWasHeardOfOnlyLongAgo() {
    join("ann", 1);
    after(new ScheduleEvent.HeartbeatsRead(10, 0));

    assertThat(open(2 + Samples.HEARTBEAT_TIMEOUT + 60_000, "t")).isEmpty();
  }

  @Test
  void shouldTakeForSilentWhoHasSentNothingWhereAllWasRead() {
    join("ann", 1);
    long later = 3 * Samples.HEARTBEAT_TIMEOUT;

    after(new ScheduleEvent.HeartbeatsRead(later, 0));

    assertThat(open(later, "t")).isEmpty();
  }

  /** After an outage partitions are not read evenly, and time jumps to where the first one is. */
  @Test
  void shouldGiveNothingUpWhileWhoCouldTakeItIsNotReadYet() {
    after(Samples.standing(2, Samples.profile("dan", 1)), Samples.heartbeat(2, "dan", 1));
    open(3, "other");
    spendTheBudget("ann", "bob", "cem");
    long later = 100 + 2 * Samples.HEARTBEAT_TIMEOUT;
    after(new ScheduleEvent.HeartbeatsRead(later, 0), new ScheduleEvent.HeartbeatsRead(4, 1));

    assertThat(after(new ScheduleEvent.Ticked(later))).isEmpty();

    after(new ScheduleEvent.HeartbeatsRead(later, 1));
    assertThat(after(new ScheduleEvent.Ticked(later + 1)))
        .singleElement()
        .isInstanceOf(Effect.Close.class);
  }

  /** Not even when there is no time left to wait for somebody else. */
  @Test
  void shouldGiveATaskBackToNobodyOnceItsBudgetIsSpent() {
    join("dan", 0);
    after(Samples.standing(2, Samples.profile("dan", 1)), Samples.heartbeat(2, "dan", 1));
    open(3, "other");
    spendTheBudget("ann", "bob", "cem");
    long late = DEADLINE - Samples.WINDOW - Samples.TIMEOUT;

    List<Effect> effects =
        after(
            Samples.heartbeat(late, "dan", 1),
            Samples.heartbeat(late, "ann", 1),
            Samples.heartbeat(late, "bob", 1),
            new ScheduleEvent.Ticked(late + 1));

    assertThat(effects).isEmpty();
  }

  /** To be silent costs no bond. */
  @Test
  void shouldAskWhoWasSilentAfterAllOthers() {
    after(Samples.standing(1, Samples.profile("ann", 2, 0, 0, Long.MAX_VALUE)));
    after(Samples.heartbeat(2, "ann", 2));
    open(3, "t");
    after(silent(4, "t", 1, "ann", TaskState.REASSIGNED));
    after(Samples.standing(5, Samples.profile("bob", 1, 790, 0, Long.MAX_VALUE)));
    after(Samples.heartbeat(5, "bob", 1));
    after(Samples.heartbeat(6, "bob", 2), Samples.revealed(6, "t", 2, "bob"));

    assertThat(holders(open(7, "u").getFirst())).containsExactly("bob");
    assertThat(holders(open(8, "v").getFirst())).as("bob is full").containsExactly("ann");
  }

  /** What is revealed before the notice was for nothing then, however late it was read. */
  @Test
  void shouldHaveTheLastWordOnATaskUnderTheFirstRules() {
    TaskOffer offer = offer("t", TaskClass.STANDARD, 1, 3, DEADLINE);
    after(published(3, Samples.ruled(offer, MarketRules.FIRST)), funded(3, "t"));

    assertThat(after(new ScheduleEvent.Ticked(DEADLINE - Samples.WINDOW)))
        .singleElement()
        .isInstanceOfSatisfying(
            Effect.Close.class, close -> assertThat(close.awaitsVerdict()).isFalse());
  }

  @Test
  void shouldCloseATaskThatNobodyCanProveInTimeAnyMore() {
    open(3, "t");
    long commitBy = DEADLINE - Samples.WINDOW;

    assertThat(after(new ScheduleEvent.Ticked(commitBy - 1))).isEmpty();
    assertThat(after(new ScheduleEvent.Ticked(commitBy)))
        .singleElement()
        .isInstanceOfSatisfying(
            Effect.Close.class,
            close -> {
              assertThat(close.state()).isEqualTo(TaskState.EXPIRED);
              assertThat(close.awaitsVerdict()).isTrue();
            });
  }

  @Test
  void shouldNotLetATaskThatNobodyTakesHoldUpOthers() {
    join("ann", 1);
    TaskOffer first = offer("first", TaskClass.URGENT_SETTLEMENT, 1, 3, DEADLINE / 2);
    after(published(3, Samples.of(first, "sp1-groth16")), funded(3, "first"));

    List<Effect> effects = open(4, "second");

    assertThat(effects).singleElement().extracting("taskId").isEqualTo("second");
  }

  @Test
  void shouldPreferWhoDeliversFastWhenItIsUrgent() {
    after(standing(1, profile("ann", 4)), heartbeat(2, "ann", 4));
    after(standing(1, profile("bob", 4)), heartbeat(2, "bob", 4));
    measured("bob", 100);
    measured("ann", 9_000);
    after(heartbeat(20_000, "ann", 4), heartbeat(20_000, "bob", 4));
    after(published(20_001, offer("u", TaskClass.URGENT_SETTLEMENT, 1, 20_001, 45_000)));

    List<Effect> effects = after(funded(20_001, "u"));

    assertThat(holders(effects.getFirst())).containsExactly("bob");
    Score score = ((Effect.Assign) effects.getFirst()).holders().getFirst().score();
    assertThat(score.diversity()).as("urgent and near").isZero();
  }

  private void measured(String prover, long took) {
    measured(prover, TaskClass.URGENT_SETTLEMENT, took);
  }

  private void measured(String prover, TaskClass taskClass, long took) {
    ProverView view = book.prover(prover).orElseThrow();
    Pace pace = Pace.UNKNOWN.after(took, 20, 2);
    book.apply(List.of(new Change.ProverSeen(view.with(taskClass, pace))));
  }

  /** Measured when there was more time: it is expected in 20 s, where a commit has 10 s. */
  private void joinSlow(String id) {
    after(standing(1, profile(id, 4, 0, 0, Long.MAX_VALUE)), heartbeat(2, id, 4));
    measured(id, TaskClass.STANDARD, 35_000);
  }

  private long pace(String prover) {
    Pace pace = book.prover(prover).orElseThrow().paces().get(TaskClass.STANDARD);
    return pace == null ? 0 : pace.microsPerWeight();
  }

  private static ScheduleEvent committed(long at, String task, String prover, long appended) {
    return new ScheduleEvent.Judged(
        at, task, 1, VerdictKind.COMMIT, Reason.ACCEPTED, prover, TaskState.COMMITTED, appended);
  }

  /** Settlement is away for four minutes, and says what became of it when it is back. */
  @Test
  void shouldMeasureUntilTheProofIsThereHoweverLongTheMarketItselfNeeds() {
    join("ann", 4);
    open(3, "t");
    long back = 240_000;

    after(committed(back, "t", "ann", 803), revealed(back, "t", 1, "ann"));

    assertThat(pace("ann")).isEqualTo(800 * 1_000 / 20);
    after(
        heartbeat(back, "ann", 4),
        standing(back, profile("cem", 4, 700, 0, Long.MAX_VALUE)),
        heartbeat(back, "cem", 4));
    after(published(back, offer("u", TaskClass.STANDARD, 1, back, back + DEADLINE)));
    assertThat(holders(after(funded(back, "u")).getFirst())).containsExactly("ann");
  }

  /** That much later the schedule itself gave the task, or a release said nothing of the commit. */
  @Test
  void shouldMeasureNobodyAsSlowerThanThereIsTimeForACommit() {
    join("ann", 4);
    join("bob", 4);
    after(published(3, offer("t", TaskClass.STANDARD, 2, 3, DEADLINE)), funded(3, "t"));

    after(committed(600_003, "t", "ann", 600_003), committed(600_003, "t", "bob", 0));
    after(
        judged(600_004, VerdictKind.REVEAL, Reason.ACCEPTED, "ann", TaskState.REVEALED),
        revealed(600_005, "t", 1, "bob"));

    assertThat(pace("ann")).isEqualTo(Samples.TIMEOUT * 1_000 / 20);
    assertThat(pace("bob")).isEqualTo(Samples.TIMEOUT * 1_000 / 20);
  }

  /** It gave the task back when it had committed: another was asked, and settlement took both. */
  @Test
  void shouldMeasureAProofByTheEpochInWhichItsProverWasAsked() {
    join("ann", 4);
    open(3, "t");
    join("bob", 4);
    assertThat(holders(after(decline(3_003, "ann", "t", 1)).getLast())).containsExactly("bob");

    after(committed(6_003, "t", "ann", 2_003), revealed(7_003, "t", 1, "ann"));

    assertThat(pace("ann")).isEqualTo(2_000 * 1_000 / 20);
    assertThat(pace("bob")).isZero();
  }

  /** When it has committed to the one, nobody knows when it was asked for the other. */
  @Test
  void shouldNotMeasureAProofByAnotherEpochOfTheSameProver() {
    join("ann", 4);
    open(3, "t");
    after(decline(5_003, "ann", "t", 1));
    long again = 5_003 + Samples.TIMEOUT;
    assertThat(after(beatAndTick(again))).hasSize(1);

    after(committed(again + 1, "t", "ann", 4_003), revealed(again + 2, "t", 1, "ann"));

    assertThat(book.prover("ann").orElseThrow().paces()).isEmpty();
  }

  /** Else who is asked for nothing would be measured as slow for ever. */
  @Test
  void shouldAskAgainWhoWasMeasuredAsSlowLongAgo() {
    joinSlow("slow");
    after(standing(1, profile("fast", 4, 700, 0, Long.MAX_VALUE)));
    measured("fast", TaskClass.STANDARD, 1_000);
    long later = Samples.HALF_LIFE + 2;

    for (long now : new long[] {later - 1, later}) {
      after(heartbeat(now, "slow", 4), heartbeat(now, "fast", 4));
      after(published(now, offer("t" + now, TaskClass.STANDARD, 1, now, now + DEADLINE)));
      assertThat(holders(after(funded(now, "t" + now)).getFirst()))
          .containsExactly(now < later ? "fast" : "slow");
    }
  }

  /** Who is slow has brought proofs. */
  @Test
  void shouldAskWhoIsExpectedToBeLateBeforeWhoLetItsLastAssignmentPass() {
    joinSlow("slow");
    after(standing(1, profile("eve", 4, 0, 0, Long.MAX_VALUE)), heartbeat(2, "eve", 4));
    ProverView eve = book.prover("eve").orElseThrow();
    book.apply(List.of(new Change.ProverSeen(eve.lapsing(2, Samples.HALF_LIFE))));

    assertThat(holders(open(3, "t").getFirst())).containsExactly("slow");
    after(heartbeat(4, "slow", 0));
    assertThat(holders(open(5, "u").getFirst())).as("nobody else has room").containsExactly("eve");
  }

  /** However little it asks, and however good it is else. */
  @Test
  void shouldAskNobodyWhoIsExpectedToBeLateWhileSomebodyElseMayBeInTime() {
    joinSlow("slow");
    after(standing(1, profile("fast", 4, 700, 0, Long.MAX_VALUE)), heartbeat(2, "fast", 4));
    measured("fast", TaskClass.STANDARD, 1_000);

    assertThat(holders(open(3, "t").getFirst())).containsExactly("fast");
    policy = Samples.ruled(policy, MarketRules.FIRST);
    assertThat(holders(open(4, "u").getFirst())).as("by the score").containsExactly("slow");
  }

  /** Nothing is known of it, and it may well be the fastest. */
  @Test
  void shouldTakeNobodyForLateWhoWasNeverMeasured() {
    after(standing(1, profile("slow", 4, 0, 0, Long.MAX_VALUE)), heartbeat(2, "slow", 4));
    measured("slow", TaskClass.STANDARD, 3_000); // of others no more than 5 s is assumed
    after(standing(1, profile("new", 4, 700, 0, Long.MAX_VALUE)), heartbeat(2, "new", 4));
    after(standing(1, profile("elsewhere", 4, 750, 0, Long.MAX_VALUE)));
    after(heartbeat(2, "elsewhere", 4));
    measured("elsewhere", TaskClass.URGENT_SETTLEMENT, 35_000);

    long late = DEADLINE - Samples.WINDOW - Samples.TIMEOUT / 4;
    after(heartbeat(late, "slow", 4), heartbeat(late, "new", 4), heartbeat(late, "elsewhere", 4));

    assertThat(holders(lateBy(late, "t").getFirst())).containsExactly("new");
    after(heartbeat(late, "new", 0));
    assertThat(holders(lateBy(late, "u").getFirst())).containsExactly("elsewhere");
  }

  /** One that was published in time, and is paid for only now. */
  private List<Effect> lateBy(long now, String task) {
    after(published(3, offer(task, TaskClass.STANDARD, 1, 3, DEADLINE)));
    return after(funded(now, task));
  }

  /** It is late already, and nobody is rated for the little that is left. */
  @Test
  void shouldGiveATaskToTheFastestWhenNobodyIsExpectedInTime() {
    joinSlow("slow");
    after(standing(1, profile("fast", 4, 700, 0, Long.MAX_VALUE)), heartbeat(2, "fast", 4));
    measured("fast", TaskClass.STANDARD, 3_000);
    long late = DEADLINE - Samples.WINDOW - 1_000;
    after(heartbeat(late, "slow", 4), heartbeat(late, "fast", 4));

    Effect.Assign assign = (Effect.Assign) lateBy(late, "t").getFirst();

    assertThat(holders(assign)).containsExactly("fast");
    assertThat(assign.commitWindowMs()).isEqualTo(1_000);
  }

  /** That one had it before, and its pause is over. */
  @Test
  void shouldAskAPreviousHolderAgainBeforeWhoIsExpectedToBeLate() {
    join("ann", 4);
    measured("ann", TaskClass.STANDARD, 1_000);
    open(3, "t");
    after(judged(10_100, VerdictKind.REVEAL, Reason.INVALID_PROOF, "ann", TaskState.REASSIGNED));
    long later = 10_100 + Samples.TIMEOUT;
    unruled(standing(later, profile("slow", 4)), heartbeat(later, "slow", 4));
    measured("slow", TaskClass.STANDARD, 35_000);

    assertThat(holders(after(beatAndTick(later)).getFirst())).containsExactly("ann");
  }

  /** As many as the class wants, but none for whom there is no time. */
  @Test
  void shouldAskFewerRatherThanWhoIsExpectedToBeLate() {
    join("ann", 4);
    joinSlow("slow");
    after(published(3, offer("t", TaskClass.STANDARD, 2, 3, DEADLINE)));

    assertThat(holders(after(funded(3, "t")).getFirst())).containsExactly("ann");
  }

  @Test
  void shouldSpreadWorkOverEqualProvers() {
    join("ann", 4);
    join("bob", 4);
    join("cem", 4);

    List<Effect> effects = open(3, "t1", "t2", "t3");

    assertThat(effects.stream().map(e -> holders(e).getFirst()))
        .containsExactlyInAnyOrder("ann", "bob", "cem");
  }

  @Test
  void shouldRememberWhatItHearsBeforeThereIsAPolicy() {
    ScheduleEvent[] events = {
      standing(1, profile("ann", 1)),
      heartbeat(2, "ann", 1),
      published(3, offer("t", TaskClass.STANDARD, 1, 3, DEADLINE)),
      funded(4, "t")
    };
    for (ScheduleEvent event : events) {
      Decision decision = Scheduler.decide(book, event, null);
      assertThat(decision.effects()).isEmpty();
      book.apply(decision.changes());
    }

    assertThat(after(new ScheduleEvent.Ticked(5))).hasSize(1);
  }
}
