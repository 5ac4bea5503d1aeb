package io.proofworks.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Deadlines pass by this clock: a broker whose own is behind must not turn it back. */
class LogClockTest {

  @Test
  void shouldNotStepBackWithTheAppendTimeOfANewLeader() {
    LogClock clock = LogClock.start().observe("a", 2_000);

    assertThat(clock.observe("a", 1_999)).isSameAs(clock);
    assertThat(clock.observe("a", 1_999).time("a")).isEqualTo(2_000);
    assertThat(clock.observe("a", 2_001).time("a")).isEqualTo(2_001);
  }

  @Test
  void shouldKeepTheTimeOfEachTopicApart() {
    LogClock clock = LogClock.start().observe("a", 2_000).observe("b", 1_000);

    assertThat(clock.time("a")).isEqualTo(2_000);
    assertThat(clock.time("b")).isEqualTo(1_000);
    assertThat(clock.time("c")).as("before its first record").isZero();
  }

  @Test
  void shouldHaveReachedOnlyWhatTheSlowestTopicHas() {
    LogClock clock = LogClock.start().observe("a", 2_000).observe("b", 1_000);

    assertThat(clock.slowest("a", "b")).isEqualTo(1_000);
    assertThat(clock.slowest("a", "b", "c")).as("one was never read").isZero();
    assertThat(clock.observe("b", 3_000).slowest("a", "b")).isEqualTo(2_000);
  }
}
