package io.proofworks.market.audit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TickingTest {

  private static Ticking ticking(long... times) {
    Ticking all = Ticking.from(times[0]);
    for (int i = 1; i < times.length; i++) {
      all = all.with(times[i]);
    }
    return all;
  }

  @Test
  void shouldCountFromTheLastGap() {
    Ticking steady = ticking(1_000, 2_000, 12_000);
    assertThat(steady.hasComeFor(9_999, 2_000)).isTrue();
    assertThat(steady.hasComeFor(10_000, 2_000)).isFalse();

    Ticking interrupted = ticking(1_000, 2_000, 12_001, 13_000);
    assertThat(interrupted.hasComeFor(998, 2_000)).isTrue();
    assertThat(interrupted.hasComeFor(999, 2_000)).isFalse();
  }

  /** Whoever dates one at the end of the log would have nothing wait for long. */
  @Test
  void shouldNotTakeOneThatIsAheadForAGap() {
    assertThat(ticking(1_000, 2_000, 90_000, 3_000)).isEqualTo(new Ticking(1_000, 3_000));
    assertThat(ticking(1_000, 2_000, 90_000, 91_000, 80_000).since()).isEqualTo(80_000);
  }

  /** A leader whose clock is behind takes over. */
  @Test
  void shouldNotStepBack() {
    assertThat(ticking(50_000, 40_000, 41_000)).isEqualTo(new Ticking(50_000, 50_000));
  }
}
