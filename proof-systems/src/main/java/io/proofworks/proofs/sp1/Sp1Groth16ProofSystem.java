package io.proofworks.proofs.sp1;

import io.proofworks.proofs.Program;
import io.proofworks.proofs.ProofVerdict;
import io.proofworks.proofs.Releases;
import io.proofworks.proofs.VerifierLines;
import io.proofworks.proofs.VersionStatus;
import io.proofworks.proofs.groth16.Groth16ProofSystem;
import io.proofworks.proofs.groth16.Groth16Verifier;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Groth16 proofs of the SP1 zkVM: program hash is the program's verifying key ({@code vkey}),
 * public inputs are the public values, and a proof is the selector of the version, from version 6
 * an envelope of three words, then 256 bytes.
 */
public final class Sp1Groth16ProofSystem implements Groth16ProofSystem {

  /** The id of this system. */
  public static final String ID = "sp1-groth16";

  private final Releases<Sp1Verifier<Groth16Verifier>> releases;

  /**
   * The system under a policy.
   *
   * @param statuses by version such as {@code v5.0.0}; versions not named keep the status of the
   *     table
   */
  public Sp1Groth16ProofSystem(Map<String, VersionStatus> statuses) {
    this.releases =
        new Releases<>(
            Sp1Verifier.groth16(),
            VerifierLines.published(Sp1Groth16ProofSystem.class, ID),
            statuses);
  }

  @Override
  public Map<String, VersionStatus> statuses() {
    return releases.statuses();
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Optional<String> obstacle(Program program) {
    return Groth16ProofSystem.super.obstacle(program).or(() -> Sp1Verifier.obstacle(program));
  }

  @Override
  public int maxProofBytes() {
    return Sp1Verifier.MAX_HEAD_BYTES + Groth16Verifier.PROOF_BYTES;
  }

  @Override
  public @Nullable ProofVerdict unknown(byte[] proof) {
    return releases.unknown(proof, Sp1Verifier.SELECTOR_BYTES);
  }

  @Override
  public Claim claim(Program program, byte[] publicInputs, byte @Nullable [] binding, byte[] head) {
    ProofVerdict misdirected = misdirected(program, binding);
    if (misdirected != null) {
      return new Refused(misdirected);
    }
    if (head.length < Sp1Verifier.SELECTOR_BYTES) {
      return Groth16ProofSystem.nonCanonical("too short for a selector");
    }
    return releases.under(
        Sp1Verifier.selector(head),
        release -> claim(release, program.hash(), publicInputs, head),
        Refused::new);
  }

  private static Claim claim(
      Sp1Verifier<Groth16Verifier> release, byte[] key, byte[] values, byte[] head) {
    ProofVerdict flaw = release.flaw(head);
    return flaw == null
        ? new Keyed(release.circuit(), release.publicInputs(key, values, head))
        : new Refused(flaw);
  }
}
