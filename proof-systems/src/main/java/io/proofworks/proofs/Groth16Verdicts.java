package io.proofworks.proofs;

import io.proofworks.proofs.groth16.Groth16Result;
import io.proofworks.proofs.groth16.Groth16Verifier;

/** What the outcome of a Groth16 check means to the market. */
public final class Groth16Verdicts {

  private Groth16Verdicts() {}

  /**
   * Verifies and translates.
   *
   * @param publicInputs 32 bytes big-endian each, one after the other
   * @param proof 256 bytes
   */
  public static ProofVerdict verify(Groth16Verifier verifier, byte[] publicInputs, byte[] proof) {
    return of(verifier.verify(publicInputs, proof));
  }

  private static ProofVerdict of(Groth16Result result) {
    return switch (result) {
      case VALID -> ProofVerdict.VALID;
      case NON_CANONICAL ->
          new ProofVerdict.NonCanonical("a number at or above its modulus, or a wrong length");
      case NOT_ON_CURVE -> new ProofVerdict.Invalid("a point is not on its curve");
      case NOT_IN_SUBGROUP -> new ProofVerdict.Invalid("a point is not in the subgroup");
      case PAIRING_FAILED -> new ProofVerdict.Invalid("the pairing equation does not hold");
    };
  }
}
