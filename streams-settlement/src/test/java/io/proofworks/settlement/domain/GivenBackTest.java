package io.proofworks.settlement.domain;

import static io.proofworks.settlement.domain.Scene.ANN;
import static io.proofworks.settlement.domain.Scene.BOB;
import static io.proofworks.settlement.domain.Scene.BOND;
import static io.proofworks.settlement.domain.Scene.CEM;
import static io.proofworks.settlement.domain.Scene.COMMIT_BY;
import static io.proofworks.settlement.domain.Scene.GRACE;
import static io.proofworks.settlement.domain.Scene.REWARD;
import static io.proofworks.settlement.domain.Scene.WINDOW;
import static io.proofworks.settlement.domain.Scene.open;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.MarketRules;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.TaskState;
import io.proofworks.protocol.VerdictKind;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Whoever gives a task back has it asked of others, whatever it commits to on the way: its commit
 * binds it as any does, and earns nothing at their cost.
 */
class GivenBackTest {

  /** Ann commits and gives the task back at once; Bob is asked instead. */
  private static Scene givenBack() {
    return givenBack(new Scene().published().assigned(1, ANN));
  }

  private static Scene givenBack(Scene scene) {
    return scene.committed(ANN, 100).assignedInstead(2, ANN, BOB);
  }

  private static Scene committed(Scene scene, Address prover, int epoch, long time) {
    scene.take(
        new TaskInput.CommitReceived(
            scene.at("commitments", time),
            Scene.DOMAIN,
            Scene.TASK,
            epoch,
            prover,
            Scene.commitment(prover, Scene.proof(1, prover)),
            Hash32.ZERO,
            Scene.key(prover)));
    return scene.bond(prover, time, true);
  }

  private static Scene revealed(Scene scene, Address prover, int epoch, long time) {
    TaskInput.RevealReceived first = scene.reveal(prover, time, Scene.proof(1, prover));
    return scene.take(
        new TaskInput.RevealReceived(
            first.origin(),
            first.domain(),
            first.taskId(),
            epoch,
            prover,
            first.proof(),
            first.nonce(),
            first.grant(),
            first.signed(),
            first.signature()));
  }

  private static void requireWinner(Scene scene, Address winner) {
    assertThat(scene.requests(AccountRequest.ClaimStatement.class)).hasSize(1);
    assertThat(scene.task().reward().winner()).isEqualTo(winner);
  }

  private static void requireNobodyWins(Scene scene) {
    assertThat(scene.requests(AccountRequest.ClaimStatement.class)).isEmpty();
    assertThat(scene.task().reward()).isEqualTo(new TaskCase.Reward.Undecided());
  }

  private static void requireBondBack(Scene scene, Address prover) {
    assertThat(scene.requests(AccountRequest.SlashBond.class)).isEmpty();
    assertThat(scene.requests(AccountRequest.ReleaseBond.class))
        .extracting(AccountRequest.ReleaseBond::account)
        .containsExactly(prover);
  }

  @Test
  void shouldPayWhomTheMarketAskedInsteadThoughItCommittedLater() {
    Scene scene = revealed(committed(givenBack(), BOB, 2, 200), BOB, 2, 300);
    requireWinner(scene, BOB);

    scene.revealed(ANN, 310);

    requireBondBack(scene, ANN);
    assertThat(scene.verdict().reason()).isEqualTo(Reason.ACCEPTED);
    assertThat(scene.verdict().rewarded()).isZero();
  }

  @Test
  void shouldKeepTheRewardForWhomTheMarketAskedInsteadThoughItRevealsLater() {
    Scene scene = committed(givenBack(), BOB, 2, 200).revealed(ANN, 210);
    requireBondBack(scene, ANN);
    requireNobodyWins(scene);

    revealed(scene, BOB, 2, 300);

    requireWinner(scene, BOB);
    assertThat(scene.verdict().rewarded()).isEqualTo(REWARD);
  }

  @Test
  void shouldPayWhoGaveBackOnceTheOtherHasFailed() {
    Scene scene = committed(givenBack(), BOB, 2, 200).revealed(ANN, 210);

    scene.pass(200 + WINDOW + 1);

    requireWinner(scene, ANN);
    assertThat(scene.verdict().rewarded()).isEqualTo(REWARD);
    scene.pass(200 + WINDOW + GRACE + 1);
    assertThat(scene.requests(AccountRequest.SlashBond.class))
        .extracting(AccountRequest.SlashBond::beneficiary)
        .containsExactly(ANN);
  }

