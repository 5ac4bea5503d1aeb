package io.proofworks.settlement.domain;

import static io.proofworks.settlement.domain.Scene.ANN;
import static io.proofworks.settlement.domain.Scene.BOB;
import static io.proofworks.settlement.domain.Scene.CEM;
import static io.proofworks.settlement.domain.Scene.POLICY;
import static io.proofworks.settlement.domain.Scene.TERMS;
import static io.proofworks.settlement.domain.Scene.hash;
import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Binding;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.TaskClass;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How much of what others write waits with one task. */
class BoundsTest {

  private static final int LARGE = 400 * 1024;

  private static PublishedTask ofLargeProofs() {
    return new PublishedTask(
        Scene.DOMAIN,
        Scene.TASK,
        hash("batch"),
        Scene.REQUESTER,
        hash("statement"),
        0,
        1,
        7,
        "test",
        hash("program"),
        new byte[0],
        TaskClass.STANDARD,
        Binding.COMMIT_REVEAL,
        Scene.LAST_COMMIT,
        Scene.WINDOW,
        Scene.GRACE,
        LARGE,
        1,
        2 * Scene.REWARD,
        Scene.BOND);
  }

  private static Scene scene() {
    ProofCheck any = (task, binding, proof) -> new ProofCheck.Outcome.Valid();
    return new Scene(ofLargeProofs(), POLICY, any).announced().assigned(1);
  }

  private static byte[] large(Address prover) {
    byte[] proof = new byte[LARGE];
    proof[0] = (byte) (1 + prover.bytes()[Address.BYTES - 1]);
    return proof;
  }

  private static long waitingBytes(Scene scene) {
    return scene.task().waiting().stream()
        .filter(TaskInput.RevealReceived.class::isInstance)
        .mapToLong(input -> ((TaskInput.RevealReceived) input).proof().length)
        .sum();
  }

  @Test
  void shouldBoundTheBytesThatWaitWithATaskHoweverManyProversReveal() {
    Scene scene = scene();
    for (Address prover : List.of(ANN, BOB, CEM)) {
      scene.take(scene.commit(prover, 100, large(prover)));
    }

    for (Address prover : List.of(ANN, BOB, CEM)) {
      scene.take(scene.reveal(prover, 150, large(prover)));
    }

    assertThat(waitingBytes(scene)).isEqualTo(2L * LARGE).isLessThan(Waiting.MOST_PROOF_BYTES);
    assertThat(scene.verdict().reason()).isEqualTo(Reason.UNCOMMITTED);
    assertThat(Reason.UNCOMMITTED.maySlash()).isFalse();
  }

  @Test
  void shouldTakeTheRevealThatFoundNoRoomWhenItComesAgain() {
    Scene scene = scene();
    for (Address prover : List.of(ANN, BOB, CEM)) {
      scene.take(scene.commit(prover, 100, large(prover)));
    }
    for (Address prover : List.of(ANN, BOB, CEM)) {
      scene.take(scene.reveal(prover, 150, large(prover)));
    }
    scene.escrow(true);
    scene.bond(ANN, 100, false);
    scene.bond(BOB, 100, false);
    scene.bond(CEM, 100, true);

    scene.take(scene.reveal(CEM, 160, large(CEM)));

    assertThat(scene.task().verifiedBy()).isEqualTo(CEM);
  }

  @Test
  void shouldLetNoProofWaitThatIsLargerThanItsTaskTakes() {
    Scene scene = new Scene().announced().assigned(1);
    byte[] proof = new byte[TERMS.maxProofBytes() + 1];
    scene.take(scene.commit(ANN, 100, proof));

    scene.take(scene.reveal(ANN, 150, proof));

    assertThat(scene.verdict().reason()).isEqualTo(Reason.OVERSIZED);
    assertThat(scene.verdict().named()).isEqualTo(Named.NOBODY);
    assertThat(waitingBytes(scene)).isZero();
  }
}
