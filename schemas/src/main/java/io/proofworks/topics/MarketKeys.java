package io.proofworks.topics;

import io.proofworks.protocol.Hash32;

/**
 * Keys on topics of which only the newest record of a key is kept. There a key is one market's:
 * that of any but the deployment's first has its domain before it, or two markets in which somebody
 * has the same name would take each other's records away. It stands in the partition of the key
 * without it.
 */
public final class MarketKeys {

  private MarketKeys() {}

  /**
   * The key of a record of a market that is not the deployment's first: {@code domain|key}.
   *
   * @param key what is the first one's key
   */
  public static String of(Hash32 market, String key) {
    return market.hex() + "|" + key;
  }
}
