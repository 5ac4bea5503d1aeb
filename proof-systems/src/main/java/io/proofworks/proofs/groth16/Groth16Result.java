package io.proofworks.proofs.groth16;

import io.proofworks.proofs.ProofVerdict;
import io.proofworks.proofs.Reduced;

/** What came of verifying a proof, in the order of the checks, which is that of their cost. */
public enum Groth16Result {
  /** A wrong length, a coordinate not below p or a public input not below r. */
  NON_CANONICAL,
  /** A point is not on its curve. */
  NOT_ON_CURVE,
  /** B is on the curve and outside the group of order r. */
  NOT_IN_SUBGROUP,
  /** Well formed, and no proof of these public inputs under this key. */
  PAIRING_FAILED,
  /** A proof. */
  VALID;

  /** Whether the proof holds. */
  public boolean isValid() {
    return this == VALID;
  }

  /** What this means to the market. */
  ProofVerdict verdict() {
    return switch (this) {
      case VALID -> ProofVerdict.VALID;
      case NON_CANONICAL ->
          new ProofVerdict.NonCanonical("a number at or above its modulus, or a wrong length");
      case NOT_ON_CURVE -> new ProofVerdict.Invalid("a point is not on its curve");
      case NOT_IN_SUBGROUP -> new ProofVerdict.Invalid("a point is not in the subgroup");
      case PAIRING_FAILED -> Reduced.UNEQUAL;
    };
  }
}
