package io.proofworks.proofs;

import io.proofworks.proofs.bn254.PairingEquation;

/**
 * What is left of a proof once everything but its pairings is checked. Whoever has many proofs
 * reduces them one by one and decides what is left of all at once.
 */
public sealed interface Reduced {

  /** Nothing: the answer is known. */
  record Decided(ProofVerdict verdict) implements Reduced {}

  /** An equation: the proof is valid exactly when it holds. */
  record Open(PairingEquation equation) implements Reduced {}

  /** The answer to an equation that does not hold. */
  ProofVerdict UNEQUAL = new ProofVerdict.Invalid("the pairing equation does not hold");

  /** Decides. */
  default ProofVerdict verdict() {
    return switch (this) {
      case Decided(ProofVerdict verdict) -> verdict;
      case Open(PairingEquation equation) -> equation.holds() ? ProofVerdict.VALID : UNEQUAL;
    };
  }

  /** The answer to a proof that is not of this system's shape, or of something else. */
  static Reduced invalid(String detail) {
    return new Decided(new ProofVerdict.Invalid(detail));
  }

  /** The answer to a proof in another encoding than the one. */
  static Reduced nonCanonical(String detail) {
    return new Decided(new ProofVerdict.NonCanonical(detail));
  }

  /** The answer to a proof of a release or form that is not known here. */
  static Reduced unsupported(String detail) {
    return new Decided(new ProofVerdict.Unsupported(detail));
  }

  /** The answer to a proof of a stopped version. */
  static Reduced stopped(String version) {
    return new Decided(new ProofVerdict.Stopped(version));
  }
}
