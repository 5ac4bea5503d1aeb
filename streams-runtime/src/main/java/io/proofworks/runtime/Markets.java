package io.proofworks.runtime;

import io.proofworks.protocol.Hash32;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The markets of a deployment: its first one, and each that has a policy. A record belongs to the
 * market that it names if that had a policy when the record was appended; what names none, or one
 * that had none, is the first one's to answer. So the log alone says whose a record is.
 * Thread-safe.
 */
public final class Markets {

  /** Asks the log for markets that are not known yet. */
  interface News {

    /** Tells {@link #since} of all that had a policy by now. */
    void read();
  }

  private final Hash32 first;
  private final Map<Hash32, Long> since = new ConcurrentSkipListMap<>();
  private volatile News news = () -> {};

  /**
   * @param first the deployment's own, by whose domain tickers sign
   */
  public Markets(Hash32 first) {
    this.first = first;
  }

  void hear(News of) {
    news = of;
  }

  public Hash32 first() {
    return first;
  }

  /** The others, in the order of their domains. */
  public Set<Hash32> others() {
    return Set.copyOf(since.keySet());
  }

  /**
   * That market has a policy.
   *
   * @param time when it was appended, epoch milliseconds; the earliest of all counts
   */
  public void since(Hash32 market, long time) {
    if (!market.equals(first)) {
      since.merge(market, time, Math::min);
    }
  }

  /**
   * Whose a record is that names a market.
   *
   * @param time when it was appended, epoch milliseconds
   */
  public Hash32 owner(Hash32 named, long time) {
    if (named.equals(first)) {
      return first;
    }
    if (!since.containsKey(named)) {
      news.read();
    }
    Long from = since.get(named);
    return from != null && from <= time ? named : first;
  }
}
