package io.proofworks.worker.prover;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import io.proofworks.topics.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A market that is silent, slow, or at fault is no reason to flood it, nor to take no work. */
class QuietMarketTest {

  private static final long HOUR = 3_600_000;

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

  private static Hash32 task(int number) {
    return FakeMarket.id("task" + number);
  }

  private List<FakeMarket.Sent> commits(int tasks) {
    for (int i = 0; i < tasks; i++) {
      bench.assign(task(i), 1);
    }
    return bench.sent();
  }

  @Test
  void shouldSendTheSameCommitEverMoreSeldomWhileThereIsNoAnswer() {
    FakeMarket.Sent first = commits(1).getFirst();
    bench.pass(60_000);
    assertThat(bench.sent()).as("in the first minute").hasSizeBetween(2, 5);

    bench.pass(HOUR);

    List<FakeMarket.Sent> repeats = bench.sent();
    assertThat(repeats).as("in an hour").hasSizeBetween(50, 61);
    assertThat(repeats).allSatisfy(r -> assertThat(r.value()).isEqualTo(first.value()));
  }

  @Test
  void shouldTakeNewWorkAndDeclineNothingWhileThereIsNoAnswer() {
    commits(10);
    bench.pass(HOUR);
    bench.sent();

    bench.assign(task(10), 1);

    assertThat(bench.sent()).extracting(FakeMarket.Sent::key).contains(task(10).hex());
    assertThat(bench.loop.takeDeclines()).isEmpty();
  }

  /** Settlement was away; acceptance, window and grace come out together. */
  @Test
  void shouldTakeNewWorkWhenSettlementIsBackAndHasSlashedForItsOwnAbsence() {
    List<FakeMarket.Sent> commits = commits(10);
    bench.pass(HOUR);
    bench.sent();

    for (int i = 0; i < commits.size(); i++) {
      bench.read(bench.market.judge(commits.get(i)));
      bench.read(bench.market.window(task(i), 1, 0), bench.market.window(task(i), 1, 500_000));
    }
    bench.sent();
    bench.assign(task(10), 1);

    assertThat(bench.loop.takeDeclines()).isEmpty();
    assertThat(bench.sent()).extracting(FakeMarket.Sent::key).containsExactly(task(10).hex());
  }

  @Test
  void shouldTakeNewWorkWhenRevealsWereLateOnTheWay() {
    for (FakeMarket.Sent commit : commits(10)) {
      bench.read(bench.market.judge(commit));
    }
    List<FakeMarket.Sent> reveals = bench.sent();
    bench.pass(HOUR);
    bench.sent();

    reveals.forEach(r -> bench.read(bench.market.answerWith(r, Reason.REVEAL_LATE)));
    bench.assign(task(10), 1);

    assertThat(bench.sent()).extracting(FakeMarket.Sent::key).containsExactly(task(10).hex());
  }

  @ParameterizedTest
  @EnumSource(names = {"VERIFIER_STOPPED", "UNSUPPORTED", "STALE"})
  void shouldTakeNewWorkWhenTheMarketCouldNotJudge(Reason reason) {
    for (FakeMarket.Sent commit : commits(10)) {
      bench.read(bench.market.judge(commit));
    }
    bench.sent().forEach(r -> bench.read(bench.market.answerWith(r, reason)));

    bench.assign(task(10), 1);

    assertThat(bench.loop.hasOpenCommits()).isTrue();
    assertThat(bench.sent()).extracting(FakeMarket.Sent::key).containsExactly(task(10).hex());
  }

  @ParameterizedTest
  @EnumSource(names = {"INVALID_PROOF", "NON_CANONICAL", "PLAGIARISED"})
  void shouldPauseAfterFaultsOfItsOwn(Reason reason) {
    for (FakeMarket.Sent commit : commits(Breaker.FAILURES)) {
      bench.read(bench.market.judge(commit));
    }
    bench.sent().forEach(r -> bench.read(bench.market.answerWith(r, reason)));

    bench.assign(task(10), 1);

    assertThat(bench.sent()).isEmpty();
    assertThat(bench.loop.takeDeclines()).hasSize(1);
  }

