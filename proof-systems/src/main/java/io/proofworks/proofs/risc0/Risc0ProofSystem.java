package io.proofworks.proofs.risc0;

import io.proofworks.proofs.Program;
import io.proofworks.proofs.ProofVerdict;
import io.proofworks.proofs.Reduced;
import io.proofworks.proofs.Releases;
import io.proofworks.proofs.VerifierLines;
import io.proofworks.proofs.VersionStatus;
import io.proofworks.proofs.groth16.Groth16ProofSystem;
import io.proofworks.proofs.groth16.Groth16Verifier;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Groth16 receipts of the RISC Zero zkVM: program hash is the image id, public inputs are the
 * journal, and a proof is the seal (selector of the release, then 256 bytes).
 *
 * <p>A stopped release is refused before any cryptography: receipts of 2.0 and 2.1 verify as ever,
 * and RISC Zero stopped their verifiers on Ethereum.
 */
public final class Risc0ProofSystem implements Groth16ProofSystem {

  /** The id of this system. */
  public static final String ID = "risc0-groth16";

  static final int SEAL_BYTES = Risc0Verifier.SELECTOR_BYTES + Groth16Verifier.PROOF_BYTES;

  private final Releases<Risc0Verifier> releases;

  /**
   * The system under a policy.
   *
   * @param statuses by version such as {@code 2.1}; versions not named keep the status of the table
   */
  public Risc0ProofSystem(Map<String, VersionStatus> statuses) {
    this(Risc0Verifier.table(), statuses);
  }

  Risc0ProofSystem(Collection<Risc0Verifier> table, Map<String, VersionStatus> statuses) {
    this.releases =
        new Releases<>(table, VerifierLines.published(Risc0ProofSystem.class, ID), statuses);
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
  public int maxProofBytes() {
    return SEAL_BYTES;
  }

  @Override
  public @Nullable ProofVerdict unknown(byte[] proof) {
    return releases.unknown(proof, Risc0Verifier.SELECTOR_BYTES);
  }

  @Override
  public Claim claim(Program program, byte[] publicInputs, byte @Nullable [] binding, byte[] head) {
    ProofVerdict misdirected = misdirected(program, binding);
    if (misdirected != null) {
      return new Refused(misdirected);
    }
    return claim(ReceiptClaim.digest(program.hash(), publicInputs), head);
  }

  private Claim claim(byte[] claimDigest, byte[] head) {
    if (head.length != Risc0Verifier.SELECTOR_BYTES) {
      int length = head.length + Groth16Verifier.PROOF_BYTES;
      return Groth16ProofSystem.nonCanonical("a seal has 260 bytes, not " + length);
    }
    return releases.under(
        HexFormat.of().formatHex(head),
        release -> new Keyed(release.groth16(), release.publicInputs(claimDigest)),
        Refused::new);
  }

  /** Checks a seal of the receipt with that claim digest. */
  Reduced reduceSeal(byte[] claimDigest, byte[] seal) {
    ProofVerdict unknown = unknown(seal);
    return unknown == null
        ? Groth16ProofSystem.reduce(seal, head -> claim(claimDigest, head))
        : new Reduced.Decided(unknown);
  }
}
