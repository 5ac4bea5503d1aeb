package io.proofworks.worker.domain;

import java.util.OptionalLong;

/**
 * From when on a worker has to read the log again after a restart, by append times alone: whatever
 * a bond hangs on, and what may still be given to it, as far as that is of late. A worker that had
 * to read more would not be done before its windows close.
 */
public final class ReadAgain {

  /** Clocks of brokers differ, and one can go back a little. */
  static final long CLOCKS_MILLIS = 60_000;

  /** Tasks that wait for longer are not worth the reading: to let one pass costs no bond. */
  static final long WAITING_MILLIS = 3_600_000;

  private ReadAgain() {}

  /**
   * The time from which to read, epoch milliseconds.
   *
   * @param newest append time up to which it has read
   * @param owed of the oldest record that a bond hangs on
   * @param waiting of the oldest task that may still be given to it
   */
  public static long from(long newest, OptionalLong owed, OptionalLong waiting) {
    long late = Math.max(waiting.orElse(newest), newest - WAITING_MILLIS);
    return before(Math.min(owed.orElse(newest), Math.min(late, newest)));
  }

  /** So long before a record that whatever belongs to it is read as well. */
  public static long before(long appended) {
    return appended - CLOCKS_MILLIS;
  }
}