  /** Copies of old reveals are answered in its name. */
  @Test
  void shouldNotPauseForCopiesOfItsReveals() {
    List<FakeMarket.Sent> reveals = new ArrayList<>();
    for (FakeMarket.Sent commit : commits(10)) {
      bench.read(bench.market.judge(commit));
      FakeMarket.Sent reveal = bench.sent().getFirst();
      reveals.add(reveal);
      bench.read(bench.market.judge(reveal));
    }

    reveals.forEach(r -> bench.read(bench.market.answerWith(r, Reason.REVEAL_LATE)));
    reveals.forEach(r -> bench.read(bench.market.answerWith(r, Reason.INVALID_PROOF)));
    bench.assign(task(10), 1);

    assertThat(bench.sent()).extracting(FakeMarket.Sent::key).containsExactly(task(10).hex());
  }

  @Test
  void shouldPauseWhenItLetsItsWindowsPassItself() {
    bench.withConduct(late(Optional.of(Duration.ofMillis(FakeMarket.WINDOW + 1_000))));
    for (FakeMarket.Sent commit : commits(Breaker.FAILURES)) {
      bench.read(bench.market.judge(commit));
    }
    bench.pass(FakeMarket.WINDOW + 2_000);
    bench.sent().forEach(r -> bench.read(bench.market.answerWith(r, Reason.REVEAL_LATE)));

    bench.assign(task(10), 1);

    assertThat(bench.loop.takeDeclines()).hasSize(1);
  }

  @Test
  void shouldPauseWhenItNeverReveals() {
    bench.withConduct(late(Optional.empty()));
    for (FakeMarket.Sent commit : commits(Breaker.FAILURES)) {
      bench.read(bench.market.judge(commit));
    }
    bench.pass(FakeMarket.WINDOW + FakeMarket.GRACE + 1_000);
    for (int i = 0; i < Breaker.FAILURES; i++) {
      bench.read(bench.market.window(task(i), 1, 0), bench.market.window(task(i), 1, 500_000));
    }

    bench.assign(task(10), 1);

    assertThat(bench.loop.takeDeclines()).hasSize(1);
  }

  private static ProverConduct late(Optional<Duration> delay) {
    return new ProverConduct() {
      @Override
      public byte[] prove(
          io.proofworks.worker.proving.ProofJob job,
          io.proofworks.worker.proving.ProvingBackend backend)
          throws io.proofworks.worker.proving.ProvingException, InterruptedException {
        return backend.prove(job);
      }

      @Override
      public Optional<Duration> revealAfter(String taskId) {
        return delay;
      }
    };
  }

  /** Tasks that cannot be proved cost their requester nothing, and a prover only their time. */
  @Test
  void shouldNotStopForAllBecauseOfARequesterWhoseTasksCannotBeProved() {
    bench.backend.fails = true;
    for (int i = 0; i < 20; i++) {
      bench.read(
          bench.market.task(task(i), bench.market.terms("0xhostile")),
          bench.market.assignment(task(i), 1, bench.me()));
      bench.loop.onTime();
    }
    bench.backend.fails = false;
    bench.loop.takeDeclines();

    bench.assign(task(20), 1);

    assertThat(bench.sent()).extracting(FakeMarket.Sent::key).containsExactly(task(20).hex());
  }

  @Test
  void shouldStopForARequesterWhoseTasksCannotBeProved() {
    bench.backend.fails = true;
    for (int i = 0; i < Breaker.FAILURES; i++) {
      bench.assign(task(i), 1);
    }
    bench.backend.fails = false;

    bench.assign(task(10), 1);
    assertThat(bench.sent()).isEmpty();

    bench.pass(Breaker.PAUSE_MILLIS);
    bench.assign(task(11), 1);
    assertThat(bench.sent()).hasSize(1);
  }

  /** A back end that runs out of something over one task gives its place back. */
  @Test
  void shouldHaveRoomAgainAfterABackEndBroke() {
    for (int i = 0; i < 10; i++) {
      bench.backend.breaks = new StackOverflowError("deep");
      bench.read(
          bench.market.task(task(i), bench.market.terms("0xhostile" + i)),
          bench.market.assignment(task(i), 1, bench.me()));
      bench.loop.onTime();
    }
    bench.backend.breaks = null;

    assertThat(bench.loop.inFlight()).isZero();
    bench.assign(task(10), 1);
    assertThat(bench.sent()).extracting(FakeMarket.Sent::topic).contains(Topics.COMMITMENTS.name());
  }
}