  @Test
  void shouldPayWhoGaveBackWhereTheOtherHasLetItsTimePass() {
    Scene scene = new Scene().published().assigned(1, ANN);
    scene.accepted(ANN, 100).assignedInstead(2, ANN, BOB).pass(2 * COMMIT_BY);
    scene.opened(ANN, 2 * COMMIT_BY + 1);

    scene.revealed(ANN, 2 * COMMIT_BY + 2);

    requireWinner(scene, ANN);
    requireBondBack(scene, ANN);
  }

  /** The batch has its proof, and who was asked instead cannot commit any more. */
  @Test
  void shouldPayNobodyWhereWhoGaveBackKeepsTheOtherFromCommitting() {
    Scene scene = givenBack().revealed(ANN, 210);

    requireBondBack(scene, ANN);
    requireNobodyWins(scene);
    assertThat(scene.effects)
        .filteredOn(TaskEffect.ChildProofReady.class::isInstance)
        .extracting(effect -> ((TaskEffect.ChildProofReady) effect).reward())
        .containsExactly(0L);
    assertThat(scene.task().state()).isEqualTo(TaskState.VERIFIED);
    scene.closed(400, TaskState.SETTLED);
    requireNobodyWins(scene);
    assertThat(scene.requests(AccountRequest.RefundEscrow.class)).hasSize(1);
  }

  @Test
  void shouldPayNobodyWhereTheEndKeepsTheOtherFromRevealing() {
    Scene scene = committed(givenBack(), BOB, 2, 200).revealed(ANN, 210);

    scene.closed(220, TaskState.SETTLED);

    requireBondBack(scene, BOB);
    requireNobodyWins(scene);
    assertThat(scene.requests(AccountRequest.RefundEscrow.class)).hasSize(1);
  }

  @Test
  void shouldPayNobodyWhereTheEndComesBeforeTheWordOnTheBondOfTheOther() {
    Scene scene = givenBack();
    scene.take(
        new TaskInput.CommitReceived(
            scene.at("commitments", 200),
            Scene.DOMAIN,
            Scene.TASK,
            2,
            BOB,
            Scene.commitment(BOB, Scene.proof(1, BOB)),
            Hash32.ZERO,
            Scene.key(BOB)));
    scene.revealed(ANN, 210).closed(220, TaskState.SETTLED);

    scene.bond(BOB, 230, true);

    requireNobodyWins(scene);
    assertThat(scene.requests(AccountRequest.RefundEscrow.class)).hasSize(1);
  }

  @Test
  void shouldPayWhoGaveBackWhereTheOtherHadNoMoney() {
    Scene scene = givenBack();
    scene.take(
        new TaskInput.CommitReceived(
            scene.at("commitments", 200),
            Scene.DOMAIN,
            Scene.TASK,
            2,
            BOB,
            Scene.commitment(BOB, Scene.proof(1, BOB)),
            Hash32.ZERO,
            Scene.key(BOB)));
    scene.revealed(ANN, 210);
    requireNobodyWins(scene);

    scene.bond(BOB, 230, false);

    assertThat(scene.task().reward().winner()).isEqualTo(ANN);
  }

  @Test
  void shouldCompensateWhomTheMarketAskedInsteadAndNotWhoGaveBack() {
    Scene scene = committed(givenBack(), BOB, 2, 200);

    scene.superseded(210);

    assertThat(scene.requests(AccountRequest.PayFromEscrow.class))
        .extracting(AccountRequest.PayFromEscrow::to)
        .containsExactly(BOB);
    assertThat(scene.requests(AccountRequest.ReleaseBond.class))
        .extracting(AccountRequest.ReleaseBond::account)
        .containsExactlyInAnyOrder(ANN, BOB);
  }

