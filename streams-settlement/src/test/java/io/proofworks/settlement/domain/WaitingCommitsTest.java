package io.proofworks.settlement.domain;

import static io.proofworks.settlement.domain.Scene.ANN;
import static io.proofworks.settlement.domain.Scene.BOB;
import static io.proofworks.settlement.domain.Scene.CEM;
import static io.proofworks.settlement.domain.Scene.COMMIT_BY;
import static io.proofworks.settlement.domain.Scene.key;
import static io.proofworks.settlement.domain.Scene.open;
import static io.proofworks.settlement.domain.Scene.proof;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.proofworks.protocol.MarketRules;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.TaskState;
import io.proofworks.protocol.VerdictKind;
import org.junit.jupiter.api.Test;

/**
 * A commit waits behind a reveal whose own bond is not decided. Whoever has no money can make the
 * others of its epoch wait so, and after an outage the log is far ahead of every answer.
 */
class WaitingCommitsTest {

  /** Cem commits without money, opens it at once, and Ann commits in time behind that. */
  private static Scene waiting() {
    Scene scene = open(ANN, CEM);
    scene.take(scene.commit(CEM, 100, proof(1, CEM))).revealed(CEM, 101);
    scene.take(scene.commit(ANN, 200, proof(1, ANN)));
    assertThat(scene.task().waiting()).hasSize(2);
    return scene;
  }

  @Test
  void shouldNotCallSilentWhoseCommitWaits() {
    Scene scene = waiting().pass(COMMIT_BY);

    assertThat(scene.verdicts()).isEmpty();
    assertThat(scene.requests(AccountRequest.Rate.class)).isEmpty();
  }

  @Test
  void shouldTakeACommitThatWaitedPastTheDeadline() {
    Scene scene = waiting().pass(COMMIT_BY).bond(CEM, 1_100, false);
    assertThat(scene.task().state()).isEqualTo(TaskState.ASSIGNED);

    scene.bond(ANN, 1_200, true).revealed(ANN, 1_300);

    assertThat(scene.verdict().reason()).isEqualTo(Reason.ACCEPTED);
    assertThat(scene.task().verifiedBy()).isEqualTo(ANN);
  }

  @Test
  void shouldAskForAnotherEpochOnceNobodyWhoWaitedCouldBeTaken() {
    Scene scene = waiting().pass(COMMIT_BY).bond(CEM, 1_100, false);

    scene.bond(ANN, 1_200, false);

    assertThat(scene.task().state()).isEqualTo(TaskState.REASSIGNED);
    assertThat(scene.verdicts())
        .extracting(VerdictIssued::author, VerdictIssued::reason, v -> v.subject().state())
        .containsExactly(
            tuple(ANN.hex(), Reason.INSUFFICIENT_BOND, TaskState.ASSIGNED),
            tuple(ANN.hex(), Reason.COMMIT_CLOSED, TaskState.REASSIGNED));
  }

  /** The key of who waited is another one by then. */
  @Test
  void shouldAskForAnotherEpochWhenWhatWaitedIsRefused() {
    Scene scene = waiting().pass(COMMIT_BY);
    scene.provers.put(ANN, new ProverKey(key(BOB), 100_000, false));

    scene.bond(CEM, 1_100, false);

    assertThat(scene.verdicts())
        .extracting(VerdictIssued::kind, VerdictIssued::reason, v -> v.subject().state())
        .containsExactly(
            tuple(VerdictKind.COMMIT, Reason.INSUFFICIENT_BOND, TaskState.ASSIGNED),
            tuple(VerdictKind.ASSIGNMENT, Reason.COMMIT_CLOSED, TaskState.ASSIGNED),
            tuple(VerdictKind.REVEAL, Reason.UNCOMMITTED, null),
            tuple(VerdictKind.COMMIT, Reason.BAD_SIGNATURE, null),
            tuple(VerdictKind.ASSIGNMENT, Reason.COMMIT_CLOSED, TaskState.REASSIGNED));
    assertThat(scene.verdict().author()).isEmpty();
  }

