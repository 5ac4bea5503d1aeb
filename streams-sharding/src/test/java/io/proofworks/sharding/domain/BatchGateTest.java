package io.proofworks.sharding.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.Reason;
import io.proofworks.protocol.TaskClass;
import io.proofworks.protocol.TaskState;
import io.proofworks.protocol.VerdictKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two batches of one requester's work, submitted twice. */
class BatchGateTest {

  private static final long DEADLINE = 100_000;

  private final MarketBook book = new MarketBook(Samples.DOMAIN);
  private final MarketPolicy policy = Samples.policy(1);

  @BeforeEach
  void join() {
    after(Samples.standing(1, Samples.profile("ann", 8)), Samples.heartbeat(2, "ann", 8));
  }

  private List<Effect> after(ScheduleEvent... events) {
    List<Effect> effects = new ArrayList<>();
    for (ScheduleEvent event : events) {
      Decision decision = Scheduler.decide(book, event, policy);
      book.apply(decision.changes());
      effects.addAll(decision.effects());
    }
    return effects;
  }

  private List<Effect> pass(long now) {
    return after(Samples.heartbeat(now, "ann", 8), new ScheduleEvent.Ticked(now));
  }

  private static TaskOffer offer(String id, String batch, String statement) {
    return Samples.offer(id, batch, statement, TaskClass.STANDARD, 1, 3, DEADLINE);
  }

  private List<Effect> submit(String batch) {
    return after(
        Samples.published(3, offer(batch + "1", batch, "s1"), offer(batch + "2", batch, "s2")));
  }

  private List<Effect> fund(String batch) {
    return after(Samples.funded(4, batch + "1"), Samples.funded(4, batch + "2"));
  }

  private static List<String> given(List<Effect> effects) {
    return effects.stream()
        .filter(Effect.Assign.class::isInstance)
        .map(effect -> ((Effect.Assign) effect).taskId())
        .toList();
  }

  @Test
  void shouldBeginABatchWhenAllOfItIsPaidFor() {
    submit("a");

    assertThat(after(Samples.funded(4, "a1"))).isEmpty();
    assertThat(given(after(Samples.funded(4, "a2")))).containsExactly("a1", "a2");
  }

  @Test
  void shouldLetNobodyWaitForABatchThatIsOnlyPaidFor() {
    after(Samples.published(3, Samples.of(offer("a1", "a", "s1"), "sp1-groth16")));
    after(Samples.funded(4, "a1"));
    submit("b");

    assertThat(given(fund("b"))).as("nobody takes a1").containsExactly("b1", "b2");
  }

  @Test
  void shouldMakeASecondBatchWaitAndAdoptWhatTheFirstHasProved() {
    submit("a");
    fund("a");
    submit("b");

    assertThat(fund("b")).isEmpty();
    assertThat(after(Samples.revealed(5, "a1", 1, "ann"))).as("a2 is in proof").isEmpty();
    List<Effect> effects = after(Samples.revealed(5, "a2", 1, "ann"));

    long share = offer("b1", "b", "s1").minReward();
    assertThat(effects)
        .containsExactly(
            new Effect.Adopt("b1", "b", 1, "a1", share),
            new Effect.Adopt("b2", "b", 1, "a2", share));
  }

  /**
   * Anybody can ask for another's work under its own name. While its prover gives the task back
   * again and again, at no cost, nobody is at work on it.
   */
  @Test
  void shouldLetNobodyWaitForABatchThatIsGivenBack() {
    submit("a");
    fund("a");
    submit("b");
    assertThat(fund("b")).isEmpty();

    List<Effect> effects =
        after(Samples.decline(5, "ann", "a1", 1), Samples.decline(6, "ann", "a2", 1));

    assertThat(given(effects)).containsExactly("b1", "b2");
    assertThat(given(after(Samples.heartbeat(7 + Samples.TIMEOUT, "ann", 8))))
        .as("a waits now")
        .isEmpty();
    assertThat(after(Samples.revealed(30_000, "b1", 1, "ann")))
        .containsExactly(new Effect.Adopt("a1", "a", 2, "b1", offer("a1", "a", "s1").minReward()));
  }

