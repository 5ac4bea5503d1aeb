package io.proofworks.proofs.groth16;

import io.proofworks.proofs.ProofVerdict;
import io.proofworks.proofs.Reduced;

/** What came of verifying a proof, in the order of the checks, which is that of their cost. */
public enum Groth16Result {
  /** The public inputs are not as many as the key has, or one is not below r: no statement. */
  NO_STATEMENT,
  /** A wrong length or a coordinate not below p. */
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
      case NO_STATEMENT ->
          new ProofVerdict.Stopped("the public inputs are not of this program, or not below r");
      case NON_CANONICAL ->
          new ProofVerdict.NonCanonical("a coordinate at or above its modulus, or a wrong length");
      case NOT_ON_CURVE -> new ProofVerdict.Invalid("a point is not on its curve");
      case NOT_IN_SUBGROUP -> new ProofVerdict.Invalid("a point is not in the subgroup");
      case PAIRING_FAILED -> Reduced.UNEQUAL;
    };
  }
}