  /** Cem has the money, and pays for a proof of nothing with its own bond alone. */
  @Test
  void shouldTakeACommitThatWaitedBehindAProofOfNothing() {
    Scene scene = open(ANN, CEM);
    scene.take(scene.commit(CEM, 100, proof(0, CEM))).take(scene.reveal(CEM, 101, proof(0, CEM)));
    scene.take(scene.commit(ANN, 200, proof(1, ANN))).pass(COMMIT_BY);

    scene.bond(CEM, 1_100, true);

    assertThat(scene.verdicts())
        .extracting(VerdictIssued::reason)
        .containsExactly(Reason.ACCEPTED, Reason.INVALID_PROOF);
    assertThat(scene.requests(AccountRequest.ReserveBond.class)).hasSize(1);
    assertThat(scene.task().state()).isEqualTo(TaskState.COMMITTED);
  }

  /** The others of the epoch are decided as ever. */
  @Test
  void shouldCallSilentWhoIsSilentWhileAnotherWaits() {
    Scene scene = open(ANN, BOB, CEM);
    scene.take(scene.commit(CEM, 100, proof(1, CEM))).revealed(CEM, 101);
    scene.take(scene.commit(ANN, 200, proof(1, ANN))).pass(COMMIT_BY);

    assertThat(scene.verdicts())
        .extracting(VerdictIssued::author, VerdictIssued::reason, v -> v.subject().state())
        .containsExactly(tuple(BOB.hex(), Reason.COMMIT_CLOSED, TaskState.ASSIGNED));
  }

  /** The reveal of Cem, who has no money, holds up the assignment of Ann, who reads it at once. */
  private static Scene waitingEpoch(Scene scene) {
    scene.take(scene.commit(CEM, 100, proof(1, CEM))).revealed(CEM, 101).assigned(2, ANN);
    return scene.take(scene.commit(2, ANN, 200, proof(1, ANN)));
  }

  @Test
  void shouldLetACommitWaitBehindTheAssignmentOfItsEpoch() {
    Scene scene = waitingEpoch(open(CEM));
    assertThat(scene.verdicts()).isEmpty();

    scene.word(CEM, 1_100, false);
    assertThat(scene.task().waiting()).isEmpty();
    scene.bond(ANN, 1_200, true);

    assertThat(scene.verdicts())
        .extracting(VerdictIssued::author, VerdictIssued::reason)
        .containsExactly(tuple(ANN.hex(), Reason.ACCEPTED));
    assertThat(scene.task().state()).isEqualTo(TaskState.COMMITTED);
  }

  @Test
  void shouldJudgeByTheAssignmentThatWaitsWhoMayCommit() {
    Scene scene = waitingEpoch(open(CEM));

    assertThat(scene.take(scene.commit(2, BOB, 201, proof(1, BOB))).verdict().reason())
        .isEqualTo(Reason.NOT_ASSIGNED);
    assertThat(scene.take(scene.commit(2, ANN, 202, proof(1, ANN))).verdict().reason())
        .isEqualTo(Reason.DUPLICATE);
    assertThat(scene.take(scene.commit(3, ANN, 203, proof(1, ANN))).verdict().reason())
        .isEqualTo(Reason.FENCED_EPOCH);
  }

  /** There is room for four, and those who were asked before Ann have filled it for nothing. */
  private static Scene filled(Scene scene) {
    scene.take(scene.commit(CEM, 100, proof(1, CEM))).revealed(CEM, 101).assigned(2, BOB, CEM);
    scene.take(scene.commit(2, CEM, 200, proof(1, CEM)));
    scene.take(scene.commit(2, BOB, 201, proof(1, BOB)));
    scene.take(scene.commit(2, BOB, 202, proof(0, BOB)));
    return scene.assigned(3, ANN);
  }

  @Test
  void shouldKeepRoomForTheCommitOfWhoIsAsked() {
    Scene scene = filled(open(CEM));
    assertThat(scene.task().waiting()).hasSize(6);

    scene.take(scene.commit(3, ANN, 300, proof(1, ANN)));

    assertThat(scene.verdicts()).isEmpty();
    assertThat(scene.task().waiting()).hasSize(7);
  }

  @Test
  void shouldHaveNoRoomForWhoIsAskedLastByTheFirstRules() {
    Scene scene = Scene.ruledBy(MarketRules.FIRST).announced().assigned(1, ANN, BOB, CEM);
    scene.take(scene.commit(CEM, 100, proof(1, CEM))).take(scene.commit(CEM, 101, proof(0, CEM)));
    scene.take(scene.commit(BOB, 102, proof(1, BOB))).take(scene.commit(BOB, 103, proof(0, BOB)));

    scene.take(scene.commit(ANN, 104, proof(1, ANN)));

    assertThat(scene.verdict().reason()).isEqualTo(Reason.COMMIT_CLOSED);
  }

