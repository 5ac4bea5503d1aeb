package io.proofworks.sharding.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {

  private static final long HALF_LIFE = 1_000_000;
  private static final long TIMEOUT = 60_000;

  /** Of that many shards, each of which took so long. */
  private static Pace of(int shards, long tookMs, int weight) {
    return more(Pace.UNKNOWN, shards, tookMs, weight);
  }

  private static Pace more(Pace known, int shards, long tookMs, int weight) {
    Pace pace = known;
    for (int i = 0; i < shards; i++) {
      pace = pace.after(tookMs, weight, 1);
    }
    return pace;
  }

  @Test
  void shouldCountForLessWithEachHalfLifeAndThenForNothing() {
    Pace pace = of(Pace.TRUSTED, 8_000, 20);

    assertThat(pace.at(HALF_LIFE, HALF_LIFE)).isEqualTo(pace);
    assertThat(pace.at(1 + 4 * HALF_LIFE, HALF_LIFE).samples()).isEqualTo(1);
    assertThat(pace.at(1 + 5 * HALF_LIFE, HALF_LIFE).isKnown()).isFalse();
    assertThat(pace.at(Long.MAX_VALUE, HALF_LIFE)).isEqualTo(Pace.UNKNOWN);
    assertThat(pace.at(Long.MAX_VALUE - 1, Long.MAX_VALUE)).as("not at all").isEqualTo(pace);
  }

  /** Of the time for a light shard most does not grow with its weight. */
  @Test
  void shouldExpectNobodyLaterBecauseOfLightShards() {
    Pace pace = of(8, 8_000, 20);

    assertThat(more(pace, 24, 3_400, 1).expectedMs(20, TIMEOUT))
        .isEqualTo(pace.expectedMs(20, TIMEOUT));
  }

  @Test
  void shouldExpectSoonerWhoIsFasterThanThatWithALightShard() {
    Pace pace = of(8, 8_000, 20);

    assertThat(more(pace, 4, 100, 1).expectedMs(20, TIMEOUT))
        .isLessThan(pace.expectedMs(20, TIMEOUT));
  }

  /** Nothing else is known of it, and it may well be in time. */
  @Test
  void shouldExpectOfAHeavierShardNoMoreThanTheTimeForACommit() {
    Pace pace = of(1, 3_400, 1);

    assertThat(pace.expectedMs(1, TIMEOUT)).isEqualTo((TIMEOUT / 2 + 3_400) / 2);
    assertThat(pace.expectedMs(20, TIMEOUT)).isEqualTo((TIMEOUT / 2 + TIMEOUT) / 2);
  }

  @Test
  void shouldExpectLaterWhoHasBecomeSlower() {
    Pace pace = of(8, 8_000, 20);

    assertThat(more(pace, 8, 50_000, 20).expectedMs(20, TIMEOUT))
        .isGreaterThan(2 * pace.expectedMs(20, TIMEOUT));
  }
}
