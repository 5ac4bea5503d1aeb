package io.proofworks.runtime;

import io.proofworks.protocol.Hash32;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * The markets that a process serves: the deployment's first one, and each that has a policy. One
 * that is served stays so. Thread-safe.
 */
public final class Markets {

  private final Hash32 first;
  private final Set<Hash32> others = new ConcurrentSkipListSet<>();

  /**
   * @param first the deployment's own
   */
  public Markets(Hash32 first) {
    this.first = first;
  }

  /** The deployment's own: tickers sign by it, and what names no market that is served is its. */
  public Hash32 first() {
    return first;
  }

  /** The others, in the order of their domains. */
  public Set<Hash32> others() {
    return Collections.unmodifiableSet(others);
  }

  /** Whether records of that market are its own. */
  public boolean serves(Hash32 market) {
    return market.equals(first) || others.contains(market);
  }

  /** That market has a policy, or somebody who serves it writes of it. */
  public void serve(Hash32 market) {
    if (!market.equals(first)) {
      others.add(market);
    }
  }
}
