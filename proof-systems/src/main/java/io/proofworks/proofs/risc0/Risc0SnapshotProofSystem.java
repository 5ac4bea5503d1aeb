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
import java.util.Optional;
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
  public Optional<String> obstacle(Program program) {
    return ProofSystem.super
        .obstacle(program)
        .or(() ->
            program.data().length <= MAX_NAME_BYTES && releases.unknown(day(program)) == null
                ? Optional.empty()
                : Optional.of("its data names no day of a verifier"));
  }

  @Override
  public Optional<String> obstacle(Program program, byte[] publicInputs) {
    return obstacle(program)
        .or(() ->
            publicInputs.length >= POST_BYTES
                ? Optional.empty()
                : Optional.of("public inputs start with a state of 32 bytes"));
  }

  private static String day(Program program) {
    return new String(program.data(), StandardCharsets.US_ASCII);
  }

  @Override
  public Reduced reduce(
      Program program, byte[] publicInputs, byte @Nullable [] binding, byte[] proof) {
    ProofVerdict misdirected = misdirected(program, binding);
    if (misdirected != null) {
      return new Reduced.Decided(misdirected);
    }
    Optional<String> obstacle = obstacle(program, publicInputs);
    if (obstacle.isPresent()) {
      return Reduced.stopped(obstacle.get());
    }
    byte[] post = Arrays.copyOf(publicInputs, POST_BYTES);
    byte[] journal = Arrays.copyOfRange(publicInputs, POST_BYTES, publicInputs.length);
    byte[] claim = ReceiptClaim.digest(program.hash(), post, journal);
    return releases.under(
        day(program), release -> release.reduce(claim, proof), Reduced.Decided::new);
  }
}
