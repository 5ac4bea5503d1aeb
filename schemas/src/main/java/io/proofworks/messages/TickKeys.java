package io.proofworks.messages;

import io.proofworks.avro.Policy;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.SessionKey;
import java.util.Optional;

/** The key of a market's tickers, as its policy names it. */
public final class TickKeys {

  private TickKeys() {}

  /**
   * The public key; empty when the policy names none.
   *
   * @throws IllegalArgumentException if tickKey is no public key
   */
  public static Optional<Hash32> of(Policy policy) {
    if (policy.getTickKey().isEmpty()) {
      return Optional.empty();
    }
    if (!isUsable(policy)) {
      throw new IllegalArgumentException(
          "tickKey is 0x and the 64 hex digits of an Ed25519 public key, or empty");
    }
    return Hash32.tryParse(policy.getTickKey());
  }

  /** Whether the policy names a public key, or none. */
  public static boolean isUsable(Policy policy) {
    String key = policy.getTickKey();
    return key.isEmpty()
        || Hash32.tryParse(key).filter(k -> SessionKey.isPublicKey(k.bytes())).isPresent();
  }
}
