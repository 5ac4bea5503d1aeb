package io.proofworks.worker.prover;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import io.proofworks.topics.Topics;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A prover that is ended in any state, or asked to end, does what its bond hangs on. */
class RestartTest {

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

  private FakeMarket.Sent only(io.proofworks.topics.Topic<?> topic) {
    List<FakeMarket.Sent> sent = bench.sent();
    assertThat(sent).extracting(FakeMarket.Sent::topic).containsExactly(topic.name());
    return sent.getFirst();
  }

  @Test
  void shouldRevealInTheTurnInWhichItReadsTheAcceptance() {
    bench.assign(TASK, 1);
    FakeMarket.Sent commit = only(Topics.COMMITMENTS);

    bench.read(bench.market.judge(commit));

    only(Topics.REVEALS);
  }

  @Test
  void shouldSendTheSameCommitAgainWhenItHadNoAnswer() {
    bench.assign(TASK, 1);
    FakeMarket.Sent first = only(Topics.COMMITMENTS);

    bench.restart();

    FakeMarket.Sent again = only(Topics.COMMITMENTS);
    assertThat(again.value()).isEqualTo(first.value());
    bench.read(bench.market.judge(first), bench.market.judge(again));
    only(Topics.REVEALS);
  }

  @Test
  void shouldRevealWhatWasAcceptedWhileItWasAway() {
    bench.assign(TASK, 1);
    bench.market.remember(bench.market.judge(only(Topics.COMMITMENTS)));

    bench.restart();

    bench.read(bench.market.judge(only(Topics.REVEALS)));
    assertThat(bench.loop.hasOpenCommits()).isFalse();
  }

  @Test
  void shouldSendTheSameRevealAgainWhenItHadNoAnswer() {
    bench.assign(TASK, 1);
    bench.read(bench.market.judge(only(Topics.COMMITMENTS)));
    FakeMarket.Sent first = only(Topics.REVEALS);

    bench.restart();

    FakeMarket.Sent again = only(Topics.REVEALS);
    assertThat(again.value()).isEqualTo(first.value());
  }

  @Test
  void shouldTakeNoHarmFromRepeatsOfItsReveal() {
    bench.assign(TASK, 1);
    bench.read(bench.market.judge(only(Topics.COMMITMENTS)));
    FakeMarket.Sent first = only(Topics.REVEALS);
    bench.pass(5_000);
    FakeMarket.Sent again = only(Topics.REVEALS);

    bench.read(
        bench.market.judge(first),
        bench.market.judge(again),
        bench.market.answerWith(again, Reason.REVEAL_LATE));
    bench.pass(300_000);

    assertThat(bench.sent()).isEmpty();
    assertThat(bench.loop.hasOpenCommits()).isFalse();
  }

  @Test
  void shouldRevealAgainSoonWhenTheBrokersClockWasBehind() {
    bench.assign(TASK, 1);
    bench.read(bench.market.judge(only(Topics.COMMITMENTS)));
    FakeMarket.Sent early = only(Topics.REVEALS);

    bench.read(bench.market.answerWith(early, Reason.REVEAL_TOO_EARLY));

    bench.pass(200);
    only(Topics.REVEALS);
  }

  @Test
  void shouldWaitWhileItDrainsForTheAnswerToACommitAndRevealIt() {
    bench.assign(TASK, 1);
    FakeMarket.Sent commit = only(Topics.COMMITMENTS);

    bench.loop.drain();

    assertThat(bench.loop.hasOpenCommits()).isTrue();
    bench.read(bench.market.judge(commit));
    assertThat(bench.loop.hasOpenCommits()).isTrue();
    bench.read(bench.market.judge(only(Topics.REVEALS)));
    assertThat(bench.loop.hasOpenCommits()).isFalse();
  }

  @Test
  void shouldTakeNothingNewWhileItDrains() {
    bench.loop.drain();
    bench.assign(TASK, 1);

    assertThat(bench.sent()).isEmpty();
    assertThat(bench.loop.takeDeclines()).hasSize(1);
  }

