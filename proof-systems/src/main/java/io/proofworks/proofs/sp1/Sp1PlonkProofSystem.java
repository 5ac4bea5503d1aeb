package io.proofworks.proofs.sp1;

import io.proofworks.proofs.Program;
import io.proofworks.proofs.ProofSystem;
import io.proofworks.proofs.ProofVerdict;
import io.proofworks.proofs.Reduced;
import io.proofworks.proofs.Releases;
import io.proofworks.proofs.VerifierLines;
import io.proofworks.proofs.VersionStatus;
import io.proofworks.proofs.plonk.GnarkPlonkVerifier;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * PLONK proofs of the SP1 zkVM: as {@link Sp1Groth16ProofSystem}, with other selectors and a proof
 * of gnark's PLONK of 864 bytes at the end.
 */
public final class Sp1PlonkProofSystem implements ProofSystem {

  /** The id of this system. */
  public static final String ID = "sp1-plonk";

  private static final int CIRCUIT_BYTES = 864;

  private final Releases<Sp1Verifier<GnarkPlonkVerifier>> releases;

  /** The system under a policy: statuses by version such as {@code v5.0.0}. */
  public Sp1PlonkProofSystem(Map<String, VersionStatus> statuses) {
    this.releases =
        new Releases<>(
            Sp1Verifier.plonk(), VerifierLines.published(Sp1PlonkProofSystem.class, ID), statuses);
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
    return ProofSystem.super.obstacle(program).or(() -> Sp1Verifier.obstacle(program));
  }

  @Override
  public int maxProofBytes() {
    return Sp1Verifier.MAX_HEAD_BYTES + CIRCUIT_BYTES;
  }

  @Override
  public Reduced reduce(
      Program program, byte[] publicInputs, byte @Nullable [] binding, byte[] proof) {
    ProofVerdict misdirected = misdirected(program, binding);
    if (misdirected != null) {
      return new Reduced.Decided(misdirected);
    }
    ProofVerdict unknown = releases.unknown(proof, Sp1Verifier.SELECTOR_BYTES);
    if (unknown != null) {
      return new Reduced.Decided(unknown);
    }
    if (proof.length < Sp1Verifier.SELECTOR_BYTES + CIRCUIT_BYTES) {
      return Reduced.nonCanonical("too short for a proof: " + proof.length + " bytes");
    }
    byte[] head = Arrays.copyOf(proof, proof.length - CIRCUIT_BYTES);
    byte[] tail = Arrays.copyOfRange(proof, head.length, proof.length);
    return releases.under(
        Sp1Verifier.selector(head),
        release -> reduce(release, program.hash(), publicInputs, head, tail),
        Reduced.Decided::new);
  }

  private static Reduced reduce(
      Sp1Verifier<GnarkPlonkVerifier> release,
      byte[] key,
      byte[] values,
      byte[] head,
      byte[] tail) {
    ProofVerdict flaw = release.flaw(head);
    return flaw == null
        ? release.circuit().reduce(release.publicInputs(key, values, head), tail)
        : new Reduced.Decided(flaw);
  }
}
