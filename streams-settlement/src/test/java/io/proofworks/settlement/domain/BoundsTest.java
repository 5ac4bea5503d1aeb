package io.proofworks.settlement.domain;

import static io.proofworks.settlement.domain.Scene.ANN;
import static io.proofworks.settlement.domain.Scene.BOB;
import static io.proofworks.settlement.domain.Scene.CEM;
import static io.proofworks.settlement.domain.Scene.POLICY;
import static io.proofworks.settlement.domain.Scene.TERMS;
import static io.proofworks.settlement.domain.Scene.hash;
import static io.proofworks.settlement.domain.Scene.proof;
import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Binding;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.MarketRules;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.TaskClass;
import io.proofworks.settlement.domain.TaskInput.CommitReceived;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How much of what others write waits with one task, or is kept with it. */
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

  private static CommitReceived commit(Scene scene, Address prover, int epoch, String what) {
    CommitReceived own = scene.commit(prover, 100, proof(1, prover));
    return new CommitReceived(
        own.origin(),
        own.domain(),
        own.taskId(),
        epoch,
        prover,
        hash(what),
        own.signed(),
        own.signature());
  }

  private static Scene commits(Scene scene, Address prover, int epoch, String what) {
    return scene.take(commit(scene, prover, epoch, what));
  }

  /** The word on the bond that was asked for last. */
  private static Scene word(Scene scene, boolean granted) {
    Hash32 bondId = scene.requests(AccountRequest.ReserveBond.class).getLast().bondId();
    return word(scene, bondId, granted);
  }

  private static Scene word(Scene scene, Hash32 bondId, boolean granted) {
    return scene.take(
        new TaskInput.BondAnswered(scene.at("answers", 100), Scene.TASK, bondId, granted));
  }

  private static List<CommitEntry.Status> kept(Scene scene) {
    return scene.task().commits().stream().map(CommitEntry::status).toList();
  }

  private static Address identity(Scene scene, int number) {
    byte[] bytes = new byte[Address.BYTES];
    bytes[0] = 1;
    bytes[Address.BYTES - 1] = (byte) number;
    bytes[Address.BYTES - 2] = (byte) (number >> 8);
    Address prover = Address.of(bytes);
    scene.provers.put(prover, new ProverKey(Scene.key(prover), 100_000, false));
    return prover;
  }

  /** Epochs cost nobody anything, as long as each of them declines. */
  @Test
  void shouldForgetCommitsOfFormerEpochsThatFoundNoMoney() {
    // given
    Scene scene = new Scene().published();
    for (int epoch = 1; epoch <= 20; epoch++) {
      Address prover = identity(scene, epoch);
      scene.assigned(epoch, prover);
      for (int i = 0; i < Commits.COMMITS_WITHOUT_MONEY; i++) {
        word(commits(scene, prover, epoch, "no money " + i), false);
      }
    }

    // when
    scene.assigned(21, ANN);
    word(commits(scene, ANN, 21, "money"), true);

    // then
    assertThat(kept(scene)).containsExactly(CommitEntry.Status.LIVE);
    assertThat(commits(scene, identity(scene, 20), 20, "no money 1").verdict().reason())
        .as("a copy of one that is forgotten")
        .isEqualTo(Reason.FENCED_EPOCH);
  }

  @Test
  void shouldKeepThemUnderTheFirstRules() {
    Scene scene = Scene.by(MarketRules.FIRST, ANN);
    word(commits(scene, ANN, 1, "no money"), false);

    word(commits(scene.assigned(2, BOB), BOB, 2, "no money"), false);

    assertThat(kept(scene)).containsOnly(CommitEntry.Status.REFUSED).hasSize(2);
  }

  @Test
  void shouldKeepNoCommitOfAFormerEpochWhoseBondIsRefusedOnlyNow() {
    Scene scene = Scene.open(ANN);
    commits(scene, ANN, 1, "no money");
    Hash32 bondId = scene.requests(AccountRequest.ReserveBond.class).getLast().bondId();
    scene.assigned(2, BOB);

    word(scene, bondId, false);

    assertThat(scene.verdict().reason()).isEqualTo(Reason.INSUFFICIENT_BOND);
    assertThat(scene.verdict().author()).isEqualTo(ANN.hex());
    assertThat(kept(scene)).isEmpty();
  }

  /** Of what was kept nothing is decided again, and money is taken whoever came before it. */
  @Test
  void shouldKeepSoManyCommitsWithoutMoneyInAnEpochThatIsOpenToAllAndTakeThoseWithMoney() {
    // given
    Scene scene = Scene.open();
    int all = Commits.KEPT_WITHOUT_MONEY + 10;

    // when
    for (int i = 0; i < all; i++) {
      word(commits(scene, identity(scene, i), 1, "no money"), false);
      assertThat(scene.verdict().reason()).isEqualTo(Reason.INSUFFICIENT_BOND);
    }

    // then
    assertThat(kept(scene)).hasSize(Commits.KEPT_WITHOUT_MONEY);
    assertThat(commits(scene, identity(scene, 0), 1, "no money").verdict().reason())
        .isEqualTo(Reason.DUPLICATE);
    assertThat(word(commits(scene, ANN, 1, "money"), true).verdict().reason())
        .isEqualTo(Reason.ACCEPTED);
    assertThat(kept(scene)).contains(CommitEntry.Status.LIVE);
  }
}
