package io.proofworks.proofs;

import io.proofworks.proofs.bn254.Scalars;
import java.util.Optional;

/** Checks the proofs of one circuit under its verifying key. Immutable, shared between threads. */
public interface KeyedVerifier {

  /** Public inputs of a statement. */
  int inputs();

  /** Why nothing proves these public inputs; empty when something may. */
  default Optional<String> obstacle(byte[] publicInputs) {
    return Scalars.flaw(publicInputs, inputs());
  }

  /**
   * All checks of a proof but its pairings. Total: bytes of any shape get an answer.
   *
   * @param publicInputs 32 bytes big-endian for each public input, one after the other
   * @param proof in the verifier's encoding
   */
  Reduced reduce(byte[] publicInputs, byte[] proof);
}
