package io.proofworks.proofs;

/** The one answer a proof gets. */
public sealed interface ProofVerdict {

  /** The proof proves the statement. */
  record Valid() implements ProofVerdict {}

  /** The proof does not prove the statement, or the statement is not one of this system. */
  record Invalid(String detail) implements ProofVerdict {}

  /**
   * Not the one encoding of a proof: wrong length, a number at or above its modulus, trailing
   * bytes.
   */
  record NonCanonical(String detail) implements ProofVerdict {}

  /**
   * No proof of the statement can be judged here: policy has stopped the version of the verifier,
   * or the program is none that a verifier can be made of. Said before any cryptography.
   */
  record Stopped(String version) implements ProofVerdict {}

  /**
   * The proof names a release or a form that this verifier does not know: perhaps a newer one's.
   * Whether it proves the statement is not known, so it is not invalid.
   */
  record Unsupported(String detail) implements ProofVerdict {}

  /** The verdict of a proof that proves its statement. */
  ProofVerdict VALID = new Valid();

  /** Whether the proof proves the statement. */
  default boolean isValid() {
    return this instanceof Valid;
  }

  /** The same verdict, its detail saying of which part of a whole it is. */
  default ProofVerdict of(String part) {
    return switch (this) {
      case Valid valid -> valid;
      case Invalid(String detail) -> new Invalid(part + ": " + detail);
      case NonCanonical(String detail) -> new NonCanonical(part + ": " + detail);
      case Stopped stopped -> stopped;
      case Unsupported(String detail) -> new Unsupported(part + ": " + detail);
    };
  }
}
