package io.proofworks.proofs;

/** Checks the proofs of one circuit under its verifying key. Immutable, shared between threads. */
public interface KeyedVerifier {

  /**
   * All checks of a proof but its pairings. Total: bytes of any shape get an answer.
   *
   * @param publicInputs 32 bytes big-endian for each public input, one after the other
   * @param proof in the verifier's encoding
   */
  Reduced reduce(byte[] publicInputs, byte[] proof);
}
