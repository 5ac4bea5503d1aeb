package io.proofworks.market.audit;

import io.proofworks.runtime.journal.BrokerClocks;
import org.jspecify.annotations.Nullable;

/**
 * Since when ticks have come without a gap: what waits for time to pass waits while none do.
 *
 * @param since append time of the first of them, epoch milliseconds
 * @param last append time of the last
 * @param before as it was before the gap that they came after; null where there was none
 */
record Ticking(long since, long last, @Nullable Ticking before) {

  /** A market has a tick a second; the tickers were away where there is none for that long. */
  private static final long GAP_MS = 10_000;

  Ticking(long since, long last) {
    this(since, last, null);
  }

  /** From the first one on. */
  static Ticking from(long time) {
    return new Ticking(time, time);
  }

  /** With the next one. Those after a gap count for nothing if that one stands before it. */
  Ticking with(long time) {
    if (before != null && last - time > BrokerClocks.APART_MS) {
      return before.with(time);
    }
    boolean gap = time - last > GAP_MS;
    return new Ticking(
        gap ? time : since, Math.max(last, time), gap ? new Ticking(since, last) : before);
  }

  /** Whether they have come for longer than that since a time. */
  boolean hasComeFor(long ms, long from) {
    return last - Math.max(from, since) > ms;
  }
}
