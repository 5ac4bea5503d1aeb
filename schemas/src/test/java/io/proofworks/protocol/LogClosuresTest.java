package io.proofworks.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proofworks.protocol.LogClosures.Interval;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LogClosuresTest {

  private static final LogClosures CLOSED =
      LogClosures.NONE.with(new Interval(1_000, 4_000)).with(new Interval(10_000, 15_000));

  @Test
  void shouldMoveADeadlineThatWasRunning() {
    assertThat(CLOSED.extend(500, 2_000)).isEqualTo(5_000);
    assertThat(CLOSED.extend(500, 1_000)).as("at the moment it closed").isEqualTo(4_000);
    assertThat(CLOSED.extend(500, 999)).as("passed before").isEqualTo(999);
    assertThat(CLOSED.extend(4_000, 6_000)).as("began when it opened").isEqualTo(6_000);
  }

  @Test
  void shouldCountAClosureOnlyFromTheStartOfTheDeadline() {
    assertThat(CLOSED.extend(3_000, 3_500)).isEqualTo(4_500);
  }

  @Test
  void shouldMoveADeadlineThroughSeveralClosures() {
    assertThat(CLOSED.extend(500, 7_500)).as("moved into the second").isEqualTo(15_500);
  }

  @Test
  void shouldRefuseClosuresOutOfOrder() {
    assertThatThrownBy(() -> CLOSED.with(new Interval(14_000, 16_000)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Interval(5, 5)).isInstanceOf(IllegalArgumentException.class);
  }

  /** Whoever has d milliseconds has d milliseconds in which the log was open. */
  @Test
  void shouldLeaveEveryDeadlineItsOpenTime() {
    Random random = new Random(1);
    for (int round = 0; round < 2_000; round++) {
      LogClosures closures = random(random);
      long start = random.nextLong(60_000);
      long length = random.nextLong(20_000);
      long end = closures.extend(start, start + length);
      assertThat(openTime(closures, start, end)).as("round %d", round).isEqualTo(length);
    }
  }

  private static LogClosures random(Random random) {
    LogClosures closures = LogClosures.NONE;
    long at = 0;
    for (int i = random.nextInt(5); i > 0; i--) {
      long from = at + 1 + random.nextLong(10_000);
      at = from + 1 + random.nextLong(10_000);
      closures = closures.with(new Interval(from, at));
    }
    return closures;
  }

  private static long openTime(LogClosures closures, long start, long end) {
    List<Interval> intervals = closures.intervals();
    long closed =
        intervals.stream()
            .mapToLong(i -> Math.max(0, Math.min(end, i.to()) - Math.max(start, i.from())))
            .sum();
    return end - start - closed;
  }
}
