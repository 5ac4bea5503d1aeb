package io.proofworks.proofs.risc0;

import io.proofworks.proofs.Program;
import io.proofworks.proofs.ProofSystem;
import io.proofworks.proofs.ProofVerdict;
import io.proofworks.proofs.Reduced;
import io.proofworks.proofs.Releases;
import io.proofworks.proofs.VersionStatus;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Receipts of the RISC Zero zkVM from before its seals named their verifier (until May 2024). The
 * program hash is the image id and the program's data the day of the verifier, for instance {@code
 * 2024-03-21}; public inputs are the digest of the state after the run, 32 bytes, then the journal.
 *
 * <p>All of them are stopped unless a policy says otherwise: nobody stands behind those circuits.
 */
public final class Risc0SnapshotProofSystem implements ProofSystem {

  /** The id of this system. */
  public static final String ID = "risc0-groth16-snapshot";

  private static final int POST_BYTES = 32;
  private static final int MAX_NAME_BYTES = 32;

  private final Releases<Risc0Snapshot> releases;

  /** The system under a policy: statuses by day. */
  public Risc0SnapshotProofSystem(Map<String, VersionStatus> statuses) {
    this.releases = new Releases<>(Risc0Snapshot.table(), statuses);
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
    return releases.all().stream().mapToInt(Risc0Snapshot::sealBytes).max().orElse(0);
  }

  @Override
  public Reduced reduce(
      Program program, byte[] publicInputs, byte @Nullable [] binding, byte[] proof) {
    ProofVerdict misdirected = misdirected(program, binding);
    if (misdirected != null) {
      return new Reduced.Decided(misdirected);
    }
    if (program.data().length > MAX_NAME_BYTES) {
      return Reduced.invalid("not a program of " + ID);
    }
    if (publicInputs.length < POST_BYTES) {
      return Reduced.nonCanonical("public inputs start with a state of 32 bytes");
    }
    byte[] post = Arrays.copyOf(publicInputs, POST_BYTES);
    byte[] journal = Arrays.copyOfRange(publicInputs, POST_BYTES, publicInputs.length);
    byte[] claim = ReceiptClaim.digest(program.hash(), post, journal);
    String day = new String(program.data(), StandardCharsets.US_ASCII);
    return releases.under(day, release -> release.reduce(claim, proof), Reduced.Decided::new);
  }
}
