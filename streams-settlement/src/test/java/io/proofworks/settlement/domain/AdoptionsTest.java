package io.proofworks.settlement.domain;

import static io.proofworks.settlement.domain.Scene.ANN;
import static io.proofworks.settlement.domain.Scene.BOB;
import static io.proofworks.settlement.domain.Scene.DOMAIN;
import static io.proofworks.settlement.domain.Scene.REWARD;
import static io.proofworks.settlement.domain.Scene.TASK;
import static io.proofworks.settlement.domain.Scene.hash;
import static io.proofworks.settlement.domain.Scene.proof;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.TaskState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A task that takes over the proof that another task has of its statement. */
class AdoptionsTest {

  private static final Hash32 FIRST = hash("the task that was proved");
  private static final long SHARE = REWARD * 1_500 / 10_000;

  private static Scene adopting() {
    Scene scene = new Scene().published();
    return scene.take(adoption(scene, 1, REWARD));
  }

  private static TaskInput adoption(Scene scene, int epoch, long reward) {
    return new TaskInput.AdoptionAssigned(
        scene.at("assignments", 20), DOMAIN, TASK, Epoch.ofAdoption(epoch, 20, reward));
  }

  private static KeptProof kept(Scene scene, int mark) {
    byte[] binding = Scene.DIGESTS.binding(TASK, ANN).bytes();
    return new KeptProof(FIRST, 3, ANN, binding, proof(mark, ANN), scene.at("reveals", 15));
  }

  private static Scene found(Scene scene, int epoch, @Nullable KeptProof proof) {
    return scene.take(new TaskInput.ProofAnswered(scene.at("answers", 30), TASK, epoch, proof));
  }

  @Test
  void shouldKeepTheFirstProofOfATaskForOthers() {
    Scene scene = Scene.open(ANN, BOB).committed(ANN, 100).committed(BOB, 101).revealed(BOB, 200);

    assertThat(scene.requests(AccountRequest.KeepProof.class))
        .singleElement()
        .satisfies(keep -> {
          assertThat(keep.statementId()).isEqualTo(hash("statement"));
          assertThat(keep.proof().taskId()).isEqualTo(TASK);
          assertThat(keep.proof().prover()).isEqualTo(BOB);
          assertThat(keep.proof().proof()).isEqualTo(proof(1, BOB));
        });
    assertThat(scene.revealed(ANN, 201).requests(AccountRequest.KeepProof.class)).isEmpty();
  }

  @Test
  void shouldAskForTheProofAndLetNobodyCommitMeanwhile() {
    Scene scene = adopting();

    assertThat(scene.verdict().reason()).isEqualTo(Reason.ACCEPTED);
    assertThat(scene.requests(AccountRequest.FindProof.class))
        .extracting(AccountRequest.FindProof::statementId, AccountRequest.FindProof::taskId)
        .containsExactly(tuple(hash("statement"), TASK));
    scene.take(scene.commit(BOB, 25, proof(1, BOB)));
    assertThat(scene.verdict().reason()).isEqualTo(Reason.COMMIT_CLOSED);
    assertThat(scene.pass(90_000).verdicts()).as("nobody was silent").isEmpty();
  }

  @Test
  void shouldTakeTheProofOverAsItIsAndPayItsOwnerAShare() {
    // given
    Scene scene = adopting();
    KeptProof kept = kept(scene, 1);

    // when
    found(scene, 1, kept);

    // then
    assertThat(scene.verdict().subject().state()).isEqualTo(TaskState.VERIFIED);
    assertThat(scene.verdict().author()).as("nobody of this task did anything").isEmpty();
    assertThat(scene.requests(AccountRequest.PayFromEscrow.class))
        .extracting(AccountRequest.PayFromEscrow::to, AccountRequest.PayFromEscrow::amount)
        .containsExactly(tuple(ANN, SHARE));
    TaskEffect.ChildProofReady child = child(scene);
    assertThat(child.task().taskId()).isEqualTo(TASK);
    assertThat(child.adoptedFrom()).isEqualTo(FIRST);
    assertThat(child.prover()).isEqualTo(ANN);
    assertThat(child.epoch()).isEqualTo(3);
    assertThat(child.binding()).isEqualTo(kept.binding());
    assertThat(child.proof()).isEqualTo(kept.proof());
    assertThat(child.reveal()).isEqualTo(kept.reveal());
    assertThat(child.reward()).isEqualTo(SHARE);
    assertThat(child.grant().aggregator()).isEqualTo(Address.ZERO);
    assertThat(child.verifiedAt()).isEqualTo(30);
  }