  /** However long others take, or however often they begin anew, and whoever they are. */
  @Test
  void shouldBuyABatchThatHasWaitedForAsLongAsAProverHasToDeliver() {
    submit("a");
    fund("a");
    submit("b");
    fund("b");
    long patience = Samples.TIMEOUT + Samples.WINDOW + Samples.GRACE;

    assertThat(given(pass(3 + patience))).isEmpty();
    List<Effect> effects = pass(4 + patience);

    assertThat(given(effects)).containsExactly("b1", "b2");
    assertThat(after(Samples.revealed(30_000, "a1", 1, "ann"))).as("b1 is in hand").isEmpty();
    assertThat(adopted(after(Samples.silent(30_001, "b1", 1, "ann", TaskState.REASSIGNED))))
        .as("is not asked for again")
        .containsExactly("b1");
  }

  /** It is in proof for both of them until then. */
  @Test
  void shouldWaitForTheOtherOfTwoBatchesThatBothHaveAStatementProved() {
    submit("a");
    fund("a");
    submit("b");
    fund("b");
    long bought = 4 + Samples.TIMEOUT + Samples.WINDOW + Samples.GRACE;
    pass(bought);

    after(Samples.silent(bought + 1, "a1", 1, "ann", TaskState.REASSIGNED));

    assertThat(given(pass(bought + 1 + Samples.TIMEOUT))).as("ann may have it again").isEmpty();
  }

  @Test
  void shouldNotWaitUntilItIsTooLateToProve() {
    submit("a");
    fund("a");
    long start = DEADLINE - Samples.WINDOW - Samples.TIMEOUT;
    after(Samples.published(start - 2, offer("b1", "b", "s1")), Samples.funded(start - 2, "b1"));

    assertThat(given(pass(start - 1))).isEmpty();
    assertThat(given(pass(start))).containsExactly("b1");
  }

  /** It has forgotten it, or has stopped the verifier since. */
  @ParameterizedTest
  @EnumSource(names = {"UNKNOWN_TASK", "VERIFIER_STOPPED", "INVALID_PROOF"})
  void shouldBuyWhatSettlementCannotTakeOver(Reason reason) {
    after(Samples.published(3, offer("a1", "a", "s1")), Samples.funded(4, "a1"));
    after(Samples.revealed(5, "a1", 1, "ann"));
    after(Samples.published(6, offer("b1", "b", "s1")));
    assertThat(adopted(after(Samples.funded(6, "b1")))).containsExactly("b1");

    List<Effect> effects = after(adoption("b1", reason, TaskState.REASSIGNED));

    assertThat(given(effects)).containsExactly("b1");
    assertThat(book.proven("s1")).isEmpty();
  }

  @Test
  void shouldAdoptABatchOfWhatIsProvedOnceItIsPaidForWithoutAnyProver() {
    submit("a");
    fund("a");
    after(Samples.revealed(5, "a1", 1, "ann"), Samples.revealed(5, "a2", 1, "ann"));
    after(Samples.heartbeat(5, "ann", 0));

    assertThat(submit("b")).isEmpty();
    assertThat(after(Samples.funded(6, "b1"))).as("b2 is not paid for").isEmpty();
    assertThat(adopted(after(Samples.funded(6, "b2")))).containsExactly("b1", "b2");
  }

  /** One shard proved before a batch asks for it neither ends that batch nor holds it up. */
  @Test
  void shouldBuyTheRestOfABatchOfWhichAShardWasProvedBefore() {
    after(Samples.published(3, offer("a1", "a", "s1")), Samples.funded(4, "a1"));
    after(Samples.revealed(5, "a1", 1, "ann"));
    submit("b");

    List<Effect> effects = fund("b");

    assertThat(adopted(effects)).containsExactly("b1");
    assertThat(given(effects)).containsExactly("b2");
  }

  @Test
  void shouldBuyWhatIsMissingOfAFailedBatchAndAdoptTheRest() {
    submit("a");
    fund("a");
    after(Samples.revealed(5, "a1", 1, "ann"));
    after(new ScheduleEvent.BatchEnded(5, List.of("a1", "a2")));
    ended("a2");
    submit("b");

    List<Effect> effects = fund("b");

    assertThat(adopted(effects)).containsExactly("b1");
    assertThat(given(effects)).containsExactly("b2");
  }

