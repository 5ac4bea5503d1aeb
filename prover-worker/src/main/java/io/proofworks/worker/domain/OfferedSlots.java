package io.proofworks.worker.domain;

import java.time.InstantSource;

/**
 * How many jobs an aggregator offers to work on at once: as many as it has room for, until it sees
 * that it is slow. A lease that runs out costs part of its bond, so each aggregate that takes over
 * half of a lease halves the offer, down to one, and each that takes less raises it by one. A lease
 * that has run out is a pause, and then a single slot; if that is lost as well, a pause twice as
 * long. What is lost in a pause was given before it. One thread uses it.
 */
public final class OfferedSlots {

  /** After leases that ran out, in a row. */
  static final Backoff PAUSES = new Backoff(60_000, 3_600_000);

  private final int capacity;
  private final InstantSource clock;
  private int slots;
  private int lostInARow;
  private long pausedUntil;

  /**
   * @param capacity jobs that there is room for, at least 1
   */
  public OfferedSlots(int capacity, InstantSource clock) {
    this.capacity = capacity;
    this.clock = clock;
    this.slots = capacity;
  }

  /** Jobs to work on at once, now; 0 in a pause. */
  public int now() {
    return clock.millis() < pausedUntil ? 0 : slots;
  }

  /**
   * An aggregate was made.
   *
   * @param tookMillis since its job was read
   * @param leaseMillis how long leases are
   */
  public void made(long tookMillis, long leaseMillis) {
    slots =
        isLong(tookMillis, leaseMillis) ? Math.max(1, slots / 2) : Math.min(capacity, slots + 1);
  }

  /** Whether a job that takes so long leaves too little of its lease for another one beside it. */
  public static boolean isLong(long millis, long leaseMillis) {
    return millis > leaseMillis / 2;
  }

  /** An aggregate was accepted. */
  public void accepted() {
    lostInARow = 0;
  }

  /**
   * A lease ran out.
   *
   * @return how long it pauses from now, milliseconds
   */
  public long lost() {
    long now = clock.millis();
    if (now >= pausedUntil) {
      pausedUntil = now + PAUSES.after(++lostInARow);
    }
    slots = 1;
    return pausedUntil - now;
  }
}