  @Test
  void shouldHaveNoRoomForMoreThanItsFirst() {
    Scene scene = filled(open(CEM));
    scene.take(scene.commit(3, ANN, 300, proof(1, ANN)));

    scene.take(scene.commit(3, ANN, 301, proof(0, ANN)));

    assertThat(scene.verdict().reason()).isEqualTo(Reason.COMMIT_CLOSED);
  }

  /** What waited comes too late for its epoch, which it may have been all along. */
  @Test
  void shouldStillAskWhetherACommitThatWaitedWasInTime() {
    Scene scene = open(CEM);
    scene.take(scene.commit(CEM, 100, proof(1, CEM))).revealed(CEM, 101).assigned(2, ANN);
    scene.take(scene.commit(2, ANN, 2 * COMMIT_BY, proof(1, ANN)));

    scene.bond(CEM, 2_100, false);

    assertThat(scene.task().commitsOf(ANN)).isEmpty();
  }

  @Test
  void shouldFenceACommitToAnEpochThatWaitsByTheFirstRules() {
    assertThat(waitingEpoch(Scene.by(MarketRules.FIRST, CEM)).verdict().reason())
        .isEqualTo(Reason.FENCED_EPOCH);
  }

  /** Ann may reveal until 600; Cem, without money, holds up the supersession that Ann has read. */
  private static Scene waitingEnd(Scene scene) {
    scene.committed(ANN, 100).take(scene.commit(CEM, 110, proof(1, CEM))).revealed(CEM, 111);
    return scene.superseded(130);
  }

  @Test
  void shouldExcuseByASupersessionThatWaits() {
    Scene scene = waitingEnd(open(ANN, CEM)).pass(601);
    assertThat(scene.verdicts()).isEmpty();
    assertThat(scene.pass(801).verdicts()).isEmpty();

    scene.bond(CEM, 900, false);

    assertThat(scene.task().commits(CommitEntry.Released.class))
        .extracting(CommitEntry::prover)
        .containsExactly(ANN);
    assertThat(scene.requests(AccountRequest.SlashBond.class)).isEmpty();
  }

  /** The window had passed when the supersession was appended; the grace had not. */
  @Test
  void shouldExcuseInTheGraceToo() {
    Scene scene = open(ANN, CEM).committed(ANN, 100);
    scene.take(scene.commit(CEM, 110, proof(1, CEM))).revealed(CEM, 111).pass(601);
    assertThat(scene.verdict().reason()).isEqualTo(Reason.NO_REVEAL);
    scene.superseded(700);

    assertThat(scene.pass(801).verdicts()).isEmpty();

    scene.bond(CEM, 900, false);
    assertThat(scene.task().commits(CommitEntry.Released.class)).hasSize(1);
  }

  @Test
  void shouldNotExcuseByAnEndThatCameAfterTheDeadline() {
    Scene scene = open(ANN, CEM).committed(ANN, 100);
    scene.take(scene.commit(CEM, 110, proof(1, CEM))).revealed(CEM, 111).superseded(601);

    assertThat(scene.pass(602).verdict().reason()).isEqualTo(Reason.NO_REVEAL);
  }

  /**
   * The task had ended otherwise before it was superseded, so whoever is overdue has its bond to
   * lose.
   */
  @Test
  void shouldDecideWhatAnEndThatWaitedDidNotExcuse() {
    Scene scene = open(ANN, CEM).committed(ANN, 100);
    scene.take(scene.commit(CEM, 110, proof(1, CEM))).revealed(CEM, 111).pass(601);
    scene.closed(650, TaskState.FAILED).superseded(700);
    assertThat(scene.pass(801).verdicts()).isEmpty();

    scene.word(CEM, 900, false);

    assertThat(scene.effects).contains(new TaskEffect.DeadlineSet(Scene.TASK, 900));
    assertThat(scene.pass(900).requests(AccountRequest.SlashBond.class))
        .extracting(AccountRequest.SlashBond::account)
        .containsExactly(ANN);
  }

  @Test
  void shouldLetWindowsPassAnEndThatWaitsByTheFirstRules() {
    assertThat(waitingEnd(Scene.by(MarketRules.FIRST, ANN, CEM)).pass(601).verdict().reason())
        .isEqualTo(Reason.NO_REVEAL);
  }
}
