package io.proofworks.settlement.domain;

import static io.proofworks.settlement.domain.Scene.ANN;
import static io.proofworks.settlement.domain.Scene.BOB;
import static io.proofworks.settlement.domain.Scene.BOND;
import static io.proofworks.settlement.domain.Scene.CEM;
import static io.proofworks.settlement.domain.Scene.COMMIT_BY;
import static io.proofworks.settlement.domain.Scene.GRACE;
import static io.proofworks.settlement.domain.Scene.REWARD;
import static io.proofworks.settlement.domain.Scene.WINDOW;
import static io.proofworks.settlement.domain.Scene.hash;
import static io.proofworks.settlement.domain.Scene.key;
import static io.proofworks.settlement.domain.Scene.open;
import static io.proofworks.settlement.domain.Scene.proof;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.MarketRules;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.TaskState;
import io.proofworks.settlement.domain.TaskInput.CommitReceived;
import io.proofworks.settlement.domain.TaskInput.RevealReceived;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What others can write in a prover's name, or write again of what it wrote, costs it nothing. */
final class ForgeriesTest {

  private static CommitReceived forged(CommitReceived c, int epoch) {
    return new CommitReceived(
        c.origin(),
        c.domain(),
        c.taskId(),
        epoch,
        c.prover(),
        hash("anything"),
        c.signed(),
        new byte[] {1});
  }

  private static RevealReceived forged(RevealReceived r, int epoch, int bytes) {
    return new RevealReceived(
        r.origin(),
        r.domain(),
        r.taskId(),
        epoch,
        r.prover(),
        new byte[bytes],
        r.nonce(),
        r.grant(),
        r.signed(),
        new byte[] {1});
  }

  /** While the escrow is not decided everything waits, in a room of 4, of which 2 for a prover. */
  @Test
  void shouldNotLetForgeriesIntoTheRoomForWaitingRecords() {
    // given
    Scene scene = new Scene().announced().assigned(1, ANN, BOB);
    for (int i = 0; i < 10; i++) {
      scene.take(forged(scene.commit(ANN, 90, proof(1, ANN)), 1));
      assertThat(scene.verdict().reason()).isEqualTo(Reason.BAD_SIGNATURE);
    }
    scene.take(scene.commit(ANN, 100, proof(1, ANN)));
    for (int i = 0; i < 10; i++) {
      scene.take(forged(scene.reveal(ANN, 110, proof(1, ANN)), 1, 40));
      assertThat(scene.verdict().reason()).isEqualTo(Reason.UNCOMMITTED);
      assertThat(scene.verdict().author()).isEmpty();
    }

    // when
    scene.revealed(ANN, 150);
    scene.escrow(true).bond(ANN, 100, true);

    // then
    assertThat(scene.task().verifiedBy()).isEqualTo(ANN);
    assertThat(scene.task().waiting()).isEmpty();
  }

  /** The bond of the commit is still being decided. */
  @Test
  void shouldNotLetForgedRevealsWaitForTheBond() {
    Scene scene = open(ANN);
    scene.take(scene.commit(ANN, 100, proof(1, ANN)));
    for (int i = 0; i < 10; i++) {
      scene.take(forged(scene.reveal(ANN, 110, proof(1, ANN)), 1, 40));
      assertThat(scene.verdict().reason()).isEqualTo(Reason.BAD_SIGNATURE);
    }
    scene.revealed(ANN, 150);
    assertThat(scene.verdicts()).isEmpty();

    scene.bond(ANN, 100, true);

    assertThat(scene.verdicts())
        .extracting(VerdictIssued::reason, VerdictIssued::author, VerdictIssued::signed)
        .containsExactly(
            tuple(Reason.ACCEPTED, ANN.hex(), true), tuple(Reason.ACCEPTED, ANN.hex(), true));
  }

