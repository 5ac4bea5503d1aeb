package io.proofworks.settlement.domain;

import static io.proofworks.settlement.domain.Scene.ANN;
import static io.proofworks.settlement.domain.Scene.BOB;
import static io.proofworks.settlement.domain.Scene.BOND;
import static io.proofworks.settlement.domain.Scene.CEM;
import static io.proofworks.settlement.domain.Scene.COMMIT_BY;
import static io.proofworks.settlement.domain.Scene.GRACE;
import static io.proofworks.settlement.domain.Scene.REQUESTER;
import static io.proofworks.settlement.domain.Scene.REWARD;
import static io.proofworks.settlement.domain.Scene.WINDOW;
import static io.proofworks.settlement.domain.Scene.hash;
import static io.proofworks.settlement.domain.Scene.open;
import static io.proofworks.settlement.domain.Scene.proof;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.LogClosures;
import io.proofworks.protocol.MarketRules;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.TaskState;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.settlement.domain.TaskInput.CommitReceived;
import io.proofworks.settlement.domain.TaskInput.RevealReceived;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TaskEngineTest {

  private static final Address STRANGER = Address.of(new byte[20]);

  /** A lie in one field of a commit, in the order of the protocol's checks. */
  record CommitLie(Reason reason, UnaryOperator<CommitReceived> lie) {}

  static List<CommitLie> commitLies() {
    return List.of(
        new CommitLie(
            Reason.WRONG_DOMAIN, c -> commit(c, hash("other"), c.epoch(), c.prover(), null, null)),
        new CommitLie(Reason.FENCED_EPOCH, c -> commit(c, c.domain(), 2, c.prover(), null, null)),
        new CommitLie(
            Reason.UNREGISTERED, c -> commit(c, c.domain(), c.epoch(), STRANGER, null, null)),
        new CommitLie(Reason.NOT_ASSIGNED, c -> commit(c, c.domain(), c.epoch(), CEM, null, null)),
        new CommitLie(
            Reason.BAD_SIGNATURE,
            c -> commit(c, c.domain(), c.epoch(), c.prover(), null, new byte[20])),
        new CommitLie(
            Reason.COMMIT_CLOSED,
            c -> commit(c, c.domain(), c.epoch(), c.prover(), COMMIT_BY, null)));
  }

  private static CommitReceived commit(
      CommitReceived c, Hash32 domain, int epoch, Address prover, Long time, byte[] signature) {
    return new CommitReceived(
        time == null ? c.origin() : c.origin().at(time),
        domain,
        c.taskId(),
        epoch,
        prover,
        c.commitment(),
        c.signed(),
        signature == null ? c.signature() : signature);
  }

  @ParameterizedTest
  @MethodSource("commitLies")
  void shouldRefuseACommitThatLies(CommitLie lie) {
    // given
    Scene scene = open(ANN, BOB);

    // when
    scene.take(lie.lie().apply(scene.commit(ANN, 100, proof(1, ANN))));

    // then
    assertThat(scene.verdict().reason()).isEqualTo(lie.reason());
    assertThat(scene.task().commits()).isEmpty();
    assertThat(scene.requests(AccountRequest.class)).isEmpty();
  }

  @Test
  void shouldAnswerTheFirstOfSeveralLies() {
    List<CommitLie> lies = commitLies();
    for (int first = 0; first < lies.size(); first++) {
      Scene scene = open(ANN, BOB);
      CommitReceived commit = scene.commit(ANN, 100, proof(1, ANN));
      for (CommitLie lie : lies.subList(first, lies.size()).reversed()) {
        commit = lie.lie().apply(commit);
      }
      scene.take(commit);
      assertThat(scene.verdict().reason()).isEqualTo(lies.get(first).reason());
    }
  }

  @ParameterizedTest
  @CsvSource({"999, true", "1000, false", "1001, false"})
  void shouldTakeCommitsStrictlyBeforeTheDeadline(long time, boolean taken) {
    Scene scene = open(ANN);
    scene.take(scene.commit(ANN, time, proof(1, ANN)));
    assertThat(scene.task().commits()).hasSize(taken ? 1 : 0);
  }

  @Test
  void shouldTellARepeatFromADoubleCommit() {
    // given
    Scene scene = open(ANN).committed(ANN, 100);

    // when, then
    assertThat(scene.take(scene.commit(ANN, 101, proof(1, ANN))).verdict().reason())
        .isEqualTo(Reason.DUPLICATE);
    assertThat(scene.take(scene.commit(ANN, 102, proof(0, ANN))).verdict().reason())
        .isEqualTo(Reason.DOUBLE_COMMIT);
    assertThat(scene.task().commits()).hasSize(1);
  }

  @Test
  void shouldKeepACopiedCommitmentAsEvidenceOnly() {
    // given
    Scene scene = open(ANN, BOB).committed(ANN, 100);

    // when
    scene.copied(BOB, 101, ANN).bond(BOB, 101, true);

    // then
    assertThat(scene.verdict().evidence()).containsEntry("sameCommitmentAs", ANN.hex());
    assertThat(scene.revealed(ANN, 200).verdict().rewarded()).isEqualTo(REWARD);
    assertThat(scene.take(scene.reveal(BOB, 201, proof(1, ANN))).verdict().reason())
        .isEqualTo(Reason.DIGEST_MISMATCH);
  }

  /** Whose record was refused for a passing reason is public, and has its C taken meanwhile. */
  @Test
  void shouldTakeACommitWhoseCommitmentWasCopiedWhileItWasRefused() {
    // given
    Scene scene = open(ANN, BOB);
    ProverKey ann = scene.provers.remove(ANN);
    scene.take(scene.commit(ANN, 90, proof(1, ANN)));
    assertThat(scene.verdict().reason()).isEqualTo(Reason.UNREGISTERED);
    scene.provers.put(ANN, ann);
    scene.copied(BOB, 95, ANN).bond(BOB, 95, true);

    // when
    scene.committed(ANN, 100);

    // then
    assertThat(scene.verdict().reason()).isEqualTo(Reason.ACCEPTED);
    assertThat(scene.verdict().evidence()).containsEntry("sameCommitmentAs", BOB.hex());
    assertThat(scene.revealed(ANN, 200).verdict().rewarded()).isEqualTo(REWARD);
    scene.pass(95 + WINDOW + 1);
    assertThat(scene.pass(95 + WINDOW + GRACE + 1).verdict().slashed()).isPositive();
    assertThat(scene.verdict().author()).isEqualTo(BOB.hex());
  }

  @Test
  void shouldReserveTheBondBeforeTheCommitCounts() {
    // given
    Scene scene = open(ANN);

    // when
    scene.take(scene.commit(ANN, 100, proof(1, ANN)));

    // then
    assertThat(scene.verdicts()).isEmpty();
    assertThat(scene.requests(AccountRequest.ReserveBond.class))
        .extracting(AccountRequest.ReserveBond::amount)
        .containsExactly(BOND);
    scene.bond(ANN, 100, false);
    assertThat(scene.verdict().reason()).isEqualTo(Reason.INSUFFICIENT_BOND);
  }

  @Test
  void shouldParkARevealUntilTheBondIsDecided() {
    // given
    Scene scene = open(ANN);
    scene.take(scene.commit(ANN, 100, proof(1, ANN)));

    // when
    scene.revealed(ANN, 150);

    // then
    assertThat(scene.verdicts()).isEmpty();
    assertThat(scene.bond(ANN, 100, true).verdicts())
        .extracting(VerdictIssued::kind)
        .containsExactly(VerdictKind.COMMIT, VerdictKind.REVEAL);
    assertThat(scene.task().state()).isEqualTo(TaskState.VERIFIED);
  }

  record RevealLie(Reason reason, UnaryOperator<RevealReceived> lie) {}

  static List<RevealLie> revealLies() {
    return List.of(
        new RevealLie(
            Reason.WRONG_DOMAIN,
            r ->
                reveal(
                    r, hash("other"), r.epoch(), r.prover(), r.origin().time(), r.proof(), null)),
        new RevealLie(
            Reason.FENCED_EPOCH,
            r -> reveal(r, r.domain(), 2, r.prover(), r.origin().time(), r.proof(), null)),
        new RevealLie(
            Reason.UNREGISTERED,
            r -> reveal(r, r.domain(), r.epoch(), STRANGER, r.origin().time(), r.proof(), null)),
        new RevealLie(
            Reason.UNCOMMITTED,
            r -> reveal(r, r.domain(), r.epoch(), BOB, r.origin().time(), r.proof(), null)),
        new RevealLie(
            Reason.REVEAL_TOO_EARLY,
            r -> reveal(r, r.domain(), r.epoch(), r.prover(), 100, r.proof(), null)),
        new RevealLie(
            Reason.OVERSIZED,
            r ->
                reveal(
                    r, r.domain(), r.epoch(), r.prover(), r.origin().time(), new byte[101], null)),
        new RevealLie(
            Reason.BAD_SIGNATURE,
            r ->
                reveal(
                    r,
                    r.domain(),
                    r.epoch(),
                    r.prover(),
                    r.origin().time(),
                    r.proof(),
                    new byte[20])),
        new RevealLie(
            Reason.DIGEST_MISMATCH,
            r ->
                reveal(
                    r,
                    r.domain(),
                    r.epoch(),
                    r.prover(),
                    r.origin().time(),
                    r.proof().length > 100 ? r.proof() : proof(0, ANN),
                    null)));
  }

  private static RevealReceived reveal(
      RevealReceived r,
      Hash32 domain,
      int epoch,
      Address prover,
      long time,
      byte[] proof,
      byte[] signature) {
    return new RevealReceived(
        r.origin().at(time),
        domain,
        r.taskId(),
        epoch,
        prover,
        proof,
        r.nonce(),
        r.grant(),
        r.signed(),
        signature == null ? r.signature() : signature);
  }

  @Test
  void shouldAnswerTheFirstLieOfARevealAndLeaveTheBondAlone() {
    List<RevealLie> lies = revealLies();
    for (int first = 0; first < lies.size(); first++) {
      Scene scene = open(ANN, BOB).committed(ANN, 100);
      RevealReceived honest = scene.reveal(ANN, 200, proof(1, ANN));
      scene.take(lies.get(first).lie().apply(honest));
      assertThat(scene.verdict().reason()).isEqualTo(lies.get(first).reason());
      RevealReceived many = honest;
      for (RevealLie lie : lies.subList(first, lies.size()).reversed()) {
        many = lie.lie().apply(many);
      }
      scene.take(many);
      assertThat(scene.verdict().reason()).isEqualTo(lies.get(first).reason());
      assertThat(scene.requests(AccountRequest.class)).isEmpty();
      assertThat(scene.revealed(ANN, 201).verdict().reason()).isEqualTo(Reason.ACCEPTED);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "100, REVEAL_TOO_EARLY, 0", "101, ACCEPTED, 0", "600, ACCEPTED, 0",
    "601, REVEAL_LATE, 100", "800, REVEAL_LATE, 100", "801, REVEAL_LATE, 0"
  })
  void shouldJudgeARevealByItsWindow(long time, Reason reason, long slashed) {
    // given
    Scene scene = open(ANN).committed(ANN, 100);
    Stream.of(100 + WINDOW + 1, 100 + WINDOW + GRACE + 1)
        .filter(due -> due <= time)
        .forEach(scene::pass);

    // when
    scene.revealed(ANN, time);

    // then
    assertThat(scene.verdict().reason()).isEqualTo(reason);
    assertThat(scene.verdict().slashed()).isEqualTo(slashed);
  }

  /** Its author may have sent it again because nobody answered, or somebody else took it. */
  @ParameterizedTest
  @CsvSource({
    "1, 800, DUPLICATE, true",
    "1, 801, REVEAL_LATE, false",
    "2, 800, DUPLICATE, true",
    "2, 801, DUPLICATE, false",
    "2, 90000, DUPLICATE, false"
  })
  void shouldTellARepeatFromALateRevealByTheRulesOfTheTasksPolicy(
      int rules, long again, Reason reason, boolean signed) {
    // given
    Scene scene = Scene.by(rules, ANN).committed(ANN, 100).revealed(ANN, 200);
    TaskCase before = scene.task();

    // when
    scene.revealed(ANN, again);

    // then
    assertThat(scene.verdicts()).hasSize(1);
    assertThat(scene.verdict().reason()).isEqualTo(reason);
    assertThat(scene.verdict().signed()).as("looked at its signature").isEqualTo(signed);
    assertThat(scene.requests(AccountRequest.class)).isEmpty();
    assertThat(scene.task()).isEqualTo(before);
  }

  @Test
  void shouldCallNothingARepeatThatWasNotAcceptedBefore() {
    Scene withheld = open(ANN).committed(ANN, 100).pass(601).pass(801);
    assertThat(withheld.revealed(ANN, 900).verdict().reason()).isEqualTo(Reason.REVEAL_LATE);

    byte[] invalid = proof(0, ANN);
    Scene slashed = open(ANN).committed(ANN, 100, invalid).take(reveal(ANN, 200, invalid));
    assertThat(slashed.take(reveal(ANN, 900, invalid)).verdict().reason())
        .isEqualTo(Reason.REVEAL_LATE);

    Scene another = open(ANN).committed(ANN, 100).revealed(ANN, 200);
    assertThat(another.take(reveal(ANN, 900, invalid)).verdict().reason())
        .isEqualTo(Reason.REVEAL_LATE);
  }

  private static RevealReceived reveal(Address prover, long time, byte[] proof) {
    return new Scene().reveal(prover, time, proof);
  }

  @Test
  void shouldPayALateRevealLess() {
    Scene scene = open(ANN).committed(ANN, 100).pass(601);
    assertThat(scene.task().state()).isEqualTo(TaskState.REASSIGNED);
    scene.revealed(ANN, 700);
    assertThat(scene.verdict().rewarded()).isEqualTo(REWARD * 4 / 10);
    assertThat(scene.task().state()).isEqualTo(TaskState.VERIFIED);
    assertThat(scene.requests(AccountRequest.SlashBond.class).getFirst().burned()).isEqualTo(25);
  }

  @Test
  void shouldSlashAWithheldCommitOnceAfterTheGrace() {
    // given
    Scene scene = open(ANN).committed(ANN, 100);

    // when
    scene.pass(600);
    assertThat(scene.verdicts()).isEmpty();
    scene.pass(601);
    assertThat(scene.verdict().slashed()).isZero();
    scene.pass(800);
    assertThat(scene.verdicts()).isEmpty();
    scene.pass(801);

    // then
    assertThat(scene.verdict().slashed()).isEqualTo(BOND / 2);
    assertThat(scene.requests(AccountRequest.SlashBond.class))
        .extracting(AccountRequest.SlashBond::beneficiary)
        .containsExactly(REQUESTER);
    assertThat(scene.pass(9_000).verdicts())
        .extracting(VerdictIssued::kind)
        .doesNotContain(VerdictKind.WINDOW);
  }

  @Test
  void shouldCountNoTimeInWhichNobodyCouldReveal() {
    // given: a window to 600 and a grace to 800, the log closed from 500 to 5000
    Scene scene = open(ANN, BOB).committed(ANN, 100).committed(BOB, 100);
    LogClosures closed = LogClosures.NONE.with(new LogClosures.Interval(500, 5_000));
    scene.open = new OpenTime(closed, closed);

    // when, then
    scene.pass(601).pass(801).pass(5_000);
    assertThat(scene.verdicts()).isEmpty();
    scene.revealed(ANN, 5_100);
    assertThat(scene.verdict().reason()).isEqualTo(Reason.ACCEPTED);
    scene.pass(5_101);
    assertThat(scene.verdict().reason()).isEqualTo(Reason.NO_REVEAL);
    assertThat(scene.verdict().slashed()).isZero();
    scene.pass(5_301);
    assertThat(scene.verdict().author()).isEqualTo(BOB.hex());
    assertThat(scene.verdict().slashed()).isEqualTo(BOND / 2);
  }

  @Test
  void shouldLookAgainWhenADeadlineHasBeenMoved() {
    Scene scene = open(ANN, BOB).committed(ANN, 100);
    LogClosures closed = LogClosures.NONE.with(new LogClosures.Interval(500, 5_000));
    scene.open = new OpenTime(closed, closed);

    scene.pass(601);
    assertThat(scene.effects).contains(new TaskEffect.DeadlineSet(Scene.TASK, 5_101));
    scene.pass(801).pass(1_000);
    assertThat(scene.effects).contains(new TaskEffect.DeadlineSet(Scene.TASK, 5_500));
    scene.pass(5_101);
    assertThat(scene.effects).contains(new TaskEffect.DeadlineSet(Scene.TASK, 5_301));
    assertThat(scene.take(scene.commit(BOB, 5_499, proof(1, BOB))).verdicts()).isEmpty();
    assertThat(scene.task().commits()).hasSize(2);
  }

  @Test
  void shouldSlashAWithholderThoughTheBatchWasSettledInItsGrace() {
    // given
    Scene scene = open(ANN, BOB).committed(ANN, 100).committed(BOB, 200).revealed(BOB, 300);
    scene.pass(601);

    // when
    scene.closed(700, TaskState.SETTLED);
    assertThat(scene.requests(AccountRequest.ReleaseBond.class)).isEmpty();
    scene.pass(801);

    // then
    assertThat(scene.verdict().author()).isEqualTo(ANN.hex());
    assertThat(scene.verdict().slashed()).isEqualTo(BOND / 2);
    assertThat(scene.requests(AccountRequest.SlashBond.class))
        .extracting(AccountRequest.SlashBond::beneficiary)
        .containsExactly(BOB);
  }

  @Test
  void shouldSaveMostOfTheBondByALateRevealAfterTheEndAndPayNothing() {
    // given
    Scene scene = open(ANN, BOB).committed(ANN, 100).committed(BOB, 200).revealed(BOB, 300);
    scene.pass(601).closed(700, TaskState.SETTLED);

    // when
    scene.revealed(ANN, 750);

    // then
    assertThat(scene.verdict().reason()).isEqualTo(Reason.REVEAL_LATE);
    assertThat(scene.verdict().slashed()).isEqualTo(BOND / 10);
    assertThat(scene.verdict().rewarded()).isZero();
    assertThat(scene.requests(AccountRequest.PayFromEscrow.class)).isEmpty();
    assertThat(scene.pass(801).verdicts()).isEmpty();
  }

  @Test
  void shouldReleaseALiveCommitWhenTheBatchIsSettled() {
    Scene scene = open(ANN, BOB).committed(ANN, 100).committed(BOB, 200).revealed(BOB, 300);
    scene.closed(400, TaskState.SETTLED);
    assertThat(scene.requests(AccountRequest.ReleaseBond.class))
        .extracting(AccountRequest.ReleaseBond::account)
        .containsExactly(ANN);
  }

  @Test
  void shouldGiveTheSlashToWhoRescuedTheTask() {
    Scene scene = open(ANN, BOB).committed(ANN, 100).committed(BOB, 101).revealed(BOB, 200);
    scene.pass(601).pass(602).pass(801);
    assertThat(scene.requests(AccountRequest.SlashBond.class))
        .extracting(AccountRequest.SlashBond::beneficiary)
        .containsExactly(BOB);
  }

  @Test
  void shouldRewardTheEarliestCommitAndNotTheEarliestReveal() {
    // given
    Scene scene = open(ANN, BOB).committed(ANN, 100).committed(BOB, 101);

    // when
    scene.revealed(BOB, 200);
    assertThat(scene.verdict().rewarded()).isZero();
    scene.revealed(ANN, 300);

    // then
    assertThat(scene.verdict().rewarded()).isEqualTo(REWARD);
    assertThat(scene.effects).noneMatch(TaskEffect.ChildProofReady.class::isInstance);
    assertThat(scene.requests(AccountRequest.ClaimStatement.class)).hasSize(1);
  }

  @Test
  void shouldDecideTheRewardWhenTheEarlierCommitCanNoLongerWin() {
    Scene scene =
        open(ANN, BOB).committed(ANN, 100).committed(BOB, 101).revealed(BOB, 200).pass(601);
    assertThat(scene.verdict().author()).isEqualTo(BOB.hex());
    assertThat(scene.verdict().rewarded()).isEqualTo(REWARD);
  }

  @Test
  void shouldLetNoDeadlineOfACommitPassBeforeItsAcceptanceCouldBeRead() {
    Scene scene = open(ANN).accepted(ANN, 100);

    scene.pass(601).pass(801).pass(90_000);

    assertThat(scene.verdicts()).isEmpty();
    assertThat(scene.task().commits().getFirst().status()).isEqualTo(CommitEntry.Status.LIVE);
    scene.revealed(ANN, 90_001);
    assertThat(scene.verdict().reason()).isEqualTo(Reason.ACCEPTED);
    assertThat(scene.verdict().rewarded()).isEqualTo(REWARD);
  }

  @ParameterizedTest
  @CsvSource({"0, ACCEPTED", "1, REVEAL_LATE"})
  void shouldCountTheWindowFromWhenTheAcceptanceCouldBeRead(long over, Reason reason) {
    long opened = 20_000;
    Scene scene = open(ANN).accepted(ANN, 100).opened(ANN, opened);

    scene.revealed(ANN, opened + WINDOW + over);

    assertThat(scene.verdict().reason()).isEqualTo(reason);
  }

  @Test
  void shouldSlashAWithholderOnceItsWindowHasBeenOpenedLate() {
    Scene scene = open(ANN).accepted(ANN, 100).pass(5_000).opened(ANN, 20_000);
    assertThat(scene.effects).contains(new TaskEffect.DeadlineSet(Scene.TASK, 20_000 + WINDOW + 1));

    scene.pass(20_000 + WINDOW + 1).pass(20_000 + WINDOW + GRACE + 1);

    assertThat(scene.verdict().reason()).isEqualTo(Reason.NO_REVEAL);
    assertThat(scene.verdict().slashed()).isEqualTo(BOND / 2);
  }

  @Test
  void shouldGiveTheAddresseesOfALateAssignmentAsLongAsThoseOfOneInTime() {
    Epoch late = Epoch.begun(1, List.of(ANN), false, 10_000, 10_001, 2_000, REWARD);
    Scene scene = new Scene().published();
    scene.take(
        new TaskInput.Assigned(scene.at("assignments", 10_000), Scene.DOMAIN, Scene.TASK, late));

    scene.committed(ANN, 11_999);

    assertThat(scene.verdict().reason()).isEqualTo(Reason.ACCEPTED);
    assertThat(late.commitBy()).isEqualTo(12_000);
    assertThat(Epoch.begun(1, List.of(ANN), false, 10_000, 60_000, 2_000, 0).commitBy())
        .isEqualTo(60_000);
  }

  @Test
  void shouldOpenAWindowOnceAndNeverBeforeItsCommit() {
    Scene scene = open(ANN).accepted(ANN, 100).opened(ANN, 90).opened(ANN, 50_000);

    CommitEntry.Window window = scene.task().commits().getFirst().window();

    assertThat(window).isEqualTo(new CommitEntry.Window(100, 100 + WINDOW, 100 + WINDOW + GRACE));
  }

  @Test
  void shouldOpenNoWindowForAnotherMarketsAcceptanceOrACommitThatIsDecided() {
    Scene scene = open(ANN, BOB).accepted(ANN, 100).accepted(BOB, 101).revealed(BOB, 200);
    Hash32 ann = scene.task().commitsOf(ANN).findFirst().orElseThrow().bondId();

    scene
        .take(
            new TaskInput.WindowOpened(
                scene.at("windows", 300), Scene.hash("another market"), Scene.TASK, ann))
        .opened(BOB, 300);

    assertThat(scene.effects).isEmpty();
    assertThat(scene.task().commits()).extracting(CommitEntry::window).containsOnlyNulls();
  }

  /** Its bond was decided so late that its reveal had to wait: it could not come sooner. */
  @Test
  void shouldTakeARevealThatWaitedForItsBondAsInTime() {
    Scene scene = Scene.open(ANN, BOB);
    scene.take(scene.commit(ANN, 30, Scene.proof(1, ANN)));
    scene.committed(BOB, 40).revealed(BOB, 50);
    scene.take(scene.reveal(ANN, 30 + Scene.WINDOW + 1, Scene.proof(1, ANN)));

    scene.bond(ANN, 30 + Scene.WINDOW + 2, true);

    assertThat(scene.verdicts())
        .filteredOn(v -> v.rewarded() > 0)
        .extracting(VerdictIssued::kind, VerdictIssued::reason, VerdictIssued::author)
        .containsExactly(tuple(VerdictKind.REVEAL, Reason.ACCEPTED, ANN.hex()));
  }

  @Test
  void shouldPayOnlyAfterTheStatementIsClaimed() {
    // given
    Scene scene = open(ANN).committed(ANN, 100).revealed(ANN, 200);
    assertThat(scene.requests(AccountRequest.PayFromEscrow.class)).isEmpty();

    // when
    scene.take(
        new TaskInput.StatementAnswered(
            scene.at("answers", 200), Scene.TASK, true, Scene.TASK, 200L));

    // then
    assertThat(scene.requests(AccountRequest.PayFromEscrow.class))
        .extracting(AccountRequest.PayFromEscrow::to, AccountRequest.PayFromEscrow::amount)
        .containsExactly(tuple(ANN, REWARD));
  }

  @Test
  void shouldNotPayAStatementTwice() {
    Scene scene = open().committed(ANN, 100).revealed(ANN, 200);
    scene.take(
        new TaskInput.StatementAnswered(
            scene.at("answers", 200), Scene.TASK, false, hash("x"), 150L));
    assertThat(scene.requests(AccountRequest.PayFromEscrow.class)).isEmpty();
    assertThat(scene.verdict().reason()).isEqualTo(Reason.DUPLICATE);
  }

  @Test
  void shouldNameTheVictimOfACopiedProof() {
    // given
    byte[] stolen = proof(1, ANN);
    Scene scene = open(ANN, BOB).committed(ANN, 100).committed(BOB, 101, stolen);

    // when
    scene.take(scene.reveal(BOB, 200, stolen));

    // then
    assertThat(scene.verdict().reason()).isEqualTo(Reason.PLAGIARISED);
    assertThat(scene.verdict().victim()).isEqualTo(ANN);
    assertThat(scene.verdict().slashed()).isEqualTo(BOND);
    assertThat(scene.requests(AccountRequest.SlashBond.class).getFirst().beneficiary())
        .isEqualTo(ANN);
    assertThat(scene.revealed(ANN, 300).verdict().rewarded()).isEqualTo(REWARD);
  }

  @ParameterizedTest
  @CsvSource({
    "0, INVALID_PROOF, 800",
    "2, NON_CANONICAL, 800",
    "3, VERIFIER_STOPPED, 0",
    "4, UNSUPPORTED, 0"
  })
  void shouldTurnAFailedProofIntoAnotherEpoch(int mark, Reason reason, long slashed) {
    Scene scene = open(ANN).committed(ANN, 100, proof(mark, ANN));
    scene.take(scene.reveal(ANN, 200, proof(mark, ANN)));
    assertThat(scene.verdict().reason()).isEqualTo(reason);
    assertThat(scene.verdict().slashed()).isEqualTo(slashed);
    assertThat(scene.task().state()).isEqualTo(TaskState.REASSIGNED);
  }

  /**
   * No bond for a proof that nobody here can judge; what it is rated by is that it is of no use.
   */
  @ParameterizedTest
  @CsvSource({"3, false", "4, true"})
  void shouldReleaseTheBondOfAProofThatItCannotJudge(int mark, boolean rated) {
    // given
    Scene scene = open(ANN).committed(ANN, 100, proof(mark, ANN));

    // when
    scene.take(scene.reveal(ANN, 200, proof(mark, ANN)));

    // then
    assertThat(scene.requests(AccountRequest.SlashBond.class)).isEmpty();
    assertThat(scene.requests(AccountRequest.ReleaseBond.class))
        .singleElement()
        .extracting(AccountRequest.ReleaseBond::performance)
        .isEqualTo(rated ? new Performance(scene.task().task().taskClass(), false) : null);
    scene.take(scene.reveal(ANN, 201, proof(mark, ANN)));
    assertThat(scene.verdict().reason()).isEqualTo(Reason.STALE);
  }

  @Test
  void shouldCloseTheTaskToCommitsAfterTheFirstAcceptedReveal() {
    Scene scene = open(ANN, BOB).committed(ANN, 100).revealed(ANN, 200);
    scene.take(scene.commit(BOB, 201, proof(1, BOB)));
    assertThat(scene.verdict().reason()).isEqualTo(Reason.COMMIT_CLOSED);
  }

  private static Scene lastEpoch(Scene scene) {
    for (int epoch = 2; epoch * COMMIT_BY <= Scene.LAST_COMMIT; epoch++) {
      scene.pass((epoch - 1) * COMMIT_BY).assigned(epoch, BOB);
    }
    return scene.pass(Scene.LAST_COMMIT);
  }

  /** Its requester has chosen the task's last moment, and no proof may be as quick. */
  @Test
  void shouldRateNobodyForAnEpochThatTheLastMomentCutsShort() {
    Scene scene = lastEpoch(open(ANN));
    assertThat(scene.verdict().reason()).isEqualTo(Reason.COMMIT_CLOSED);
    assertThat(scene.requests(AccountRequest.Rate.class)).isEmpty();

    Scene before = lastEpoch(Scene.by(MarketRules.FIRST, ANN));
    assertThat(before.requests(AccountRequest.Rate.class)).hasSize(1);
  }

  @Test
  void shouldAskForAnotherEpochOnceWhenAllStaySilent() {
    // given
    Scene scene = open(ANN, BOB);

    // when
    scene.pass(COMMIT_BY - 1);
    assertThat(scene.verdicts()).isEmpty();
    scene.pass(COMMIT_BY);

    // then
    assertThat(scene.verdicts())
        .extracting(v -> v.subject().state())
        .containsExactly(TaskState.ASSIGNED, TaskState.REASSIGNED);
    assertThat(scene.requests(AccountRequest.Rate.class)).hasSize(2);
    assertThat(scene.assigned(2, CEM).verdict().reason()).isEqualTo(Reason.ACCEPTED);
    assertThat(scene.assigned(2, CEM).verdict().reason()).isEqualTo(Reason.DUPLICATE);
    assertThat(scene.assigned(4, CEM).verdict().reason()).isEqualTo(Reason.FENCED_EPOCH);
  }

  @Test
  void shouldNotReassignWhileACommitIsLive() {
    Scene scene = open(ANN, BOB).committed(ANN, 700).pass(COMMIT_BY);
    assertThat(scene.verdicts())
        .extracting(VerdictIssued::author, v -> v.subject().state())
        .containsExactly(tuple(BOB.hex(), TaskState.COMMITTED));
  }

  @Test
  void shouldLeaveTheNewEpochAsItIsWhenACommitOfAnOlderOneIsAccepted() {
    // given
    Scene scene = open(ANN);
    scene.take(scene.commit(ANN, 100, proof(1, ANN)));
    scene.assigned(2, BOB);

    // when
    scene.bond(ANN, 110, true);

    // then
    assertThat(scene.task().commits().getFirst().status()).isEqualTo(CommitEntry.Status.LIVE);
    assertThat(scene.task().state()).isEqualTo(TaskState.ASSIGNED);
  }

  @Test
  void shouldReleaseAndCompensateStaleWork() {
    // given
    Scene scene = open(ANN).committed(ANN, 100);

    // when
    scene.superseded(150);

    // then
    assertThat(scene.requests(AccountRequest.class))
        .extracting(r -> r.getClass().getSimpleName())
        .containsExactly("ReleaseBond", "PayFromEscrow", "RefundEscrow");
    assertThat(scene.revealed(ANN, 200).verdict().reason()).isEqualTo(Reason.STALE);
    assertThat(scene.take(scene.commit(ANN, 201, proof(1, ANN))).verdict().reason())
        .isEqualTo(Reason.STALE);
    assertThat(scene.superseded(202).verdict().reason()).isEqualTo(Reason.DUPLICATE);
    assertThat(scene.pass(9_000).verdicts()).isEmpty();
  }

  @Test
  void shouldAcceptThenCompensateACommitWhoseBondComesAfterSupersession() {
    Scene scene = open(ANN);
    scene.take(scene.commit(ANN, 100, proof(1, ANN)));
    scene.superseded(150);
    assertThat(scene.requests(AccountRequest.RefundEscrow.class)).isEmpty();
    scene.bond(ANN, 100, true);
    assertThat(scene.verdict().reason()).isEqualTo(Reason.ACCEPTED);
    assertThat(scene.requests(AccountRequest.class))
        .extracting(r -> r.getClass().getSimpleName())
        .containsExactly("ReleaseBond", "PayFromEscrow", "RefundEscrow");
  }

  /** Who takes its stake away once it was asked, and commits at the last moment. */
  @Test
  void shouldRateWhoHadNoMoneyForItsCommitAsSilentOnceTheEpochLapsed() {
    // given
    Scene scene = open(ANN, BOB).committed(BOB, 50);
    scene.take(scene.commit(ANN, COMMIT_BY - 1, proof(1, ANN)));
    assertThat(scene.pass(COMMIT_BY).requests(AccountRequest.Rate.class)).isEmpty();

    // when
    scene.bond(ANN, COMMIT_BY + 5, false);

    // then
    assertThat(scene.verdicts())
        .extracting(VerdictIssued::kind, VerdictIssued::author, VerdictIssued::reason)
        .containsExactly(
            tuple(VerdictKind.COMMIT, ANN.hex(), Reason.INSUFFICIENT_BOND),
            tuple(VerdictKind.ASSIGNMENT, ANN.hex(), Reason.COMMIT_CLOSED));
    assertThat(scene.requests(AccountRequest.Rate.class))
        .extracting(AccountRequest.Rate::account, rate -> rate.performance().success())
        .containsExactly(tuple(ANN, false));
  }

  /** Until the epoch lapses it may still find the money, and then it is called silent, once. */
  @Test
  void shouldNotCallSilentWhoMayStillCommitWithMoney() {
    Scene scene = open(ANN);
    scene.take(scene.commit(ANN, 100, proof(1, ANN))).bond(ANN, 101, false);
    assertThat(scene.requests(AccountRequest.Rate.class)).isEmpty();

    scene.pass(COMMIT_BY);

    assertThat(scene.requests(AccountRequest.Rate.class)).hasSize(1);
    assertThat(scene.task().state()).isEqualTo(TaskState.REASSIGNED);
  }

  @Test
  void shouldFailATaskWithoutEscrowAndCloseItToTheCommitsThatWaited() {
    // given
    Scene scene = new Scene().announced().assigned(1, ANN);
    scene.take(scene.commit(ANN, 100, proof(1, ANN)));
    assertThat(scene.verdicts()).isEmpty();

    // when
    scene.escrow(false);

    // then
    assertThat(scene.verdicts())
        .extracting(VerdictIssued::reason)
        .containsExactly(Reason.INSUFFICIENT_BOND, Reason.COMMIT_CLOSED);
    assertThat(scene.requests(AccountRequest.class)).isEmpty();
    assertThat(scene.task().state()).isEqualTo(TaskState.FAILED);
  }

  /** As after an outage: everything is read before the account side has answered anything. */
  @Test
  void shouldLetARevealWaitForItsCommitThatWaitsForTheEscrow() {
    // given
    Scene scene = new Scene().announced().assigned(1, ANN);
    scene.take(scene.commit(ANN, 100, proof(1, ANN)));

    // when
    scene.revealed(ANN, 150);
    assertThat(scene.verdicts()).isEmpty();
    scene.escrow(true);
    scene.bond(ANN, 100, true);

    // then
    assertThat(scene.verdicts())
        .extracting(VerdictIssued::reason)
        .containsExactly(Reason.ACCEPTED, Reason.ACCEPTED);
    assertThat(scene.task().isVerified()).isTrue();
  }

  @Test
  void shouldKeepRoomForARevealWhenRepeatsAndOthersFillIt() {
    // given
    Scene scene = new Scene().announced().assigned(1);
    scene.take(scene.commit(ANN, 100, proof(1, ANN)));
    scene.take(scene.commit(ANN, 101, proof(1, ANN)));
    assertThat(scene.verdict().reason()).isEqualTo(Reason.DUPLICATE);
    scene.take(scene.commit(BOB, 102, proof(1, BOB)));
    scene.take(scene.commit(CEM, 103, proof(1, CEM)));
    scene.take(scene.commit(CEM, 104, proof(0, CEM)));

    // when
    scene.revealed(ANN, 150);
    assertThat(scene.verdicts()).isEmpty();
    scene.escrow(true);
    scene.bond(ANN, 100, true);

    // then
    assertThat(scene.task().verifiedBy()).isEqualTo(ANN);
  }

  /** A room of 4, of which 2 for a prover. */
  @Test
  void shouldLetOnlySoManyRecordsOfAProverAndOfATaskWait() {
    Scene scene = new Scene().announced().assigned(1);
    scene.take(scene.commit(CEM, 100, proof(0, CEM)));
    scene.take(scene.commit(CEM, 101, proof(1, CEM)));

    scene.take(scene.commit(CEM, 102, proof(2, CEM)));
    assertThat(scene.verdict().reason()).as("its third").isEqualTo(Reason.COMMIT_CLOSED);
    scene.take(scene.commit(BOB, 103, proof(1, BOB)));
    scene.take(scene.commit(ANN, 104, proof(1, ANN)));
    assertThat(scene.verdicts()).as("room of others").isEmpty();
    scene.take(scene.commit(BOB, 105, proof(0, BOB)));
    assertThat(scene.verdict().reason()).as("the fifth").isEqualTo(Reason.COMMIT_CLOSED);

    assertThat(scene.task().waiting()).hasSize(4);
  }

  @Test
  void shouldRefundWhatIsLeftWhenTheTaskEnds() {
    Scene scene = new Scene().published().closed(50, TaskState.FAILED);
    assertThat(scene.requests(AccountRequest.RefundEscrow.class)).hasSize(1);
  }

  @Test
  void shouldGiveEveryInputOneAnswer() {
    List<Hash32> answers = new ArrayList<>();
    Scene scene = open(ANN, BOB);
    scene.take(scene.commit(ANN, 100, proof(1, ANN)));
    scene.verdicts().forEach(v -> answers.add(v.id()));
    scene.revealed(ANN, 150);
    scene.verdicts().forEach(v -> answers.add(v.id()));
    scene.revealed(ANN, 151);
    scene.verdicts().forEach(v -> answers.add(v.id()));
    scene.bond(ANN, 100, true);
    scene.verdicts().forEach(v -> answers.add(v.id()));
    assertThat(answers).hasSize(3).doesNotHaveDuplicates();
    assertThat(scene.verdict().reason()).isEqualTo(Reason.DUPLICATE);
  }
}