  @Test
  void shouldSlashWhoGaveBackAndWithholdsAsAnybody() {
    Scene scene = revealed(committed(givenBack(), BOB, 2, 200), BOB, 2, 300);
    scene.pass(100 + WINDOW + 1);

    scene.pass(100 + WINDOW + GRACE + 1);

    assertThat(scene.requests(AccountRequest.SlashBond.class))
        .extracting(AccountRequest.SlashBond::account, AccountRequest.SlashBond::amount)
        .containsExactly(tuple(ANN, BOND / 2));
  }

  /** Nobody else was there: it is not kept from itself. */
  @Test
  void shouldPayWhoGaveBackAndWasAskedAgain() {
    Scene scene = new Scene().published().assigned(1, ANN).committed(ANN, 100);

    scene.assignedInstead(2, ANN, ANN).revealed(ANN, 210);

    requireWinner(scene, ANN);
  }

  @Test
  void shouldTakeNothingFromACommitOfAnEarlierEpoch() {
    Scene scene =
        new Scene().published().assigned(1, ANN).committed(ANN, 100).assigned(2, ANN, BOB);

    scene.assignedInstead(3, ANN, CEM).revealed(ANN, 210);

    requireWinner(scene, ANN);
  }

  @Test
  void shouldTakeNothingFromOthersOfTheEpoch() {
    Scene scene =
        new Scene().published().assigned(1, ANN, CEM).committed(ANN, 100).committed(CEM, 101);

    scene.assignedInstead(2, ANN, BOB).revealed(CEM, 210);

    requireWinner(scene, CEM);
  }

  /** An adoption that comes to nothing is followed by an epoch that is somebody's. */
  @Test
  void shouldRememberWhoGaveBackBeforeAnAdoptionThatCameToNothing() {
    Scene scene = new Scene().published().assigned(1, ANN).committed(ANN, 100);
    scene.givenBack(1, 105, ANN);
    scene.take(
        new TaskInput.AdoptionAssigned(
            scene.at("assignments", 110),
            Scene.DOMAIN,
            Scene.TASK,
            Epoch.ofAdoption(2, 110, REWARD)));
    scene.take(new TaskInput.ProofAnswered(scene.at("answers", 120), Scene.TASK, 2, null));
    scene.assigned(3, BOB);

    scene.revealed(ANN, 210);

    requireNobodyWins(scene);
  }

  @Test
  void shouldGoByTheRulesOfBeforeWhereTheyAreInForce() {
    Scene scene = committed(givenBack(Scene.by(MarketRules.FIRST, ANN)), BOB, 2, 200);
    revealed(scene, BOB, 2, 300);
    requireNobodyWins(scene);

    scene.revealed(ANN, 310);

    requireWinner(scene, ANN);
  }

  private static void requireNobodyRated(Scene scene) {
    assertThat(scene.verdicts()).isEmpty();
    assertThat(scene.requests(AccountRequest.Rate.class)).isEmpty();
  }

  private static void requireRated(Scene scene, Address prover) {
    assertThat(scene.requests(AccountRequest.Rate.class))
        .extracting(AccountRequest.Rate::account, rate -> rate.performance().success())
        .containsExactly(tuple(prover, false));
  }

  private static void requireSaid(Scene scene, Reason reason, TaskState state) {
    assertThat(scene.verdicts())
        .singleElement()
        .satisfies(said -> {
          assertThat(said.kind()).isEqualTo(VerdictKind.ASSIGNMENT);
          assertThat(said.reason()).isEqualTo(reason);
          assertThat(said.author()).isEmpty();
          assertThat(requireNonNull(said.subject()).state()).isEqualTo(state);
        });
  }

  @Test
  void shouldNotRateWhoGaveItBackThoughNobodyWasAskedInstead() {
    Scene scene = open(ANN).givenBack(1, COMMIT_BY - 1, ANN);
    requireSaid(scene, Reason.ACCEPTED, TaskState.REASSIGNED);

    scene.pass(COMMIT_BY);

    requireNobodyRated(scene);
  }

  @Test
  void shouldRateWhoGivesItBackOnceItsTimeIsOver() {
    Scene scene = open(ANN).pass(COMMIT_BY);
    requireRated(scene, ANN);

    scene.givenBack(1, COMMIT_BY, ANN);

    requireSaid(scene, Reason.ACCEPTED, TaskState.REASSIGNED);
    assertThat(scene.requests(AccountRequest.Rate.class)).isEmpty();
  }

