package io.proofworks.market.cli;

/** Amounts for people: base units have six decimals. */
public final class Money {

  private static final long UNIT = 1_000_000;

  private Money() {}

  /** 2280000 as {@code 2.28}. */
  public static String format(long baseUnits) {
    String sign = baseUnits < 0 ? "-" : "";
    long whole = Math.abs(baseUnits) / UNIT;
    String fraction = String.format("%06d", Math.abs(baseUnits) % UNIT).replaceAll("0{1,4}$", "");
    return sign + whole + "." + fraction;
  }
}
