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
}