  @Test
  void shouldAdoptFromTheFirstHoweverOftenAStatementIsAskedFor() {
    after(Samples.published(3, offer("a1", "a", "s1")), Samples.funded(4, "a1"));
    after(Samples.revealed(5, "a1", 1, "ann"));
    after(Samples.published(6, offer("b1", "b", "s1")), Samples.funded(6, "b1"));
    after(adoption("b1", Reason.ACCEPTED, TaskState.VERIFIED));

    List<Effect> effects =
        after(Samples.published(7, offer("c1", "c", "s1")), Samples.funded(7, "c1"));

    assertThat(effects).singleElement().extracting("from").isEqualTo("a1");
  }

  private static ScheduleEvent adoption(String task, Reason reason, TaskState state) {
    return new ScheduleEvent.Judged(7, task, 1, VerdictKind.ASSIGNMENT, reason, "", state, 0);
  }

  private static List<String> adopted(List<Effect> effects) {
    return effects.stream()
        .filter(Effect.Adopt.class::isInstance)
        .map(effect -> ((Effect.Adopt) effect).taskId())
        .toList();
  }

  @Test
  void shouldBuyAFailedBatchAnewOnceSettlementHasEndedIt() {
    submit("a");
    fund("a");
    submit("b");
    fund("b");
    after(new ScheduleEvent.BatchEnded(5, List.of("a1", "a2")));

    assertThat(ended("a1")).as("a2 may still be proved").isEmpty();
    assertThat(given(ended("a2"))).containsExactly("b1", "b2");
  }

  private List<Effect> ended(String task) {
    return after(
        new ScheduleEvent.Judged(
            6, task, 1, VerdictKind.TASK, Reason.ACCEPTED, "", TaskState.FAILED, 0));
  }

  @Test
  void shouldCloseTheRestOfABatchWhoseEscrowIsRefused() {
    submit("a");
    after(Samples.funded(4, "a1"));

    List<Effect> effects =
        after(
            new ScheduleEvent.Judged(
                4, "a2", 0, VerdictKind.TASK, Reason.INSUFFICIENT_BOND, "r", TaskState.FAILED, 0));

    assertThat(closed(effects)).containsExactly("a2", "a1");
  }

  /** Nobody else would say so: its batch would be waited for, and kept, for ever. */
  @Test
  void shouldCloseATaskOfItsOwnBatchWhoseEscrowIsRefused() {
    after(Samples.published(3, offer("t", "c", "s3")));
    ScheduleEvent refused =
        new ScheduleEvent.Judged(
            4, "t", 0, VerdictKind.TASK, Reason.INSUFFICIENT_BOND, "r", TaskState.FAILED, 0);

    assertThat(closed(after(refused))).containsExactly("t");
    assertThat(after(refused, ended(5, "t"))).as("settlement's answer to that").isEmpty();
  }

  /** Its batch was ended by whoever took it back. */
  @Test
  void shouldNotCloseATaskThatWasTakenBack() {
    after(Samples.published(3, offer("t", "c", "s3")));

    List<Effect> effects =
        after(
            new ScheduleEvent.Judged(
                4, "t", 0, VerdictKind.SUPERSESSION, Reason.ACCEPTED, "", TaskState.SUPERSEDED, 0));

    assertThat(effects).isEmpty();
  }

  private static ScheduleEvent ended(long at, String task) {
    return new ScheduleEvent.Judged(
        at, task, 0, VerdictKind.TASK, Reason.DUPLICATE, "", TaskState.FAILED, 0);
  }

  private static List<String> closed(List<Effect> effects) {
    return effects.stream().map(effect -> ((Effect.Close) effect).taskId()).toList();
  }

  /** The first task of b is looked at before, the second after a has been begun. */
  @Test
  void shouldLookAgainAtABatchAfterAnotherWasBegun() {
    after(Samples.standing(5, Samples.profile("ann", 8, 100, 9_000, Long.MAX_VALUE)));
    after(
        Samples.published(
            3, Samples.of(offer("1", "b", "s1"), "sp1-groth16"), offer("3", "b", "s2")),
        Samples.published(3, offer("2", "a", "s2")));
    after(Samples.funded(6, "1"), Samples.funded(6, "2"), Samples.funded(6, "3"));

    List<Effect> effects = after(Samples.heartbeat(9_000, "ann", 8));

    assertThat(given(effects)).containsExactly("2");
  }
}