  /** A scheduler reads an epoch and REASSIGNED as the end of that epoch. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void shouldNotSayWhatBecameOfAnEpochThatNobodySpeaksOf(int epoch) {
    Scene scene = open(ANN).pass(COMMIT_BY);
    assertThat(scene.task().state()).isEqualTo(TaskState.REASSIGNED);

    scene.take(forged(scene.commit(ANN, COMMIT_BY, proof(1, ANN)), epoch));
    assertThat(scene.verdict().subject().state()).isNull();
    assertThat(scene.verdict().author()).isEmpty();

    scene.take(forged(scene.reveal(ANN, COMMIT_BY, proof(1, ANN)), epoch, 40));
    assertThat(scene.verdict().subject().state()).isNull();
    assertThat(scene.requests(AccountRequest.class)).isEmpty();
  }

  @Test
  void shouldNameWhomADeadlineIsAboutWithoutCallingAnythingSigned() {
    Scene scene = open(ANN, BOB).committed(ANN, 100).pass(100 + WINDOW + 1);
    assertThat(scene.verdict().author()).isEqualTo(ANN.hex());
    assertThat(scene.verdict().signed()).isFalse();

    scene.pass(COMMIT_BY);
    assertThat(scene.verdicts())
        .extracting(VerdictIssued::author, VerdictIssued::signed)
        .containsExactly(tuple(BOB.hex(), false), tuple(ANN.hex(), false));
  }

  @Test
  void shouldNameNobodyAtADeadlineWhoHasNoPartInTheTask() {
    TaskCase task = open(ANN, BOB).committed(ANN, 100).task();
    assertThat(Named.party(task, ANN).address()).isEqualTo(ANN.hex());
    assertThat(Named.party(task, BOB).address()).isEqualTo(BOB.hex());
    assertThat(Named.party(task, Address.ZERO)).isEqualTo(Named.NOBODY);
    assertThatThrownBy(() -> Named.party(task, CEM)).isInstanceOf(IllegalStateException.class);
  }

  /** Its record is on the log for everybody to write again, and would be slashed again. */
  @ParameterizedTest
  @CsvSource({"0, INVALID_PROOF", "3, VERIFIER_STOPPED"})
  void shouldNotReserveABondAgainForACommitThatIsWrittenAgain(int mark, Reason reason) {
    // given
    Scene scene = open(ANN, BOB).committed(BOB, 90).committed(ANN, 100, proof(mark, ANN));
    scene.take(scene.reveal(ANN, 200, proof(mark, ANN)));
    assertThat(scene.verdict().reason()).isEqualTo(reason);

    // when
    scene.take(scene.commit(ANN, 300, proof(mark, ANN)));

    // then
    assertThat(scene.verdict().reason()).isEqualTo(Reason.DUPLICATE);
    assertThat(scene.requests(AccountRequest.ReserveBond.class)).isEmpty();
    scene.take(scene.reveal(ANN, 400, proof(mark, ANN)));
    assertThat(scene.verdict().slashed()).isZero();
  }

  @Test
  void shouldLeaveItToTheAuthorToCommitAgainWhenTheMoneyWasMissing() {
    // given
    Scene scene = open(ANN, BOB);
    scene.take(scene.commit(ANN, 100, proof(1, ANN)));
    scene.bond(ANN, 100, false);

    // when
    scene.take(scene.commit(ANN, 200, proof(1, ANN)));
    Reason ofTheCopy = scene.verdict().reason();
    scene.take(scene.commit(ANN, 201, proof(0, ANN)));

    // then
    assertThat(ofTheCopy).isEqualTo(Reason.DUPLICATE);
    assertThat(scene.requests(AccountRequest.ReserveBond.class)).hasSize(1);
  }

  /**
   * Commits without money cost nothing, and each is kept: a task must not grow by them for ever.
   */
  @Test
  void shouldKeepAFewCommitsWithoutMoneyHoweverManyAreWritten() {
    // given
    Scene scene = open(ANN, BOB);
    Reason last = Reason.ACCEPTED;
    for (int i = 0; i < 50; i++) {
      CommitReceived own = scene.commit(ANN, 100 + i, proof(1, ANN));
      scene.take(
          new CommitReceived(
              own.origin(),
              own.domain(),
              own.taskId(),
              own.epoch(),
              own.prover(),
              hash("commitment " + i),
              own.signed(),
              own.signature()));
      if (!scene.requests(AccountRequest.ReserveBond.class).isEmpty()) {
        scene.bond(ANN, 100 + i, false);
      }
      last = scene.verdict().reason();
    }

    // then
    assertThat(scene.task().commits()).hasSize(Commits.COMMITS_WITHOUT_MONEY);
    assertThat(last).isEqualTo(Reason.INSUFFICIENT_BOND);
    assertThat(scene.committed(BOB, 200).task().state()).isEqualTo(TaskState.COMMITTED);
  }

