package io.proofworks.messages;

import io.proofworks.avro.Policy;
import io.proofworks.protocol.Hash32;
import java.util.Optional;

/** The key of a market's tickers, as its policy names it. */
public final class TickKeys {

  private TickKeys() {}

  /** The public key; empty when the policy names none. */
  public static Optional<Hash32> of(Policy policy) {
    return Hash32.tryParse(policy.getTickKey());
  }
}