  @Test
  void shouldMakeAProofAgainWhoseFileIsGone() {
    bench.assign(TASK, 1);
    FakeMarket.Sent commit = only(Topics.COMMITMENTS);
    bench.loseProofs();

    bench.read(bench.market.judge(commit));
    bench.loop.onTime();

    bench.read(bench.market.judge(only(Topics.REVEALS)));
    assertThat(bench.market.isRevealed(TASK, 1)).isTrue();
  }

  @Test
  void shouldTryAgainToMakeAProofThatABondHangsOn() {
    bench.assign(TASK, 1);
    FakeMarket.Sent commit = only(Topics.COMMITMENTS);
    bench.market.remember(bench.market.judge(commit));
    bench.backend.fails = true;
    bench.restartWithoutJournal();
    bench.loop.onTime();
    assertThat(bench.sent()).isEmpty();

    bench.backend.fails = false;
    bench.pass(5_100);

    bench.read(bench.market.judge(only(Topics.REVEALS)));
    assertThat(bench.market.isRevealed(TASK, 1)).isTrue();
  }

  @Test
  void shouldRevealInTheGraceAlsoAfterTheTaskHasEnded() {
    bench.assign(TASK, 1);
    FakeMarket.Sent commit = only(Topics.COMMITMENTS);
    bench.market.remember(bench.market.judge(commit));
    // the epoch was given up with the window, so the verdict names the current one
    bench.market.remember(bench.market.window(TASK, 2, 0));
    bench.market.remember(bench.market.closed(TASK));

    bench.restart();

    only(Topics.REVEALS);
  }

  @Test
  void shouldStopRevealingOnceTheBondIsLost() {
    bench.assign(TASK, 1);
    bench.read(bench.market.judge(only(Topics.COMMITMENTS)));
    only(Topics.REVEALS);

    bench.read(bench.market.window(TASK, 1, 0), bench.market.window(TASK, 1, 500));
    bench.pass(300_000);

    assertThat(bench.sent()).isEmpty();
    assertThat(bench.loop.hasOpenCommits()).isFalse();
  }

  @Test
  void shouldRevealWhenTheAcceptanceWasDeletedBeforeItWasRead() {
    bench.assign(TASK, 1);
    FakeMarket.Sent commit = only(Topics.COMMITMENTS);
    bench.market.judge(commit); // the answer that nobody can read any more

    bench.loop.onMissedVerdicts();
    bench.loop.onTime();
    bench.read(bench.market.judge(only(Topics.COMMITMENTS)));

    bench.read(bench.market.judge(only(Topics.REVEALS)));
    assertThat(bench.market.isRevealed(TASK, 1)).isTrue();
  }

  @Test
  void shouldNotTakeARepeatForAnAcceptanceWhenNothingWasMissed() {
    bench.assign(TASK, 1);
    FakeMarket.Sent commit = only(Topics.COMMITMENTS);

    bench.read(bench.market.answerWith(commit, Reason.DUPLICATE));

    assertThat(bench.sent()).as("the bond may still be refused").isEmpty();
  }

  @Test
  void shouldRevealWhenOnlyTheEndOfItsWindowSaysThatTheCommitStood() {
    bench.assign(TASK, 1);
    only(Topics.COMMITMENTS);

    bench.read(bench.market.window(TASK, 1, 0));

    only(Topics.REVEALS);
  }

  /** A task can have waited for long before it is taken. */
  @Test
  void shouldHaveNotedToReadTheTaskOfACommitAgainBeforeTheCommitIsSent() {
    bench.mark().advance(bench.clock.now + 3_600_000);

    bench.assign(TASK, 1);

    only(Topics.COMMITMENTS);
    assertThat(bench.mark().time().orElseThrow()).isLessThanOrEqualTo(bench.clock.now);
  }

  @Test
  void shouldSayWhichTaskItsNextStartHasToReadUntilTheBondIsDecided() {
    long published = bench.clock.now;
    bench.assign(TASK, 1);
    bench.read(bench.market.judge(only(Topics.COMMITMENTS)));
    bench.pass(1_000);
    assertThat(bench.loop.oldestOwed()).hasValue(published);

    bench.read(bench.market.judge(only(Topics.REVEALS)));

    assertThat(bench.loop.oldestOwed()).isEmpty();
    assertThat(bench.loop.oldestWaiting()).hasValue(published);
  }
}
