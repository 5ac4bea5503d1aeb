package io.proofworks.market.audit;

/**
 * Since when ticks have come without a gap: what waits for time to pass waits while none do.
 *
 * @param since append time of the first of them, epoch milliseconds
 * @param last append time of the last
 */
record Ticking(long since, long last) {

  /** A market has a tick a second; the tickers were away where there is none for that long. */
  private static final long GAP_MS = 10_000;

  /** From the first one on. */
  static Ticking from(long time) {
    return new Ticking(time, time);
  }

  /** With the next one. */
  Ticking with(long time) {
    return new Ticking(time - last > GAP_MS ? time : since, Math.max(last, time));
  }

  /** Whether they have come for longer than that since a time. */
  boolean hasComeFor(long ms, long from) {
    return last - Math.max(from, since) > ms;
  }
}
