package io.proofworks.settlement;

import static io.proofworks.settlement.Market.ANN;
import static io.proofworks.settlement.Market.BOB;
import static io.proofworks.settlement.Market.hash;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.proofworks.avro.Assignment;
import io.proofworks.avro.Commitment;
import io.proofworks.avro.Registration;
import io.proofworks.avro.Reveal;
import io.proofworks.avro.Stake;
import io.proofworks.avro.Task;
import io.proofworks.avro.TaskClosed;
import io.proofworks.avro.TaskRecord;
import io.proofworks.avro.TaskSuperseded;
import io.proofworks.messages.SignedMessages;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import io.proofworks.settlement.domain.VerdictIssued;
import io.proofworks.settlement.records.MarketRecords;
import io.proofworks.settlement.testing.RealProofs;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What an unsigned copy, a copy as it stands, another order and a differing copy do of everything
 * that settlement reads, with the real records, signatures and partitions: the rows of
 * docs/authorship.md.
 */
final class AuthorshipTest {

  private static final Hash32 TASK = hash("task");
  private static final RealProofs.Sp1Proof PROOF = RealProofs.sp1();
  private static final Commitment COMMIT = Market.commitment(TASK, 1, ANN, PROOF.proof());
  private static final Reveal REVEAL = Market.reveal(TASK, 1, ANN, PROOF.proof());
  private static final String OTHER = hash("other").hex();

  private final Bench bench = new Bench();

  @BeforeEach
  void open() {
    bench.publish(TASK, PROOF);
  }

  /**
   * @param what is wrong with the signature
   */
  record Forgery(String what, ByteBuffer signature) {
    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Forgery> forgedCommits() {
    Commitment byBob = SignedMessages.sign(Commitment.newBuilder(COMMIT).build(), BOB.session());
    return Stream.of(
        new Forgery("none", ByteBuffer.allocate(0)),
        new Forgery("zeros", ByteBuffer.allocate(64)),
        new Forgery("another's", byBob.getSignature()),
        new Forgery("of another record", REVEAL.getSignature()));
  }

  static Stream<Forgery> forgedReveals() {
    Reveal byBob = SignedMessages.sign(Reveal.newBuilder(REVEAL).build(), BOB.session());
    return Stream.of(
        new Forgery("none", ByteBuffer.allocate(0)),
        new Forgery("zeros", ByteBuffer.allocate(64)),
        new Forgery("another's", byBob.getSignature()),
        new Forgery("of another record", COMMIT.getSignature()));
  }

  // market.commitments ------------------------------------------------------------------------

  @ParameterizedTest
  @MethodSource("forgedCommits")
  void shouldNameNobodyForACommitInAnothersNameAndTakeTheOwn(Forgery forgery) {
    Commitment forged =
        Commitment.newBuilder(COMMIT)
            .setCommitment(OTHER)
            .setSignature(forgery.signature())
            .build();

    for (int i = 0; i < 20; i++) {
      requireNobody(Reason.BAD_SIGNATURE, commit(forged));
    }

    requireOf(ANN.hex(), Reason.ACCEPTED, commit(COMMIT));
    requireOf(ANN.hex(), Reason.ACCEPTED, reveal(REVEAL));
  }

  @ParameterizedTest
  @MethodSource("forgedCommits")
  void shouldNameNobodyForAnUnsignedCopyOfACommit(Forgery forgery) {
    commit(COMMIT);

    requireNobody(
        Reason.BAD_SIGNATURE,
        commit(Commitment.newBuilder(COMMIT).setSignature(forgery.signature()).build()));

    requireOf(ANN.hex(), Reason.ACCEPTED, reveal(REVEAL));
  }

  @Test
  void shouldAnswerACopiedCommitAsARepeatThatChangesNothing() {
    commit(COMMIT);

    requireOf(ANN.hex(), Reason.DUPLICATE, commit(COMMIT));

    requireOf(ANN.hex(), Reason.ACCEPTED, reveal(REVEAL));
  }