  /** Only its commit had kept it from being called silent. */
  @Test
  void shouldRateWhoHadNoMoneyForItsCommitAndGivesItBackAfterwards() {
    Scene scene = open(ANN);
    scene.take(scene.commit(ANN, 100, Scene.proof(1, ANN)));
    scene.pass(COMMIT_BY).givenBack(1, COMMIT_BY, ANN);

    scene.word(ANN, COMMIT_BY + 1, false);

    requireRated(scene, ANN);
  }

  @Test
  void shouldNotRateWhoHadNoMoneyForItsCommitAndGaveItBackInTime() {
    Scene scene = open(ANN);
    scene.take(scene.commit(ANN, 100, Scene.proof(1, ANN)));
    scene.givenBack(1, 200, ANN).pass(COMMIT_BY);

    scene.word(ANN, COMMIT_BY + 1, false);

    assertThat(scene.requests(AccountRequest.Rate.class)).isEmpty();
    assertThat(scene.task().state()).isEqualTo(TaskState.REASSIGNED);
  }

  @Test
  void shouldRateOnlyTheOtherWhereItStaysSilent() {
    Scene scene = open(ANN, BOB).givenBack(1, 200, ANN);
    requireSaid(scene, Reason.ACCEPTED, TaskState.ASSIGNED);

    scene.pass(COMMIT_BY);

    requireSilent(scene, BOB);
    requireRated(scene, BOB);
  }

  private static void requireSilent(Scene scene, Address prover) {
    assertThat(scene.verdicts())
        .extracting(VerdictIssued::reason, VerdictIssued::author)
        .containsExactly(tuple(Reason.COMMIT_CLOSED, prover.hex()));
    assertThat(scene.task().state()).isEqualTo(TaskState.REASSIGNED);
  }

  @Test
  void shouldLeaveTheEpochToTheOther() {
    Scene scene = open(ANN, BOB).committed(BOB, 100).givenBack(1, 200, ANN);
    requireSaid(scene, Reason.ACCEPTED, TaskState.COMMITTED);
    scene.pass(100 + WINDOW / 2);
    requireNobodyRated(scene);

    scene.revealed(BOB, 300);

    requireWinner(scene, BOB);
  }

  /** Before its commits close: nobody is there who may still commit. */
  @Test
  void shouldWantAnotherEpochAtOnceWhereTheOtherFailsAfterwards() {
    Scene scene = open(ANN, BOB).committed(BOB, 100).givenBack(1, 200, ANN);

    scene.pass(100 + WINDOW + 1);

    assertThat(scene.verdict().reason()).isEqualTo(Reason.NO_REVEAL);
    assertThat(scene.task().state()).isEqualTo(TaskState.REASSIGNED);
  }

  @Test
  void shouldWantAnotherEpochAtOnceWhereTheOtherHasFailedBefore() {
    Scene scene = open(ANN, BOB).committed(BOB, 100).pass(100 + WINDOW + 1);
    assertThat(scene.task().state()).isEqualTo(TaskState.COMMITTED);

    scene.givenBack(1, 100 + WINDOW + 2, ANN);

    requireSaid(scene, Reason.ACCEPTED, TaskState.REASSIGNED);
    assertThat(scene.pass(COMMIT_BY).requests(AccountRequest.Rate.class)).isEmpty();
  }

  /** The account side is behind, which is not the fault of who gave it back. */
  @Test
  void shouldNotRateWhoGaveItBackWhileTheWordOfItWaits() {
    Scene scene = new Scene().announced().assigned(1, ANN, BOB);
    scene.take(scene.commit(BOB, 100, Scene.proof(1, BOB)));
    assertThat(scene.givenBack(1, 200, ANN).verdicts()).isEmpty();
    requireNobodyRated(scene.pass(COMMIT_BY));

    scene.escrow(true);

    assertThat(scene.verdicts())
        .extracting(VerdictIssued::kind, VerdictIssued::reason)
        .containsExactly(
            tuple(VerdictKind.TASK, Reason.ACCEPTED),
            tuple(VerdictKind.ASSIGNMENT, Reason.ACCEPTED));
    assertThat(scene.requests(AccountRequest.Rate.class)).isEmpty();
  }

