package io.proofworks.proofs.risc0;

import io.proofworks.proofs.Groth16ProofSystem;
import io.proofworks.proofs.Program;
import io.proofworks.proofs.VersionStatus;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
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

  private static final int SEAL_BYTES = Risc0Verifier.SELECTOR_BYTES + 256;

  private final Map<String, Risc0Verifier> verifiers = Risc0Verifier.table();
  private final Map<String, VersionStatus> statuses;

  /**
   * The system under a policy.
   *
   * @param statuses by version such as {@code 2.1}; versions not named keep the status of the table
   */
  public Risc0ProofSystem(Map<String, VersionStatus> statuses) {
    this.statuses = new TreeMap<>();
    verifiers.values().forEach(v -> this.statuses.put(v.version(), v.status()));
    statuses.forEach(this.statuses::replace);
  }

  /** The versions and their statuses. */
  public Map<String, VersionStatus> statuses() {
    return Map.copyOf(statuses);
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
      return Groth16ProofSystem.invalid("a program of " + program.proofSystem());
    }
    if (binding != null) {
      return Groth16ProofSystem.invalid("a receipt carries no binding");
    }
    if (proof.length != SEAL_BYTES) {
      return Groth16ProofSystem.nonCanonical("a seal has 260 bytes, not " + proof.length);
    }
    return reduceSeal(ReceiptClaim.digest(program.hash(), publicInputs), proof);
  }

  private Reduced reduceSeal(byte[] claim, byte[] seal) {
    String selector = HexFormat.of().formatHex(seal, 0, Risc0Verifier.SELECTOR_BYTES);
    Risc0Verifier verifier = verifiers.get(selector);
    if (verifier == null) {
      return Groth16ProofSystem.invalid("no release has the selector " + selector);
    }
    if (statuses.get(verifier.version()) == VersionStatus.STOPPED) {
      return Groth16ProofSystem.stopped(verifier.version());
    }
    return verifier.reduce(
        claim, Arrays.copyOfRange(seal, Risc0Verifier.SELECTOR_BYTES, seal.length));
  }

  @Override
  public boolean chains(byte[] earlierPublicInputs, byte[] laterPublicInputs) {
    return true;
  }

  @Override
  public boolean bindsProver() {
    return false;
  }
}