  @Test
  void shouldKeepTheFirstOfTwoCommitsOfTheirAuthor() {
    commit(COMMIT);

    requireOf(
        ANN.hex(), Reason.DOUBLE_COMMIT, commit(Market.commitment(TASK, 1, ANN, new byte[] {1})));

    requireOf(ANN.hex(), Reason.ACCEPTED, reveal(REVEAL));
  }

  // market.reveals ----------------------------------------------------------------------------

  @ParameterizedTest
  @MethodSource("forgedReveals")
  void shouldNameNobodyForARevealInAnothersNameAndTakeTheOwn(Forgery forgery) {
    commit(COMMIT);
    Reveal forged =
        Reveal.newBuilder(REVEAL)
            .setProof(ByteBuffer.wrap(new byte[] {1, 2, 3}))
            .setNonce(OTHER)
            .setSignature(forgery.signature())
            .build();

    for (int i = 0; i < 20; i++) {
      requireNobody(Reason.BAD_SIGNATURE, reveal(forged));
    }

    requireOf(ANN.hex(), Reason.ACCEPTED, reveal(REVEAL));
  }

  /** Also one that has the proof right: whoever reads the log can copy it. */
  @ParameterizedTest
  @MethodSource("forgedReveals")
  void shouldNameNobodyForAnUnsignedCopyOfAReveal(Forgery forgery) {
    commit(COMMIT);
    Reveal forged = Reveal.newBuilder(REVEAL).setSignature(forgery.signature()).build();

    requireNobody(Reason.BAD_SIGNATURE, reveal(forged));

    requireOf(ANN.hex(), Reason.ACCEPTED, reveal(REVEAL));
    requireNobody(Reason.BAD_SIGNATURE, reveal(forged));
  }

  @Test
  void shouldNameNobodyForAForgedRevealOfWhoHasNotCommitted() {
    requireNobody(
        Reason.UNCOMMITTED,
        reveal(Reveal.newBuilder(REVEAL).setSignature(ByteBuffer.allocate(64)).build()));

    requireOf(ANN.hex(), Reason.ACCEPTED, commit(COMMIT));
  }

  @Test
  void shouldAnswerACopiedRevealAsARepeatThatChangesNothing() {
    commit(COMMIT);
    reveal(REVEAL);

    requireOf(ANN.hex(), Reason.DUPLICATE, reveal(REVEAL));
  }

  @Test
  void shouldTakeARevealOnceItComesAfterItsCommit() {
    requireNobody(Reason.UNCOMMITTED, reveal(REVEAL));
    commit(COMMIT);

    requireOf(ANN.hex(), Reason.ACCEPTED, reveal(REVEAL));
  }

  /** A reveal may wait for its turn, or for its bond, while its owner registers another key. */
  @Test
  void shouldJudgeARecordByTheKeyThatItsAuthorHadWhenItWasAppended() {
    commit(COMMIT);
    bench.append(Topics.REVEALS, TASK.hex(), REVEAL);
    bench.changeKey(ANN, Market.REQUESTER);
    bench.changeKey(ANN, Market.REQUESTER); // the same key anew, with another vendor for instance

    requireOf(ANN.hex(), Reason.ACCEPTED, bench.letTimePass());
  }

  @Test
  void shouldTakeNothingThatIsSignedWithAKeyThatWasGivenUpBefore() {
    commit(COMMIT);
    bench.changeKey(ANN, Market.REQUESTER);

    requireNobody(Reason.BAD_SIGNATURE, reveal(REVEAL));
  }

  @Test
  void shouldLeaveTheCommitToAnotherRevealWhenItsAuthorDiffers() {
    commit(COMMIT);

    requireOf(
        ANN.hex(), Reason.DIGEST_MISMATCH, reveal(Market.reveal(TASK, 1, ANN, new byte[] {1})));

    requireOf(ANN.hex(), Reason.ACCEPTED, reveal(REVEAL));
  }

  // market.registrations ----------------------------------------------------------------------

