package io.proofworks.settlement.domain;

import java.time.Duration;

/**
 * What a record can ask for at all. Within these, sums of amounts and of times stay far from the
 * end of a {@code long}, so that nothing that is accepted can overflow later.
 */
final class Limits {

  /** Base units that one account can hold. */
  static final long AMOUNT = 1L << 60;

  /** The longest window, and the farthest deadline from now. */
  static final long DURATION_MS = Duration.ofDays(366).toMillis();

  private Limits() {}

  static void requireAmount(String field, long amount) {
    require(field, amount, 0, AMOUNT);
  }

  static void requireDuration(String field, long millis) {
    require(field, millis, 0, DURATION_MS);
  }

  /**
   * Requires {@code from <= value <= to}.
   *
   * @throws IllegalArgumentException naming the field
   */
  static void require(String field, long value, long from, long to) {
    if (value < from || value > to) {
      throw new IllegalArgumentException(
          field + " is " + value + ", not from " + from + " to " + to);
    }
  }
}
