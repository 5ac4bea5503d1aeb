package io.proofworks.metrics.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class MeasuresTest {

  private static final String TASK = "0xt";

  private static MarketEvent.Judged judged(
      String kind, String reason, String author, String state, long time, long slashed) {
    return new MarketEvent.Judged(kind, reason, author, TASK, "0xb", 1, state, time, slashed);
  }

  private static TaskFold fold(TaskFold before, MarketEvent.OfClass event, long time) {
    return before.apply(event, time, prover -> null);
  }

  private static TaskFold published() {
    return fold(
        new TaskFold(null, Bucket.empty()),
        new MarketEvent.TaskPublished(TASK, "0xb", "r", 1, 7, 100_000),
        1_000);
  }

  @Test
  void shouldGiveQuantilesWithinOnePercent() {
    Distribution of = Histogram.of(10, 20, 30, 40, 1_000).distribution();

    assertThat(of.count()).isEqualTo(5);
    assertThat(of.p50()).isCloseTo(30, within(0.3));
    assertThat(of.p95()).isCloseTo(1_000, within(10.0));
    assertThat(of.max()).isEqualTo(1_000);
  }

  @Test
  void shouldMergeToWhatOneHistogramWouldHold() {
    assertThat(Histogram.of(5, 70).merge(Histogram.of(900, 70)))
        .isEqualTo(Histogram.of(5, 70, 900, 70));
  }

  @Test
  void shouldLetAStallRaiseQuantilesAndFreshWorkNotLowerThem() {
    Histogram ended = Histogram.of(100, 100, 100, 100);

    Distribution stalled = Survival.distribution(ended, Histogram.of(5_000, 5_000, 5_000, 5_000));
    Distribution fresh = Survival.distribution(ended, Histogram.of(1, 1, 1, 1));

    // S(100) = 1 - 4/8 = 0.5: the median is 100, and beyond it only the ages are known.
    assertThat(stalled.p50()).isCloseTo(100, within(1.0));
    assertThat(stalled.p95()).isEqualTo(5_000);
    assertThat(fresh.p50()).isCloseTo(100, within(1.0));
    assertThat(stalled.count()).isEqualTo(8);
  }

  @Test
  void shouldMeasureConcentration() {
    Concentration of = Concentration.of(Map.of("a", 50L, "b", 30L, "c", 10L, "d", 10L));

    assertThat(of.hhi()).isCloseTo(0.25 + 0.09 + 0.01 + 0.01, within(1e-9));
    assertThat(of.top1()).isCloseTo(0.5, within(1e-9));
    assertThat(of.top3()).isCloseTo(0.9, within(1e-9));
    assertThat(of.nakamoto()).isEqualTo(2); // exactly half is not more than half
    assertThat(Concentration.of(Map.of())).isEqualTo(Concentration.NONE);
  }

  @Test
  void shouldNotCountACommitThatWasRefusedAsOneWhoseWindowCloses() {
    TaskFold refused =
        fold(published(), judged("COMMIT", "NOT_ASSIGNED", "p", "ASSIGNED", 2_000, 0), 2_010);

    TaskFold closed =
        fold(refused, judged("WINDOW", "NO_REVEAL", "p", "REASSIGNED", 9_000, 0), 9_000);

    assertThat(closed.bucket().get(Counter.WINDOWS_CLOSED)).isZero();
  }

  @Test
  void shouldCountACommitsEndOnce() {
    TaskFold committed =
        fold(published(), judged("COMMIT", "ACCEPTED", "p", "COMMITTED", 2_000, 0), 2_010);

    TaskFold closed =
        fold(committed, judged("WINDOW", "NO_REVEAL", "p", "REASSIGNED", 9_000, 0), 9_000);
    TaskFold withheld =
        fold(closed, judged("WINDOW", "NO_REVEAL", "p", "ASSIGNED", 12_000, 40), 12_000);

    assertThat(withheld.bucket().get(Counter.WINDOWS_CLOSED)).isEqualTo(1);
    assertThat(withheld.bucket().get(Counter.WINDOWS_UNREVEALED)).isEqualTo(1);
    assertThat(withheld.bucket().get(Counter.SLASHED)).isEqualTo(40);
    assertThat(closed.task()).matches(task -> task != null && task.queued());
  }

  @Test
  void shouldMeasureAProvenTask() {
    TaskFold assigned = fold(published(), new MarketEvent.TaskAssigned(TASK, 2), 1_500);
    TaskFold committed =
        fold(assigned, judged("COMMIT", "ACCEPTED", "p", "COMMITTED", 2_000, 0), 2_010);
    TaskFold verified =
        fold(committed, judged("REVEAL", "ACCEPTED", "p", "VERIFIED", 2_500, 0), 2_510);
    WindowMeasures of = WindowMeasures.of(verified.bucket(), List.of(), new Fleet(1, 1), 10_000);

    assertThat(of.commitNoRevealRate()).isZero();
    assertThat(of.invalidProofRate()).isZero();
    assertThat(of.of(Dimension.WINNER).top1()).isEqualTo(1);
    assertThat(of.of(Series.COMMIT_TO_REVEAL).max()).isEqualTo(500);
    assertThat(of.proofLatency().max()).isEqualTo(1_500);
    assertThat(of.bucket().get(Counter.EPOCHS_RAISED)).isEqualTo(1);
  }

  @Test
  void shouldCallATaskProvenThatTookAProofOverAndNobodyItsWinner() {
    TaskFold adopted =
        fold(published(), judged("ASSIGNMENT", "ACCEPTED", "", "VERIFIED", 2_500, 0), 2_510);
    TaskFold assigned =
        fold(published(), judged("ASSIGNMENT", "ACCEPTED", "", "ASSIGNED", 2_500, 0), 2_510);

    assertThat(adopted.task()).matches(task -> task != null && !task.unproven());
    assertThat(assigned.task()).matches(task -> task != null && task.unproven());
    assertThat(adopted.bucket().get(Counter.VERIFIED)).isZero();
  }

  @Test
  void shouldCountInvalidAndPlagiarisedRevealsApart() {
    TaskFold one =
        fold(published(), judged("REVEAL", "INVALID_PROOF", "p", "REASSIGNED", 3_000, 9), 3_000);
    TaskFold two = fold(one, judged("REVEAL", "PLAGIARISED", "q", "REASSIGNED", 3_000, 9), 3_000);
    TaskFold three =
        fold(two, judged("REVEAL", "BAD_SIGNATURE", "q", "REASSIGNED", 3_000, 0), 3_000);
    WindowMeasures of = WindowMeasures.of(three.bucket(), List.of(), new Fleet(0, 0), 4_000);

    assertThat(of.invalidProofRate()).isEqualTo(0.5);
    assertThat(of.plagiarismRate()).isEqualTo(0.5);
  }

  @Test
  void shouldCountWeightWastedOnSupersededTasksOnlyWhereSomebodyCommitted() {
    MarketEvent.TaskEnded moved = new MarketEvent.TaskEnded(TASK, "SUPERSEDED", "STATE_ROOT");
    TaskFold committed =
        fold(published(), judged("COMMIT", "ACCEPTED", "p", "COMMITTED", 2_000, 0), 2_000);

    assertThat(fold(committed, moved, 3_000).bucket().get(Counter.STALE_WEIGHT)).isEqualTo(7);
    assertThat(fold(published(), moved, 3_000).bucket().get(Counter.STALE_WEIGHT)).isZero();
    assertThat(fold(published(), moved, 3_000).task()).isNull();
  }

  @Test
  void shouldCountOpenTasksInQueueAndLatency() {
    LiveTask open =
        LiveTask.published(new MarketEvent.TaskPublished(TASK, "b", "r", 1, 7, 9), 1_000);
    LiveTask committed = open.committed("p", 1_100);

    WindowMeasures of =
        WindowMeasures.of(Bucket.empty(), List.of(open, committed), new Fleet(0, 0), 61_000);

    assertThat(of.queueDepth()).isEqualTo(1);
    assertThat(of.queueWeight()).isEqualTo(7);
    assertThat(of.censored()).isEqualTo(2);
    assertThat(of.proofLatency().p50()).isEqualTo(60_000);
  }
}
