package io.proofworks.proofs.sp1;

import io.proofworks.proofs.Program;
import io.proofworks.proofs.ProofSystem;
import io.proofworks.proofs.Reduced;
import io.proofworks.proofs.Releases;
import io.proofworks.proofs.VersionStatus;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Proofs of the SP1 zkVM: program hash is the program's verifying key ({@code vkey}), public inputs
 * are the public values, and a proof is the selector of the version, from version 6 an envelope of
 * three words, then the proof of its wrapping circuit, which is of Groth16 in one system and of
 * gnark's PLONK in the other.
 */
public final class Sp1ProofSystem implements ProofSystem {

  /** The id of the system with Groth16 proofs. */
  public static final String GROTH16 = "sp1-groth16";

  /** The id of the system with PLONK proofs. */
  public static final String PLONK = "sp1-plonk";

  private final String id;
  private final Releases<Sp1Verifier> releases;

  private Sp1ProofSystem(String id, Releases<Sp1Verifier> releases) {
    this.id = id;
    this.releases = releases;
  }

  /**
   * The system with Groth16 proofs under a policy.
   *
   * @param statuses by version such as {@code v5.0.0}; versions not named keep the status of the
   *     table
   */
  public static Sp1ProofSystem groth16(Map<String, VersionStatus> statuses) {
    return new Sp1ProofSystem(GROTH16, new Releases<>(Sp1Verifier.groth16(), statuses));
  }

  /** The system with PLONK proofs under a policy; see {@link #groth16}. */
  public static Sp1ProofSystem plonk(Map<String, VersionStatus> statuses) {
    return new Sp1ProofSystem(PLONK, new Releases<>(Sp1Verifier.plonk(), statuses));
  }

  @Override
  public Map<String, VersionStatus> statuses() {
    return releases.statuses();
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public int maxProofBytes() {
    return releases.all().stream().mapToInt(Sp1Verifier::proofBytes).max().orElse(0);
  }

  @Override
  public Reduced reduce(
      Program program, byte[] publicInputs, byte @Nullable [] binding, byte[] proof) {
    if (!program.proofSystem().equals(id)) {
      return Reduced.invalid("a program of " + program.proofSystem());
    }
    if (binding != null) {
      return Reduced.invalid("a proof of SP1 carries no binding");
    }
    if (proof.length < Sp1Verifier.SELECTOR_BYTES) {
      return Reduced.nonCanonical("too short for a selector");
    }
    String selector = HexFormat.of().formatHex(proof, 0, Sp1Verifier.SELECTOR_BYTES);
    return releases.under(selector, release -> release.reduce(program.hash(), publicInputs, proof));
  }
}
