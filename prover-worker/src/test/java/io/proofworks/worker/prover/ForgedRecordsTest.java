package io.proofworks.worker.prover;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.Verdict;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Keccak;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Records that somebody else writes in a prover's name, or copies of its own: none stops it, none
 * costs it a bond.
 */
class ForgedRecordsTest {

  private static final Hash32 TASK = FakeMarket.id("task");

  @TempDir private Path directory;
  private ProverBench bench;

  @BeforeEach
  void open() {
    bench = new ProverBench(directory);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private FakeMarket market() {
    return bench.market;
  }

  private FakeMarket.Sent only() {
    List<FakeMarket.Sent> sent = bench.sent();
    assertThat(sent).hasSize(1);
    return sent.getFirst();
  }

  /** Commits, and reads that the commit stands. */
  private void committed() {
    bench.assign(TASK, 1);
    bench.read(market().judge(only()));
  }

  /** The bond is safe: what the prover sent opens its commit. */
  private void assertRevealed() {
    bench.pass(10_000);
    bench.sent().forEach(market()::judge);
    assertThat(market().isRevealed(TASK, 1)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void shouldCommitAndRevealWhateverForgedCommitmentsAreAnswered(Reason reason) {
    bench.read(
        market().task(TASK),
        market().forged(VerdictKind.COMMIT, TASK, 1, reason, ""),
        market().forged(VerdictKind.COMMIT, TASK, 1, reason, bench.me()));
    bench.read(market().assignment(TASK, 1, bench.me()));
    bench.loop.onTime();

    FakeMarket.Sent commit = only();
    assertThat(commit.topic()).isEqualTo(Topics.COMMITMENTS.name());
    bench.read(market().judge(commit));
    assertRevealed();
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void shouldGoOnWithACommitWhateverForgedOnesAreAnswered(Reason reason) {
    bench.assign(TASK, 1);
    FakeMarket.Sent commit = only();

    bench.read(
        market().forged(VerdictKind.COMMIT, TASK, 1, reason, ""),
        market().forged(VerdictKind.COMMIT, TASK, 1, reason, bench.me()));

    assertThat(bench.sent()).as("nothing is opened before the commit stands").isEmpty();
    assertThat(bench.loop.hasOpenCommits()).isTrue();
    bench.read(market().judge(commit));
    assertRevealed();
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void shouldRevealWhateverForgedRevealsAreAnswered(Reason reason) {
    bench.assign(TASK, 1);
    FakeMarket.Sent commit = only();
    bench.read(
        market().forged(VerdictKind.REVEAL, TASK, 1, reason, ""),
        market().forged(VerdictKind.REVEAL, TASK, 1, reason, bench.me()));

    bench.read(market().judge(commit));

    assertRevealed();
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void shouldNotTakeForgedRevealsForItsOwnOnceItHasRevealed(Reason reason) {
    committed();
    FakeMarket.Sent lostOnTheWay = only();

    bench.read(market().forged(VerdictKind.REVEAL, TASK, 1, reason, bench.me()));

    assertThat(bench.loop.hasOpenCommits()).isTrue();
    bench.pass(5_000);
    FakeMarket.Sent again = only();
    assertThat(again.value()).isEqualTo(lostOnTheWay.value());
    bench.read(market().judge(again));
    assertThat(bench.loop.hasOpenCommits()).isFalse();
  }

  @Test
  void shouldKeepNothingOfAFloodOfAnswersToOthersAndSendItsOwnOnce() {
    bench.assign(TASK, 1);
    FakeMarket.Sent commit = only();

    flood();
    bench.read(market().judge(commit));
    FakeMarket.Sent reveal = only();
    flood();
    bench.read(market().judge(reveal));
    flood();

    assertThat(bench.loop.known()).as("tasks it knows of").isEqualTo(1);
    assertThat(bench.loop.hasOpenCommits()).isFalse();
  }

  /** Answers to garbage: on any task, of any kind and reason, in nobody's and its own name. */
  private void flood() {
    Reason[] reasons = Reason.values();
    for (int i = 0; i < 2_000; i++) {
      VerdictKind kind = i % 2 == 0 ? VerdictKind.COMMIT : VerdictKind.REVEAL;
      Hash32 task = Keccak.hash(Integer.toString(i).getBytes(StandardCharsets.UTF_8));
      String author = i % 3 == 0 ? bench.me() : "";
      bench.read(market().forged(kind, task, 1, reasons[i % reasons.length], author));
      bench.loop.onTime();
    }
    assertThat(bench.sent()).as("sent for answers to others").isEmpty();
  }

  /** The bytes of a record are on the log for all to copy; the digest is then its own. */
  @ParameterizedTest
  @EnumSource(
      names = {"WRONG_PARTITION", "UNKNOWN_TASK", "UNREGISTERED", "BAD_SIGNATURE", "DUPLICATE"})
  void shouldNotBelieveAnswersToCopiesAtTheWrongPlaceOrTime(Reason reason) {
    bench.assign(TASK, 1);
    FakeMarket.Sent commit = only();
    bench.read(market().answerNobodyWith(commit, reason));
    assertThat(bench.loop.hasOpenCommits()).isTrue();
    bench.read(market().judge(commit));
    FakeMarket.Sent reveal = only();

    bench.read(market().answerNobodyWith(reveal, reason));

    assertThat(bench.loop.hasOpenCommits()).isTrue();
    bench.read(market().judge(reveal));
    assertThat(bench.loop.hasOpenCommits()).isFalse();
  }

  @Test
  void shouldNotTakeACopyOnAnotherTopicForTheRecord() {
    bench.assign(TASK, 1);
    FakeMarket.Sent commit = only();
    Verdict asReveal =
        Verdict.newBuilder(market().answerNobodyWith(commit, Reason.MALFORMED))
            .setKind(VerdictKind.REVEAL.name())
            .build();
    bench.read(asReveal, market().judge(commit));

    Verdict asCommit =
        Verdict.newBuilder(market().answerNobodyWith(only(), Reason.MALFORMED))
            .setKind(VerdictKind.COMMIT.name())
            .build();
    bench.read(asCommit);

    assertThat(bench.loop.hasOpenCommits()).isTrue();
    assertRevealed();
  }

  /** Settlement refuses a late copy before it knows of the first one's bond. */
  @ParameterizedTest
  @EnumSource(names = {"COMMIT_CLOSED", "FENCED_EPOCH"})
  void shouldRevealWhenTheFirstCopyIsAcceptedAfterALaterOneWasRefused(Reason reason) {
    bench.assign(TASK, 1);
    FakeMarket.Sent commit = only();

    bench.read(market().answerNobodyWith(commit, reason), market().judge(commit));

    assertRevealed();
  }

  @Test
  void shouldKnowTheAnswersToItsRecordsAfterARestart() {
    bench.assign(TASK, 1);
    FakeMarket.Sent commit = only();
    bench.read(market().forged(VerdictKind.COMMIT, TASK, 1, Reason.NOT_ASSIGNED, bench.me()));
    bench.read(market().answerNobodyWith(commit, Reason.COMMIT_CLOSED));

    bench.restart();

    assertThat(bench.loop.hasOpenCommits()).as("refused, by the digest alone").isFalse();
  }

  @Test
  void shouldNotTakeForgedAnswersForItsOwnAfterARestart() {
    committed();
    bench.sent();
    bench.read(market().forged(VerdictKind.REVEAL, TASK, 1, Reason.INVALID_PROOF, bench.me()));

    bench.restart();

    assertRevealed();
  }

  @Test
  void shouldKnowTheAnswerToARecordThatWasWrittenWithOtherSchemaIds() {
    bench.assign(TASK, 1);
    FakeMarket.Sent commit = only();
    market().renumberSchemas();
    bench.restart();
    FakeMarket.Sent again = only();
    assertThat(again.value()).isNotEqualTo(commit.value());

    bench.read(market().answerNobodyWith(again, Reason.COMMIT_CLOSED));

    assertThat(bench.loop.hasOpenCommits()).isFalse();
  }

  @Test
  void shouldKnowTheAnswerToTheFirstRecordAfterSchemaIdsChanged() {
    bench.assign(TASK, 1);
    FakeMarket.Sent commit = only();
    market().renumberSchemas();
    bench.restart();

    bench.read(market().answerNobodyWith(commit, Reason.COMMIT_CLOSED));

    assertThat(bench.loop.hasOpenCommits()).isFalse();
  }

  @Test
  void shouldRecoverWithALostJournalOnlyWhatTheMarketSawSigned() {
    Hash32 forged = FakeMarket.id("forged");
    committed();
    bench.sent();
    Verdict unsigned = market().forged(VerdictKind.COMMIT, forged, 1, Reason.ACCEPTED, bench.me());
    bench.read(market().task(forged), unsigned);
    bench.read(market().forged(VerdictKind.REVEAL, TASK, 1, Reason.ACCEPTED, bench.me()));

    bench.restartWithoutJournal();
    bench.loop.onTime();

    List<FakeMarket.Sent> sent = bench.sent();
    assertThat(sent).extracting(FakeMarket.Sent::key).containsOnly(TASK.hex());
    assertRevealed(sent);
  }

  private void assertRevealed(List<FakeMarket.Sent> sent) {
    sent.forEach(market()::judge);
    assertThat(market().isRevealed(TASK, 1)).isTrue();
  }

  @Test
  void shouldRevealNothingAgainWithALostJournalWhenTheMarketHasItsSignedReveal() {
    committed();
    bench.read(market().judge(only()));

    bench.restartWithoutJournal();
    bench.pass(30_000);

    assertThat(bench.sent()).isEmpty();
    assertThat(bench.loop.hasOpenCommits()).isFalse();
  }

  @Test
  void shouldNotRevealAProofThatDoesNotOpenTheCommitThatStands() {
    committed();
    bench.sent();
    bench.backend.salt = 1;

    bench.restartWithoutJournal();
    bench.pass(30_000);

    assertThat(bench.sent()).isEmpty();
    assertThat(bench.loop.hasOpenCommits()).as("nothing can be done").isFalse();
  }
}
