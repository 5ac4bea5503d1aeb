package io.proofworks.sharding.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.TaskClass;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The reveal window follows the measured p99 of its class, within bounds, after enough samples. */
class RevealTimesTest {

  private static final WindowBounds BOUNDS = new WindowBounds(1_000, 8_000, 10);

  private static RevealTimes measured(long... millis) {
    RevealTimes times = RevealTimes.NONE;
    for (long ms : millis) {
      times = times.with(ms);
    }
    return times;
  }

  private static RevealTimes all(int count, long ms) {
    return measured(LongStream.generate(() -> ms).limit(count).toArray());
  }

  @Test
  void shouldStayAsItIsUntilThereAreEnoughSamples() {
    assertThat(BOUNDS.window(5_000, all(9, 100))).isEqualTo(5_000);
    assertThat(BOUNDS.window(5_000, all(10, 600))).isEqualTo(1_200);
    assertThat(WindowBounds.FIXED.window(5_000, all(100, 600))).isEqualTo(5_000);
  }

  @Test
  void shouldKeepWithinItsBounds() {
    assertThat(BOUNDS.window(5_000, all(10, 1))).isEqualTo(1_000);
    assertThat(BOUNDS.window(5_000, all(10, 1_000_000))).isEqualTo(8_000);
  }

  @Test
  void shouldFollowTheNearestRankOfTheNewest() {
    RevealTimes hundred = measured(LongStream.rangeClosed(1, 100).map(i -> i * 10).toArray());
    assertThat(hundred.p99()).isEqualTo(990);
    RevealTimes later = hundred;
    for (int i = 0; i < RevealTimes.KEPT; i++) {
      later = later.with(50);
    }
    assertThat(later.p99()).isEqualTo(50);
    assertThat(later.samples()).isEqualTo(RevealTimes.KEPT);
    assertThat(measured(-5).p99()).isZero();
  }

  @Test
  void shouldChangeTheTermsOfThatClassOnly() {
    MarketPolicy policy = Samples.policy(1, java.util.List.of());
    MarketPolicy after = policy.after(TaskClass.STANDARD, all(20, 1_500));
    assertThat(after.terms(TaskClass.STANDARD).orElseThrow().revealWindowMs()).isEqualTo(3_000);
    assertThat(after.terms(TaskClass.URGENT_SETTLEMENT))
        .isEqualTo(policy.terms(TaskClass.URGENT_SETTLEMENT));
  }
}
