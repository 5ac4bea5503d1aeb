package io.proofworks.settlement.domain;

import io.proofworks.protocol.MarketRules;
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

  private static final long PARTS = 256;

  static Reputation unknown(long at) {
    return new Reputation(0, 0, at);
  }

  /**
   * One more observation at that time. The counts stay behind it by what is too short to decay
   * them, less than 1/256 of a half-life, so that it adds up and is not forgotten.
   */
  Reputation observe(boolean success, long at, long halfLifeMs) {
    long age = Math.max(0, at - asOf);
    return observe(success, age, halfLifeMs, asOf + decayed(age, halfLifeMs));
  }

  /** The same by rules before {@link MarketRules#REPUTATION_ALWAYS_FADES}. */
  Reputation observeByFirstRules(boolean success, long at, long halfLifeMs) {
    return observe(success, Math.max(0, at - asOf), halfLifeMs, Math.max(asOf, at));
  }

  private Reputation observe(boolean success, long age, long halfLifeMs, long until) {
    long kept = decay(successes, age, halfLifeMs);
    long failed = decay(failures, age, halfLifeMs);
    return new Reputation(
        success ? Math.addExact(kept, ONE) : kept,
        success ? failed : Math.addExact(failed, ONE),
        until);
  }

  /** (successes + 1) / (successes + failures + 2), in millionths: unknown provers have one half. */
  public int score() {
    BigInteger total = BigInteger.valueOf(successes).add(BigInteger.valueOf(failures + 2 * ONE));
    return BigInteger.valueOf(successes + ONE)
        .multiply(BigInteger.valueOf(ONE))
        .divide(total)
        .intValueExact();
  }

  /**
   * How much of an age {@link #decay} goes by: its whole 1/256 of a half-life, as milliseconds that
   * are rounded up, so that nothing decays twice.
   */
  private static long decayed(long age, long halfLifeMs) {
    long rest = age % halfLifeMs;
    return age - rest + Math.ceilDiv(parts(rest, halfLifeMs) * halfLifeMs, PARTS);
  }

  /** Whole 1/256 of a half-life in less than one, which is at most ten years. */
  private static long parts(long rest, long halfLifeMs) {
    return rest * PARTS / halfLifeMs;
  }

  /** value · 2^(-age / halfLife); the fraction of a half-life is cut to 1/256. */
  static long decay(long value, long age, long halfLifeMs) {
    long halvings = age / halfLifeMs;
    if (halvings >= Long.SIZE - 1) {
      return 0;
    }
    long left = value >> halvings;
    long fraction = parts(age % halfLifeMs, halfLifeMs);
    for (int bit = 0; bit < ROOTS.length; bit++) {
      if ((fraction & (128 >> bit)) != 0) {
        // the same as left * ROOTS[bit] / BILLION, which is too large from 9,223 observations on
        left = left / BILLION * ROOTS[bit] + left % BILLION * ROOTS[bit] / BILLION;
      }
    }
    return left;
  }
}
