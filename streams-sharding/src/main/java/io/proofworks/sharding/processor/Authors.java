package io.proofworks.sharding.processor;

import io.proofworks.avro.Heartbeat;
import io.proofworks.avro.ProofRequest;
import io.proofworks.avro.Supersession;
import io.proofworks.messages.SignedMessages;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.Author;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.SessionKey;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Whom the inputs of sharding speak for; nobody when their signatures are not of whom they name.
 */
public final class Authors {

  private Authors() {}

  /** Who signed a request; empty for nobody. */
  public static Optional<Author> of(ProofRequest request) {
    return byOwner(
        request.getRequesterId(),
        () -> SignedMessages.digest(request),
        AvroPolicies.bytes(request.getSignature()));
  }

  /** Who signed a supersession; empty for nobody. */
  public static Optional<Author> of(Supersession message) {
    return byOwner(
        message.getRequesterId(),
        () -> SignedMessages.digest(message),
        AvroPolicies.bytes(message.getSignature()));
  }

  static Optional<Author> of(Heartbeat heartbeat, ProverSession session) {
    byte[] signature = AvroPolicies.bytes(heartbeat.getSignature());
    return Address.tryParse(heartbeat.getProverId())
        .flatMap(named ->
            digest(() -> SignedMessages.digest(heartbeat))
                .flatMap(digest ->
                    Author.bySessionKey(
                        named, session.sessionKey(), digest, signature, SessionKey::verify)));
  }

  private static Optional<Author> byOwner(String named, Supplier<Hash32> digest, byte[] signature) {
    return Address.tryParse(named)
        .flatMap(
            address -> digest(digest).flatMap(hash -> Author.byOwnerKey(address, hash, signature)));
  }

  /** A text without a UTF-8 form or an id out of form is signed by nobody. */
  private static Optional<Hash32> digest(Supplier<Hash32> digest) {
    try {
      return Optional.of(digest.get());
    } catch (IllegalArgumentException notInForm) {
      return Optional.empty();
    }
  }
}
