package io.proofworks.proofs.risc0;

import io.proofworks.proofs.Program;
import io.proofworks.proofs.ProofSystem;
import io.proofworks.proofs.Reduced;
import io.proofworks.proofs.Releases;
import io.proofworks.proofs.VersionStatus;
import java.util.Arrays;
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
public final class Risc0ProofSystem implements ProofSystem {

  /** The id of this system. */
  public static final String ID = "risc0-groth16";

  static final int SEAL_BYTES = Risc0Verifier.SELECTOR_BYTES + 256;

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
    this.releases = new Releases<>(table, statuses);
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
  public Reduced reduce(
      Program program, byte[] publicInputs, byte @Nullable [] binding, byte[] proof) {
    if (!program.proofSystem().equals(ID)) {
      return Reduced.invalid("a program of " + program.proofSystem());
    }
    if (binding != null) {
      return Reduced.invalid("a receipt carries no binding");
    }
    return reduceSeal(ReceiptClaim.digest(program.hash(), publicInputs), proof);
  }

  /** Checks a seal of the receipt with that claim digest. */
  Reduced reduceSeal(byte[] claim, byte[] seal) {
    if (seal.length != SEAL_BYTES) {
      return Reduced.nonCanonical("a seal has 260 bytes, not " + seal.length);
    }
    String selector = HexFormat.of().formatHex(seal, 0, Risc0Verifier.SELECTOR_BYTES);
    byte[] proof = Arrays.copyOfRange(seal, Risc0Verifier.SELECTOR_BYTES, seal.length);
    return releases.under(selector, release -> release.reduce(claim, proof));
  }
}