  private static TaskEffect.ChildProofReady child(Scene scene) {
    return scene.effects.stream()
        .filter(TaskEffect.ChildProofReady.class::isInstance)
        .map(TaskEffect.ChildProofReady.class::cast)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void shouldClaimNoStatementAndPayNoSecondTime() {
    Scene scene = found(adopting(), 1, kept(adopting(), 1));

    assertThat(scene.requests(AccountRequest.ClaimStatement.class)).isEmpty();
    assertThat(found(scene, 1, kept(scene, 1)).effects).isEmpty();
    scene.closed(40, TaskState.SETTLED);
    assertThat(scene.requests(AccountRequest.PayFromEscrow.class)).isEmpty();
    assertThat(scene.requests(AccountRequest.RefundEscrow.class)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "0, INVALID_PROOF",
    "2, NON_CANONICAL",
    "3, VERIFIER_STOPPED",
    "4, UNSUPPORTED",
  })
  void shouldTakeOverNothingThatDoesNotVerifyNow(int mark, Reason reason) {
    Scene scene = adopting();

    found(scene, 1, kept(scene, mark));

    assertThat(scene.verdict().reason()).isEqualTo(reason);
    assertThat(scene.task().state()).isEqualTo(TaskState.REASSIGNED);
    assertThat(scene.requests(AccountRequest.PayFromEscrow.class)).isEmpty();
    assertThat(scene.effects).noneMatch(TaskEffect.ChildProofReady.class::isInstance);
  }

  @Test
  void shouldWantAnotherEpochWhereThereIsNoProof() {
    Scene scene = found(adopting(), 1, null);

    assertThat(scene.verdict().reason()).isEqualTo(Reason.UNKNOWN_TASK);
    assertThat(scene.task().state()).isEqualTo(TaskState.REASSIGNED);
  }

  @Test
  void shouldAdoptNothingOnceTheTaskIsOver() {
    Scene scene = adopting().superseded(25);

    assertThat(found(scene, 1, kept(scene, 1)).effects).isEmpty();
    assertThat(scene.task().state()).isEqualTo(TaskState.SUPERSEDED);
  }

  @Test
  void shouldAdoptInTheNextEpochOnlyAndForNoMoreThanTheTaskPays() {
    Scene scene = new Scene().published();

    assertThat(scene.take(adoption(scene, 2, REWARD)).verdict().reason())
        .isEqualTo(Reason.FENCED_EPOCH);
    assertThat(scene.take(adoption(scene, 1, 3 * REWARD)).verdict().reason())
        .isEqualTo(Reason.MALFORMED);
    assertThat(scene.take(adoption(scene, 1, REWARD)).verdict().reason())
        .isEqualTo(Reason.ACCEPTED);
    assertThat(scene.take(adoption(scene, 1, REWARD)).verdict().reason())
        .isEqualTo(Reason.DUPLICATE);
  }

  @Test
  void shouldAdoptNothingBeforeItIsPaidFor() {
    Scene scene = new Scene().announced();

    assertThat(scene.take(adoption(scene, 1, REWARD)).verdict().reason())
        .isEqualTo(Reason.INSUFFICIENT_BOND);
  }

  /** Its owner has no bond at stake here, so it is not whom a withholder has harmed. */
  @Test
  void shouldCompensateTheRequesterAndNotTheOwnerOfAnAdoptedProof() {
    Scene scene = Scene.open(BOB).committed(BOB, 100).pass(700);
    assertThat(scene.task().state()).isEqualTo(TaskState.REASSIGNED);
    scene.take(adoption(scene, 2, REWARD));
    found(scene, 2, kept(scene, 1));

    scene.pass(900);

    assertThat(scene.requests(AccountRequest.SlashBond.class))
        .extracting(AccountRequest.SlashBond::beneficiary)
        .containsExactly(Scene.REQUESTER);
  }
}
