package io.proofworks.settlement.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.MarketRules;
import io.proofworks.protocol.TaskClass;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReputationTest {

  private static final long DAY = 86_400_000;

  /** Of a market that forgets nothing of whoever works all the time, as its rules once were. */
  private static Reputation after(int observations, boolean success) {
    Reputation known = Reputation.unknown(0);
    for (int i = 1; i <= observations; i++) {
      known = known.observeByFirstRules(success, i * 10_000L, DAY);
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

  /** However often that is, what is remembered counts half after a half-life. */
  @Test
  void shouldFadeHoweverOftenItIsObserved() {
    for (long every : new long[] {1_000, 60_000, 336_000, 337_499, 337_501, 400_000, 5_000_000}) {
      Reputation known = new Reputation(1_000_000_000, 0, 0);
      long at = 0;
      while (at < DAY) {
        at += every;
        known = known.observe(false, at, DAY);
        assertThat(known.asOf()).isBetween(at - DAY / 256, at);
      }
      assertThat(known.successes() / 1e9)
          .as("every %s ms", every)
          .isBetween(0.9999 * kept(at), 1.003 * kept(at));
    }
  }

  private static double kept(long age) {
    return StrictMath.pow(2, -(double) age / DAY);
  }

  /** Rounding never takes more than time has. */
  @Test
  void shouldFadeNoFasterThanTimePasses() {
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      long halfLife = 1 + random.nextInt(2_000);
      long at = random.nextInt(1_000);
      Reputation known = new Reputation(1_000_000_000_000L, 0, at);
      int steps = 1 + random.nextInt(20);
      long began = at;
      for (int step = 0; step < steps; step++) {
        at += random.nextInt((int) halfLife);
        known = known.observe(false, at, halfLife);
        assertThat(known.asOf()).isLessThanOrEqualTo(at);
      }
      double exact = 1e12 * StrictMath.pow(2, -(double) (at - began) / halfLife);
      assertThat((double) known.successes())
          .as("half-life %s, run %s", halfLife, i)
          .isGreaterThan(exact * 0.99999 - 1_000)
          .isLessThan(exact * StrictMath.pow(2, (1.0 + steps) / 256 + (double) steps / halfLife));
    }
  }

  @Test
  void shouldNotCountTimeThatStepsBack() {
    Reputation known = new Reputation(5_000_000, 0, 1_000);

    assertThat(known.observe(true, 400, DAY)).isEqualTo(new Reputation(6_000_000, 0, 1_000));
  }

  @Test
  void shouldForgetAllOfLongAgo() {
    Reputation known = new Reputation(Long.MAX_VALUE / 2, 7, 0);

    assertThat(known.observe(true, 300 * DAY, DAY))
        .isEqualTo(new Reputation(1_000_000, 0, 300 * DAY));
  }

  @Test
  void shouldFadeByTheRulesOfThePolicy() {
    Performance failed = new Performance(TaskClass.STANDARD, false);
    AccountBook first = AccountBook.empty(Scene.ANN);
    AccountBook newest = AccountBook.empty(Scene.ANN);
    for (long at = 0; at <= DAY; at += 10_000) {
      first = first.rated(failed, at, Scene.policy(MarketRules.FIRST));
      newest = newest.rated(failed, at, Scene.policy(MarketRules.NEWEST));
    }

    assertThat(failures(first)).isEqualTo(8_641_000_000L);
    assertThat(failures(newest)).isBetween(519_000_000L, 525_000_000L);
    assertThat(failures(first.rated(failed, DAY + 10_000, Scene.POLICY)))
        .as("a policy of newer rules goes on from what the older ones left")
        .isEqualTo(8_642_000_000L);
  }

  private static long failures(AccountBook book) {
    return Objects.requireNonNull(book.reliability().get(TaskClass.STANDARD)).failures();
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