  /** Else holding back a proof that earns nothing would pay better than revealing it. */
  @Test
  void shouldNotCompensateACommitBehindARewardThatIsDecided() {
    Scene scene = open(ANN, BOB).committed(ANN, 100).committed(BOB, 110).revealed(ANN, 150);

    scene.superseded(200);

    assertThat(scene.requests(AccountRequest.ReleaseBond.class))
        .extracting(AccountRequest.ReleaseBond::account)
        .containsExactly(BOB);
    assertThat(scene.requests(AccountRequest.PayFromEscrow.class)).isEmpty();
  }

  /** Who commits first could still have won: its work is stale by the requester's doing. */
  @Test
  void shouldCompensateACommitThatCouldStillHaveWon() {
    Scene scene = open(ANN, BOB).committed(ANN, 100).committed(BOB, 110).revealed(BOB, 150);

    scene.superseded(200);

    assertThat(scene.requests(AccountRequest.PayFromEscrow.class))
        .extracting(AccountRequest.PayFromEscrow::to)
        .containsExactly(ANN);
  }

  /** What its requester wrote is public before the notice is, and to commit takes no proof. */
  @Test
  void shouldCompensateNoCommitMadeWhenEverybodyCouldKnow() {
    Scene scene = open(ANN, BOB, CEM).committed(ANN, 100).committed(BOB, 101).committed(CEM, 102);

    scene.superseded(200, 101L);

    assertThat(compensated(scene)).containsExactly(ANN, BOB);
    assertThat(scene.requests(AccountRequest.ReleaseBond.class))
        .extracting(AccountRequest.ReleaseBond::account)
        .containsExactly(ANN, BOB, CEM);
    assertThat(scene.requests(AccountRequest.SlashBond.class)).isEmpty();
  }

  @Test
  void shouldNotCompensateItEitherWhereTheWordOnItsBondComesLater() {
    Scene scene = open(ANN, BOB);
    scene.take(scene.commit(ANN, 100, proof(1, ANN)));
    scene.take(scene.commit(BOB, 102, proof(1, BOB)));
    scene.superseded(200, 101L);

    assertThat(compensated(scene.bond(ANN, 210, true))).containsExactly(ANN);
    assertThat(compensated(scene.bond(BOB, 220, true))).isEmpty();
    assertThat(scene.requests(AccountRequest.ReleaseBond.class)).hasSize(1);
  }

  @Test
  void shouldCompensateWhatCameBeforeTheNoticeWhereItOrTheRulesSayNoMore() {
    Scene old = Scene.by(MarketRules.FIRST, ANN).committed(ANN, 150);
    Scene silent = open(ANN).committed(ANN, 150);

    assertThat(compensated(old.superseded(200, 101L))).containsExactly(ANN);
    assertThat(compensated(silent.superseded(200))).containsExactly(ANN);
  }

  private static List<Address> compensated(Scene scene) {
    return scene.requests(AccountRequest.PayFromEscrow.class).stream()
        .map(AccountRequest.PayFromEscrow::to)
        .toList();
  }

  /** A second, different commit was refused; what became of the first must not let it in. */
  @Test
  void shouldNotTakeASecondCommitOnceTheFirstIsLost() {
    Scene scene = open(ANN, BOB).committed(BOB, 90).committed(ANN, 100, proof(0, ANN));
    scene.take(scene.commit(ANN, 110, proof(1, ANN)));
    assertThat(scene.verdict().reason()).isEqualTo(Reason.DOUBLE_COMMIT);
    scene.take(scene.reveal(ANN, 200, proof(0, ANN)));

    scene.take(scene.commit(ANN, 300, proof(1, ANN)));

    assertThat(scene.verdict().reason()).isEqualTo(Reason.DOUBLE_COMMIT);
    assertThat(scene.requests(AccountRequest.ReserveBond.class)).isEmpty();
  }

