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

    /** Nothing that is not known yet. */
    News NONE =
        new News() {
          @Override
          public void read() {}

          @Override
          public void readSeldom() {}
        };

    /** Tells {@link #since} of all that had a policy by now. */
    void read();

    /** The same, unless that was done a moment ago. */
    void readSeldom();
  }

  private final Hash32 first;
  private final Map<Hash32, Long> since = new ConcurrentSkipListMap<>();
  private volatile News news = News.NONE;

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
   * Whose a record is that names a market, of a topic that only the market and its operator write:
   * whoever writes of a market there knows a policy of it.
   *
   * @param time when it was appended, epoch milliseconds
   */
  public Hash32 owner(Hash32 named, long time) {
    return owner(named, time, news::read);
  }

  /** The same of a record that an outsider may have written, to make the log be asked. */
  public Hash32 ownerOfForeign(Hash32 named, long time) {
    return owner(named, time, news::readSeldom);
  }

  private Hash32 owner(Hash32 named, long time, Runnable ask) {
    if (named.equals(first)) {
      return first;
    }
    if (!since.containsKey(named)) {
      ask.run();
    }
    Long from = since.get(named);
    return from != null && from <= time ? named : first;
  }
}