  @Test
  void shouldNameNobodyForARegistrationThatItsOwnerHasNotSigned() {
    Registration own = Market.registration(ANN, 7);
    Registration byBob = SignedMessages.sign(Registration.newBuilder(own).build(), BOB.owner());
    Registration changed = Registration.newBuilder(own).setVendor("another").build();
    Registration unsigned =
        Registration.newBuilder(own).setSignature(ByteBuffer.allocate(0)).build();

    for (Registration forged : List.of(byBob, changed, unsigned)) {
      requireNobody(Reason.BAD_SIGNATURE, bench.register(forged));
    }
    bench.stake(Market.deposit(ANN, 1, "first"));
    requireOf(ANN.hex(), Reason.ACCEPTED, bench.register(own));
    for (Registration forged : List.of(byBob, changed, unsigned)) {
      requireNobody(Reason.BAD_SIGNATURE, bench.register(forged));
    }
  }

  @Test
  void shouldTakeNoRegistrationTwiceAndNoneThatIsOlder() {
    Registration older = Market.registration(ANN, 7);
    Registration newer = Market.registration(ANN, 8);

    bench.stake(Market.deposit(ANN, 1, "first"));
    requireOf(ANN.hex(), Reason.ACCEPTED, bench.register(newer));
    requireOf(ANN.hex(), Reason.DUPLICATE, bench.register(newer));
    requireOf(ANN.hex(), Reason.DUPLICATE, bench.register(older));
  }

  // market.stakes -----------------------------------------------------------------------------

  @Test
  void shouldNameNobodyForAStakeAndCountItOnce() {
    Stake deposit = Market.deposit(ANN, 500, "event");
    Stake differing = Market.deposit(ANN, 900, "event");

    requireNobody(Reason.ACCEPTED, bench.stake(deposit));
    requireNobody(Reason.DUPLICATE, bench.stake(deposit));
    requireNobody(Reason.DUPLICATE, bench.stake(differing));
    requireNobody(Reason.INSUFFICIENT_BOND, bench.stake(Market.withdrawal(ANN, 501, "out")));
  }

  /** A bridge may report the withdrawal first; it is tried again under its reference. */
  @Test
  void shouldTakeAStakeAgainThatCameBeforeItsMoney() {
    Stake withdrawal = Market.withdrawal(ANN, 500, "out");

    requireNobody(Reason.INSUFFICIENT_BOND, bench.stake(withdrawal));
    requireNobody(Reason.ACCEPTED, bench.stake(Market.deposit(ANN, 500, "in")));
    requireNobody(Reason.ACCEPTED, bench.stake(withdrawal));
  }

  // market.tasks, market.assignments ----------------------------------------------------------

  @Test
  void shouldKeepTheTermsOfATaskThatIsPublishedAgain() {
    TaskRecord again = Market.task(TASK, PROOF);
    Task cheaper = Task.newBuilder((Task) again.getEvent()).setMaxProofBytes(1).build();
    TaskRecord differing = TaskRecord.newBuilder(again).setEvent(cheaper).build();

    requireNobody(Reason.DUPLICATE, bench.put(Topics.TASKS, TASK.hex(), again));
    requireNobody(Reason.DUPLICATE, bench.put(Topics.TASKS, TASK.hex(), differing));

    commit(COMMIT);
    requireOf(ANN.hex(), Reason.ACCEPTED, reveal(REVEAL));
  }

  @Test
  void shouldNameNobodyForATaskAndEndItOnce() {
    Hash32 next = hash("next");
    TaskRecord ended = record(next, new TaskSuperseded(next.hex(), "STATE_ROOT", null, null));

    requireNobody(Reason.UNKNOWN_TASK, bench.put(Topics.TASKS, next.hex(), ended));
    requireNobody(Reason.ACCEPTED, bench.put(Topics.TASKS, next.hex(), Market.task(next, PROOF)));
    requireNobody(Reason.ACCEPTED, bench.put(Topics.TASKS, next.hex(), ended));
    requireNobody(Reason.DUPLICATE, bench.put(Topics.TASKS, next.hex(), ended));
    requireNobody(
        Reason.DUPLICATE,
        bench.put(
            Topics.TASKS,
            next.hex(),
            record(next, new TaskClosed(next.hex(), "SETTLED", "", false))));
  }

