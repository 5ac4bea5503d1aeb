package io.proofworks.protocol;

import java.math.BigInteger;

/**
 * Arithmetic on amounts: whole base units (6 decimals) in a {@code long}. Every operation is exact
 * or throws {@link ArithmeticException}; nothing wraps, saturates or rounds but {@link #share},
 * which says how.
 */
public final class Amounts {

  /** Basis points in the whole. */
  public static final int BPS = 10_000;

  private Amounts() {}

  /**
   * @throws ArithmeticException on overflow
   */
  public static long add(long left, long right) {
    return Math.addExact(left, right);
  }

  /**
   * May be negative: whether a balance may is the ledger's rule, not arithmetic's.
   *
   * @throws ArithmeticException on overflow
   */
  public static long subtract(long left, long right) {
    return Math.subtractExact(left, right);
  }

  /**
   * @throws ArithmeticException on overflow
   */
  public static long multiply(long left, long right) {
    return Math.multiplyExact(left, right);
  }

  /**
   * The floor of amount · bps / 10 000, computed without intermediate overflow. So a share and its
   * complement by subtraction lose nothing.
   *
   * @param amount at least 0, in base units
   * @param bps at least 0; more than 10 000 gives more than the amount
   * @throws IllegalArgumentException if an argument is negative
   * @throws ArithmeticException if the result exceeds a long
   */
  public static long share(long amount, int bps) {
    if (amount < 0 || bps < 0) {
      throw new IllegalArgumentException("share of a negative: " + amount + " at " + bps + " bps");
    }
    long high = Math.multiplyHigh(amount, (long) bps);
    long low = amount * bps;
    return high == 0 && low >= 0 ? low / BPS : wideShare(amount, bps);
  }

  private static long wideShare(long amount, int bps) {
    BigInteger product = BigInteger.valueOf(amount).multiply(BigInteger.valueOf(bps));
    return product.divide(BigInteger.valueOf(BPS)).longValueExact();
  }
}