  @Test
  void shouldTakeNoCommitOfWhoHasGivenItBack() {
    Scene scene = open(ANN, BOB).givenBack(1, 200, ANN);

    scene.take(scene.commit(ANN, 201, Scene.proof(1, ANN)));

    assertThat(scene.verdict().reason()).isEqualTo(Reason.NOT_ASSIGNED);
    assertThat(scene.requests(AccountRequest.ReserveBond.class)).isEmpty();
    scene.take(scene.commit(BOB, 202, Scene.proof(1, BOB)));
    assertThat(scene.requests(AccountRequest.ReserveBond.class)).hasSize(1);
  }

  @Test
  void shouldTakeACommitToTheNextEpochOfWhoGaveThisOneBack() {
    Scene scene = open(ANN).givenBack(1, 200, ANN).assigned(2, ANN);

    committed(scene, ANN, 2, 300);

    assertThat(scene.task().state()).isEqualTo(TaskState.COMMITTED);
  }

  @Test
  void shouldSayWhyNothingIsGivenBack() {
    Scene scene = open(ANN);
    requireSaid(scene.givenBack(2, 100, ANN), Reason.FENCED_EPOCH, TaskState.ASSIGNED);
    requireSaid(scene.givenBack(1, 101, BOB), Reason.NOT_ASSIGNED, TaskState.ASSIGNED);
    scene.take(
        new TaskInput.GivenBack(
            scene.at("assignments", 102), Scene.hash("other"), Scene.TASK, 1, List.of(ANN)));
    requireSaid(scene, Reason.WRONG_DOMAIN, TaskState.ASSIGNED);

    scene.givenBack(1, 103, ANN);

    requireSaid(scene, Reason.ACCEPTED, TaskState.REASSIGNED);
    requireSaid(scene.givenBack(1, 104, ANN), Reason.DUPLICATE, TaskState.REASSIGNED);
    scene.closed(105, TaskState.FAILED);
    requireSaid(scene.givenBack(1, 106, ANN), Reason.STALE, TaskState.FAILED);
  }

  @Test
  void shouldHearNothingOfItByTheFirstRules() {
    Scene scene = Scene.by(MarketRules.FIRST, ANN).givenBack(1, 200, ANN);
    requireSaid(scene, Reason.DUPLICATE, TaskState.ASSIGNED);

    scene.pass(COMMIT_BY);

    requireSilent(scene, ANN);
    requireRated(scene, ANN);
  }

  /** It does not wait either, where its waiting would excuse. */
  @Test
  void shouldHearNothingOfItByTheFirstRulesWhileOthersWait() {
    Scene scene = Scene.ruledBy(MarketRules.FIRST).announced().assigned(1, ANN, BOB);
    scene.take(scene.commit(BOB, 100, Scene.proof(1, BOB)));
    requireSaid(scene.givenBack(1, 200, ANN), Reason.DUPLICATE, TaskState.ASSIGNED);

    scene.pass(COMMIT_BY);

    requireRated(scene, ANN);
  }

  /** Ann let her window pass, Bob was asked and has committed, and now Ann reveals. */
  private static Scene late(Scene scene) {
    scene.committed(ANN, 100).pass(100 + WINDOW + 1).assigned(2, BOB);
    return committed(scene, BOB, 2, 610).revealed(ANN, 620);
  }

  @Test
  void shouldPayWhomTheMarketAskedInsteadOfWhoIsLate() {
    Scene scene = late(open(ANN));
    assertThat(scene.verdict().reason()).isEqualTo(Reason.REVEAL_LATE);
    assertThat(scene.verdict().rewarded()).isZero();
    requireNobodyWins(scene);

    revealed(scene, BOB, 2, 700);

    requireWinner(scene, BOB);
    assertThat(scene.verdict().rewarded()).isEqualTo(REWARD);
  }

  @Test
  void shouldPayWhoIsLateOnceTheOtherHasFailed() {
    Scene scene = late(open(ANN));

    scene.pass(610 + WINDOW + 1);

    requireWinner(scene, ANN);
    assertThat(scene.verdict().rewarded()).isEqualTo(REWARD * 4 / 10);
  }

  @Test
  void shouldRankALateRevealByItsCommitByTheFirstRules() {
    requireWinner(late(Scene.by(MarketRules.FIRST, ANN)), ANN);
  }
}
