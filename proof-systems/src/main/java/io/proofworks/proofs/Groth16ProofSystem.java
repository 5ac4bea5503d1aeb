package io.proofworks.proofs;

import io.proofworks.proofs.groth16.Groth16Result;
import io.proofworks.proofs.groth16.Groth16Verifier;
import org.jspecify.annotations.Nullable;

/**
 * A proof system whose proofs come down to one Groth16 equation. Whoever has many of them checks
 * the cheap parts one by one and all equations at once.
 */
public interface Groth16ProofSystem extends ProofSystem {

  /** What is left of a proof once everything but the equation is checked. */
  sealed interface Reduced {

    /** Nothing: the answer is known. */
    record Decided(ProofVerdict verdict) implements Reduced {}

    /**
     * An equation, see {@link Groth16Verifier#verify(byte[], byte[])}.
     *
     * @param publicInputs 32 bytes big-endian each, one after the other
     * @param proof 256 bytes
     */
    record Equation(Groth16Verifier verifier, byte[] publicInputs, byte[] proof)
        implements Reduced {}
  }

  /** All checks but the equation; arguments as in {@link #verify}. Total as well. */
  Reduced reduce(Program program, byte[] publicInputs, byte @Nullable [] binding, byte[] proof);

  @Override
  default ProofVerdict verify(
      Program program, byte[] publicInputs, byte @Nullable [] binding, byte[] proof) {
    return switch (reduce(program, publicInputs, binding, proof)) {
      case Reduced.Decided(ProofVerdict verdict) -> verdict;
      case Reduced.Equation(Groth16Verifier verifier, byte[] inputs, byte[] points) ->
          verdict(verifier.verify(inputs, points));
    };
  }

  /** What the outcome of a Groth16 check means to the market. */
  static ProofVerdict verdict(Groth16Result result) {
    return switch (result) {
      case VALID -> ProofVerdict.VALID;
      case NON_CANONICAL ->
          new ProofVerdict.NonCanonical("a number at or above its modulus, or a wrong length");
      case NOT_ON_CURVE -> new ProofVerdict.Invalid("a point is not on its curve");
      case NOT_IN_SUBGROUP -> new ProofVerdict.Invalid("a point is not in the subgroup");
      case PAIRING_FAILED -> new ProofVerdict.Invalid("the pairing equation does not hold");
    };
  }

  /** The answer to a proof that is not of this system's shape. */
  static Reduced invalid(String detail) {
    return new Reduced.Decided(new ProofVerdict.Invalid(detail));
  }

  /** The answer to a proof in another encoding than the one. */
  static Reduced nonCanonical(String detail) {
    return new Reduced.Decided(new ProofVerdict.NonCanonical(detail));
  }

  /** The answer to a proof of a stopped version. */
  static Reduced stopped(String version) {
    return new Reduced.Decided(new ProofVerdict.Stopped(version));
  }
}
