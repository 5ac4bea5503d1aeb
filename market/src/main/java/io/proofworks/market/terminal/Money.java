package io.proofworks.market.terminal;

import java.math.BigDecimal;

/** Amounts for people: base units have six decimals. */
public final class Money {

  private static final long UNIT = 1_000_000;

  private Money() {}

  /**
   * {@code 2.28} as 2280000.
   *
   * @throws NumberFormatException if it is no decimal number
   * @throws ArithmeticException if it has more than six decimals or is too large
   */
  public static long parse(String amount) {
    return new BigDecimal(amount).movePointRight(6).longValueExact();
  }

  /** 2280000 as {@code 2.28}. */
  public static String format(long baseUnits) {
    String sign = baseUnits < 0 ? "-" : "";
    long whole = Math.abs(baseUnits) / UNIT;
    String fraction = String.format("%06d", Math.abs(baseUnits) % UNIT).replaceAll("0{1,4}$", "");
    return sign + whole + "." + fraction;
  }
}