  private static TaskRecord record(Hash32 task, Object event) {
    return new TaskRecord(Market.DOMAIN.hex(), task.hex(), event);
  }

  @Test
  void shouldKeepTheEpochThatIsAssignedAgainAndWaitForTheOneBefore() {
    Assignment toBobOnly = Market.assignment(TASK, 1, 60_000, BOB);
    Assignment third = Market.assignment(TASK, 3, 60_000, BOB);

    requireNobody(Reason.DUPLICATE, bench.put(Topics.ASSIGNMENTS, TASK.hex(), toBobOnly));
    requireNobody(Reason.FENCED_EPOCH, bench.put(Topics.ASSIGNMENTS, TASK.hex(), third));

    requireOf(ANN.hex(), Reason.ACCEPTED, commit(COMMIT));
  }

  // what is read of none of them --------------------------------------------------------------

  @Test
  void shouldNameNobodyForWhatIsRefusedBeforeItsSignatureIsChecked() {
    List<Function<Commitment.Builder, Commitment.Builder>> lies =
        List.of(
            c -> c.setDomain(OTHER),
            c -> c.setTaskId(OTHER),
            c -> c.setEpoch(2),
            c -> c.setProverId("0x" + "ab".repeat(20)));
    for (Function<Commitment.Builder, Commitment.Builder> lie : lies) {
      Commitment signed =
          SignedMessages.sign(lie.apply(Commitment.newBuilder(COMMIT)).build(), ANN.session());
      assertThat(put(Topics.COMMITMENTS, signed.getTaskId(), signed))
          .extracting(VerdictIssued::author, VerdictIssued::signed)
          .containsExactly(tuple("", false));
    }
  }

  @Test
  void shouldPublishWhetherTheInputIsSigned() {
    VerdictIssued own = commit(COMMIT).getFirst();
    VerdictIssued forged =
        commit(Commitment.newBuilder(COMMIT).setSignature(ByteBuffer.allocate(64)).build())
            .getFirst();

    assertThat(MarketRecords.verdict(own).getSigned()).isTrue();
    assertThat(MarketRecords.verdict(own).getAuthor()).isEqualTo(ANN.hex());
    assertThat(MarketRecords.verdict(forged).getSigned()).isFalse();
    assertThat(MarketRecords.verdict(forged).getAuthor()).isEmpty();
    assertThat(own.outcome()).contains("|" + ANN.hex() + "|true|");
    assertThat(forged.outcome()).contains("|BAD_SIGNATURE||false|");
  }

  private List<VerdictIssued> commit(Commitment record) {
    return put(Topics.COMMITMENTS, TASK.hex(), record);
  }

  private List<VerdictIssued> reveal(Reveal record) {
    return put(Topics.REVEALS, TASK.hex(), record);
  }

  private <V extends SpecificRecord> List<VerdictIssued> put(Topic<V> topic, String key, V record) {
    return bench.put(topic, key, record);
  }

  private static void requireNobody(Reason reason, List<VerdictIssued> answers) {
    assertThat(answers)
        .extracting(VerdictIssued::reason, VerdictIssued::author, VerdictIssued::signed)
        .containsExactly(tuple(reason, "", false));
    assertThat(answers.getFirst().slashed()).isZero();
    assertThat(answers.getFirst().input()).isNotNull();
  }

  private static void requireOf(String author, Reason reason, List<VerdictIssued> answers) {
    assertThat(answers)
        .extracting(VerdictIssued::reason, VerdictIssued::author, VerdictIssued::signed)
        .containsExactly(tuple(reason, author, true));
    assertThat(answers.getFirst().slashed()).isZero();
  }
}
