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

/**
 * Assignments and answers are of two applications: settlement may come to a commit before it comes
 * to the epoch, and refuse what it takes a moment later.
 */
class FencedCommitTest {

  private static final Hash32 TASK = FakeMarket.id("task");
  private static final long UNTIL_COMMIT_BY = 300_000;

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

  private FakeMarket.Sent committed() {
    bench.assign(TASK, 1);
    return bench.sent().getFirst();
  }

  private void fence(FakeMarket.Sent commit) {
    bench.read(bench.market.answerNobodyWith(commit, Reason.FENCED_EPOCH));
  }

  @Test
  void shouldSendTheSameCommitAgainUntilSettlementKnowsTheEpoch() {
    FakeMarket.Sent first = committed();
    fence(first);

    bench.pass(1_000);

    List<FakeMarket.Sent> again = bench.sent();
    assertThat(again).hasSize(1);
    assertThat(again.getFirst().value()).isEqualTo(first.value());
    bench.read(bench.market.judge(again.getFirst()));
    assertThat(bench.sent()).extracting(FakeMarket.Sent::topic).containsExactly("market.reveals");
  }

  /** All that was sent while settlement was away is answered when it is back. */
  @Test
  void shouldCountCopiesThatWereOnTheirWayTogetherOnce() {
    FakeMarket.Sent first = committed();
    bench.pass(20_000);
    bench.sent().forEach(this::fence);
    fence(first);

    bench.pass(300);

    assertThat(bench.sent()).hasSize(1);
  }

  @Test
  void shouldSendItMoreAndMoreSeldomAndAtMostSoOften() {
    fence(committed());
    int inTheFirstMinute = repeats(60_000);
    int inTheNextMinutes = repeats(UNTIL_COMMIT_BY - 61_000);

    assertThat(inTheFirstMinute).isBetween(6, 10);
    assertThat(inTheNextMinutes).isBetween(2, 8);
    assertThat(bench.loop.hasOpenCommits()).isTrue();
  }

  /** Answers each repeat in the turn in which it is sent. */
  private int repeats(long millis) {
    int repeats = 0;
    for (long passed = 0; passed < millis; passed += 20) {
      bench.pass(20);
      for (FakeMarket.Sent again : bench.sent()) {
        repeats++;
        fence(again);
      }
    }
    return repeats;
  }

  /** Its own clock may say for ever that there is time. */
  @Test
  void shouldGiveUpAfterSoManyFences() {
    FakeMarket.Sent commit = committed();
    for (int i = 1; i < Deliveries.MOST_FENCES; i++) {
      fence(commit);
      bench.loop.onMissedVerdicts(); // sends it at once
      bench.loop.onTime();
    }
    assertThat(bench.loop.hasOpenCommits()).isTrue();

    fence(commit);

    assertThat(bench.loop.hasOpenCommits()).isFalse();
  }

  @Test
  void shouldTakeAFenceForGoodOnceCommitsAreClosed() {
    FakeMarket.Sent commit = committed();
    bench.pass(UNTIL_COMMIT_BY);
    bench.sent();

    fence(commit);

    assertThat(bench.loop.hasOpenCommits()).isFalse();
  }

  @Test
  void shouldTakeAFenceForGoodWhenTheTaskIsAnothers() {
    FakeMarket.Sent commit = committed();
    bench.read(bench.market.assignment(TASK, 2, "0x" + "ab".repeat(20)));

    fence(commit);
    bench.pass(60_000);

    assertThat(bench.loop.hasOpenCommits()).isFalse();
    assertThat(bench.sent()).isEmpty();
  }

  @Test
  void shouldCommitToTheNextEpochThoughAFenceWasNotFinal() {
    FakeMarket.Sent commit = committed();
    fence(commit);

    bench.assign(TASK, 2);

    FakeMarket.Sent next = bench.sent().getFirst();
    assertThat(next.topic()).isEqualTo(Topics.COMMITMENTS.name());
    assertThat(bench.market.commitment(next).getEpoch()).isEqualTo(2);
  }

  @Test
  void shouldSendItAgainAfterARestart() {
    FakeMarket.Sent first = committed();
    fence(first);

    bench.restart();

    assertThat(bench.sent()).extracting(FakeMarket.Sent::value).containsExactly(first.value());
  }
}
