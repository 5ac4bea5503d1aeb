package io.proofworks.settlement.domain;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a decision on a task may look at beside the task itself.
 *
 * @param policy of the version the task was published under
 * @param provers registered provers
 * @param open when the log was open
 * @param signatures Ed25519 verification
 */
public record TaskContext(
    MarketPolicy policy,
    Function<Address, Optional<ProverKey>> provers,
    OpenTime open,
    ProofCheck proofs,
    SignatureCheck signatures,
    Digests digests) {

  /** Whether a session key signed a digest. */
  @FunctionalInterface
  public interface SignatureCheck {
    boolean isSignedBy(byte[] sessionKey, Hash32 digest, byte[] signature);
  }

  Hash32 domain() {
    return digests.domain();
  }

  Hash32 inputId(Origin origin) {
    return digests.inputId(origin.topic(), origin.partition(), origin.offset());
  }
}
