package io.proofworks.proofs.keyed;

import io.proofworks.proofs.Groth16ProofSystem;
import io.proofworks.proofs.OneVersion;
import io.proofworks.proofs.Program;
import io.proofworks.proofs.ProofVerdict;
import io.proofworks.proofs.VerifierCache;
import io.proofworks.proofs.VersionStatus;
import io.proofworks.proofs.groth16.Groth16Verifier;
import io.proofworks.proofs.groth16.VerifyingKey;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Groth16 proofs of any circuit in the plain form (circom's, arkworks', gnark's without
 * commitments): as {@link KeyedProofSystem}, and proofs of one key can be aggregated.
 */
final class KeyedGroth16ProofSystem implements Groth16ProofSystem {
  private static final String ID = KeyedProofSystem.GROTH16;
  private static final String VERSION = KeyedProofSystem.VERSION;

  private final VerifierCache<Groth16Verifier> verifiers =
      new VerifierCache<>(program ->
          KeyedProgram.verifier(ID, program, key -> new Groth16Verifier(VerifyingKey.parse(key))));
  private final OneVersion version;

  KeyedGroth16ProofSystem(Map<String, VersionStatus> policy) {
    this.version = OneVersion.under(policy, VERSION);
  }

  @Override
  public Map<String, VersionStatus> statuses() {
    return version.statuses();
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public int maxProofBytes() {
    return Groth16Verifier.PROOF_BYTES;
  }

  @Override
  public Claim claim(Program program, byte[] publicInputs, byte @Nullable [] binding, byte[] head) {
    ProofVerdict stopped = version.refusal();
    if (stopped != null) {
      return new Refused(stopped);
    }
    ProofVerdict misdirected = misdirected(program, binding);
    if (misdirected != null) {
      return new Refused(misdirected);
    }
    if (head.length != 0) {
      return Groth16ProofSystem.nonCanonical("longer than a proof by " + head.length + " bytes");
    }
    return verifiers
        .of(program)
        .<Claim>map(verifier -> new Keyed(verifier, publicInputs))
        .orElseGet(() -> Groth16ProofSystem.invalid("not a program of " + ID + ": " + program));
  }
}