  /** Who copies a C off the log and has no money for it must not stand in its owner's way. */
  @Test
  void shouldNotLetACopiedCommitmentWithoutMoneyBlockItsOwner() {
    Scene scene = open(ANN, BOB);
    scene.copied(BOB, 90, ANN).bond(BOB, 90, false);

    scene.committed(ANN, 100);

    assertThat(scene.verdict().evidence()).doesNotContainKey("sameCommitmentAs");
    assertThat(scene.revealed(ANN, 200).verdict().rewarded()).isEqualTo(REWARD);
  }

  @ParameterizedTest
  @CsvSource({"149, ACCEPTED", "150, UNREGISTERED", "151, UNREGISTERED"})
  void shouldTakeACommitOfASessionKeyBeforeItsExpiryOnly(long time, Reason reason) {
    Scene scene = open(ANN);
    scene.provers.put(ANN, new ProverKey(key(ANN), 150, false));

    scene.take(scene.commit(ANN, time, proof(1, ANN)));
    if (scene.verdicts().isEmpty()) {
      scene.bond(ANN, time, true);
    }

    assertThat(scene.verdict().reason()).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource({"149, ACCEPTED", "150, UNREGISTERED", "151, UNREGISTERED"})
  void shouldTakeARevealOfASessionKeyBeforeItsExpiryOnly(long time, Reason reason) {
    Scene scene = open(ANN).committed(ANN, 100);
    scene.provers.put(ANN, new ProverKey(key(ANN), 150, false));

    scene.revealed(ANN, time);

    assertThat(scene.verdict().reason()).isEqualTo(reason);
  }

  /** It has held the task up; the supersession only saves its bond. */
  @Test
  void shouldReleaseAnOverdueCommitAtASupersessionAndNotCompensateIt() {
    Scene scene = open(ANN, BOB).committed(ANN, 100).committed(BOB, 400).pass(100 + WINDOW + 1);
    assertThat(scene.task().commitsOf(ANN).findFirst().orElseThrow().status())
        .isEqualTo(CommitEntry.Status.OVERDUE);

    scene.superseded(100 + WINDOW + GRACE);

    assertThat(scene.requests(AccountRequest.ReleaseBond.class))
        .extracting(AccountRequest.ReleaseBond::account)
        .containsExactlyInAnyOrder(ANN, BOB);
    assertThat(scene.requests(AccountRequest.PayFromEscrow.class))
        .extracting(AccountRequest.PayFromEscrow::to, AccountRequest.PayFromEscrow::amount)
        .containsExactly(tuple(BOB, REWARD / 10));
  }

  /** What the copy's author would have of an accomplice that risks nothing. */
  @Test
  void shouldBurnAllOfASlashWhoseVictimHasNoBondAtStake() {
    for (boolean decided : new boolean[] {true, false}) {
      Scene scene = open(ANN, BOB, CEM).committed(CEM, 80);
      scene.take(scene.commit(ANN, 90, proof(1, ANN)));
      if (decided) {
        scene.bond(ANN, 90, false);
      }
      scene.committed(BOB, 100, proof(1, ANN));

      scene.take(scene.reveal(BOB, 200, proof(1, ANN)));

      assertThat(scene.verdict().reason()).isEqualTo(Reason.PLAGIARISED);
      assertThat(scene.verdict().victim()).isNull();
      assertThat(scene.verdict().slashed()).isEqualTo(BOND);
      AccountRequest.SlashBond slash = scene.requests(AccountRequest.SlashBond.class).getFirst();
      assertThat(slash.beneficiary()).isNull();
      assertThat(slash.burned()).isEqualTo(BOND);
    }
  }

  /** Nor one whose own bond is lost already. */
  @Test
  void shouldBurnAllOfASlashWhoseVictimHasLostItsBond() {
    Scene scene = open(ANN, BOB, CEM).committed(CEM, 80).committed(ANN, 90);
    scene.committed(BOB, 150, proof(1, ANN));
    scene.pass(90 + WINDOW + 1);
    assertThat(scene.task().hasAtStake(ANN)).isTrue();
    scene.pass(90 + WINDOW + GRACE + 1);

    scene.take(scene.reveal(BOB, 150 + WINDOW + GRACE, proof(1, ANN)));

    assertThat(scene.verdict().reason()).isEqualTo(Reason.PLAGIARISED);
    assertThat(scene.verdict().victim()).isNull();
  }
}
