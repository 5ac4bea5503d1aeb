package io.proofworks.proofs.groth16;

import io.proofworks.proofs.Program;
import io.proofworks.proofs.ProofSystem;
import io.proofworks.proofs.ProofVerdict;
import io.proofworks.proofs.Reduced;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A proof system whose proofs end in the 256 bytes of a Groth16 proof, so that everything else, the
 * head, decides under which key and with which public inputs those are checked: for whoever checks
 * many of one key without seeing them.
 */
public interface Groth16ProofSystem extends ProofSystem {

  /** What the head of a proof says about its tail. */
  sealed interface Claim {}

  /** There is nothing to check. */
  record Refused(ProofVerdict verdict) implements Claim {}

  /**
   * The tail is a proof under this key.
   *
   * @param publicInputs 32 bytes big-endian each, one after the other; not yet checked to be below
   *     r
   */
  record Keyed(Groth16Verifier verifier, byte[] publicInputs) implements Claim {}

  /**
   * All checks of a proof that its last 256 bytes are not needed for. Total; arguments as in {@link
   * #reduce}.
   *
   * @param head the proof without its last 256 bytes
   */
  Claim claim(Program program, byte[] publicInputs, byte @Nullable [] binding, byte[] head);

  /**
   * The answer to a proof that names a release which is not known here, whatever else its form is;
   * else null.
   */
  default @Nullable ProofVerdict unknown(byte[] proof) {
    return null;
  }

  @Override
  default Reduced reduce(
      Program program, byte[] publicInputs, byte @Nullable [] binding, byte[] proof) {
    ProofVerdict unknown = unknown(proof);
    return unknown == null
        ? reduce(proof, head -> claim(program, publicInputs, binding, head))
        : new Reduced.Decided(unknown);
  }

  /** Checks a proof of which a head is claimed. */
  static Reduced reduce(byte[] proof, Function<byte[], Claim> claim) {
    int head = proof.length - Groth16Verifier.PROOF_BYTES;
    if (head < 0) {
      return Reduced.nonCanonical("too short for a proof: " + proof.length + " bytes");
    }
    return switch (claim.apply(Arrays.copyOf(proof, head))) {
      case Refused(ProofVerdict verdict) -> new Reduced.Decided(verdict);
      case Keyed(Groth16Verifier verifier, byte[] inputs) ->
          verifier.reduce(inputs, Arrays.copyOfRange(proof, head, proof.length));
    };
  }

  /** A head that is not of this system's shape, or of something else. */
  static Claim invalid(String detail) {
    return new Refused(new ProofVerdict.Invalid(detail));
  }

  /** A head in another encoding than the one. */
  static Claim nonCanonical(String detail) {
    return new Refused(new ProofVerdict.NonCanonical(detail));
  }
}
