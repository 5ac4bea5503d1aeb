package io.proofworks.proofs.keyed;

import io.proofworks.proofs.OneVersion;
import io.proofworks.proofs.Program;
import io.proofworks.proofs.ProofVerdict;
import io.proofworks.proofs.PublicValues;
import io.proofworks.proofs.VerifierLines;
import io.proofworks.proofs.VersionStatus;
import io.proofworks.proofs.bn254.Scalars;
import io.proofworks.proofs.groth16.Groth16ProofSystem;
import io.proofworks.proofs.groth16.Groth16Verifier;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Groth16 proofs of the Pico zkVM of Brevis: program hash is the key of the RISC-V program, public
 * inputs are the public values, a proof is 256 bytes.
 */
public final class PicoProofSystem implements Groth16ProofSystem {

  /** The id of this system. */
  public static final String ID = "pico-groth16";

  private static final List<String> LINE =
      VerifierLines.read(PicoProofSystem.class, "pico").getFirst();
  private static final String VERSION = LINE.get(0);
  private static final Groth16Verifier VERIFIER = Groth16Verifier.of(LINE.get(1));

  private final OneVersion version;

  /** The system; what policy says of its one version decides whether it verifies at all. */
  public PicoProofSystem(Map<String, VersionStatus> policy) {
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
  public Optional<String> obstacle(Program program) {
    return Groth16ProofSystem.super
        .obstacle(program)
        .or(() -> Scalars.flaw(program.hash(), 1).map(why -> "its hash is no key: " + why));
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
    return new Keyed(VERIFIER, PublicValues.inputs(program.hash(), publicInputs, new byte[0]));
  }
}
