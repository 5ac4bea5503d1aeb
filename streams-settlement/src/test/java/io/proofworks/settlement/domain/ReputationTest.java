package io.proofworks.settlement.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReputationTest {

  private static final long DAY = 86_400_000;

  private static Reputation after(int observations, boolean success) {
    Reputation known = Reputation.unknown(0);
    for (int i = 1; i <= observations; i++) {
      known = known.observe(success, i * 10_000L, DAY);
    }
    return known;
  }

  /** Whoever works for long, and then pauses for some minutes. */
  @Test
  void shouldCountAsMuchAsAMarketCanBring() {
    Reputation busy = after(100_000, true);
    Reputation rested = busy.observe(true, busy.asOf() + 400_000, DAY);

    assertThat(rested.successes()).isBetween(busy.successes() / 1_000 * 997, busy.successes());
    assertThat(rested.score()).isBetween(999_000, 1_000_000);
    Reputation silent = after(100_000, false);
    assertThat(silent.observe(false, silent.asOf() + 400_000, DAY).score()).isBetween(0, 100);
  }

  @Test
  void shouldHaveAScoreOfAnyCounts() {
    assertThat(new Reputation(Long.MAX_VALUE / 2, Long.MAX_VALUE / 2, 0).score())
        .isEqualTo(500_000);
  }

  /** Below what fits into a long it is what it always was: replays of old journals agree. */
  @Test
  void shouldForgetHalfInAHalfLife() {
    assertThat(Reputation.decay(1_000_000, DAY, DAY)).isEqualTo(500_000);
    assertThat(Reputation.decay(9_000_000_000L, DAY / 2, DAY))
        .isEqualTo(Math.multiplyExact(9_000_000_000L, 707_106_781L) / 1_000_000_000);
    assertThat(Reputation.decay(90_000_000_000_000L, DAY / 256, DAY))
        .isEqualTo(89_756_645_040_000L);
  }
}
