package io.proofworks.settlement.domain;

import java.math.BigInteger;

/**
 * Exponentially decayed counts of successes and failures, in millionths. Integers only, so that
 * every replay gives the same figures.
 *
 * @param asOf log time the counts are decayed to, epoch milliseconds
 */
public record Reputation(long successes, long failures, long asOf) {

  private static final long ONE = 1_000_000;

  /** 2^(-1/2), 2^(-1/4), ... 2^(-1/256) in billionths. */
  private static final long[] ROOTS = {
    707_106_781,
    840_896_415,
    917_004_043,
    957_603_281,
    978_572_062,
    989_228_013,
    994_599_423,
    997_296_056
  };

  private static final long BILLION = 1_000_000_000;

  static Reputation unknown(long at) {
    return new Reputation(0, 0, at);
  }

  /** One more observation at that time. */
  Reputation observe(boolean success, long at, long halfLifeMs) {
    long age = Math.max(0, at - asOf);
    long kept = decay(successes, age, halfLifeMs);
    long failed = decay(failures, age, halfLifeMs);
    return new Reputation(
        success ? Math.addExact(kept, ONE) : kept,
        success ? failed : Math.addExact(failed, ONE),
        Math.max(asOf, at));
  }

  /** (successes + 1) / (successes + failures + 2), in millionths: unknown provers have one half. */
  public int score() {
    BigInteger total = BigInteger.valueOf(successes).add(BigInteger.valueOf(failures + 2 * ONE));
    return BigInteger.valueOf(successes + ONE)
        .multiply(BigInteger.valueOf(ONE))
        .divide(total)
        .intValueExact();
  }

  /** value · 2^(-age / halfLife); the fraction of a half-life is cut to 1/256. */
  static long decay(long value, long age, long halfLifeMs) {
    long halvings = age / halfLifeMs;
    if (halvings >= Long.SIZE - 1) {
      return 0;
    }
    long left = value >> halvings;
    long fraction = (age % halfLifeMs) * 256 / halfLifeMs;
    for (int bit = 0; bit < ROOTS.length; bit++) {
      if ((fraction & (128 >> bit)) != 0) {
        // the same as left * ROOTS[bit] / BILLION, which is too large from 9,223 observations on
        left = left / BILLION * ROOTS[bit] + left % BILLION * ROOTS[bit] / BILLION;
      }
    }
    return left;
  }
}
