package io.proofworks.proofs.risc0;

import io.proofworks.proofs.Reduced;
import io.proofworks.proofs.Releases;
import io.proofworks.proofs.VerifierLines;
import io.proofworks.proofs.VersionStatus;
import io.proofworks.proofs.groth16.Groth16Verifier;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A verifier from before seals named one: the contracts as they were on one day of early 2024.
 *
 * @param version that day
 * @param prefix what a seal starts with; says nothing, and is empty on most days
 * @param first the first two public inputs, 64 bytes: the control ids or the halves of the control
 *     root
 * @param last the last public input after the claim's halves, 32 bytes; empty before March 2024
 */
record Risc0Snapshot(
    String version, byte[] prefix, byte[] first, byte[] last, Groth16Verifier groth16)
    implements Releases.Release {

  private static final int CLAIM_BYTES = 64;
  private static final List<Risc0Snapshot> TABLE =
      VerifierLines.read(Risc0Snapshot.class, "snapshot").stream().map(Risc0Snapshot::of).toList();

  static List<Risc0Snapshot> table() {
    return TABLE;
  }

  private static Risc0Snapshot of(List<String> line) {
    return new Risc0Snapshot(
        line.get(0),
        bytes(line.get(1)),
        bytes(line.get(2)),
        bytes(line.get(3)),
        Risc0Verifier.key(line.get(4)));
  }

  private static byte[] bytes(String hex) {
    return hex.equals("-") ? new byte[0] : HexFormat.of().parseHex(hex);
  }

  @Override
  public VersionStatus status() {
    return VersionStatus.STOPPED;
  }

  @Override
  public String selector() {
    return version;
  }

  int sealBytes() {
    return prefix.length + Groth16Verifier.PROOF_BYTES;
  }

  Reduced reduce(byte[] claim, byte[] seal) {
    if (seal.length != sealBytes()
        && TABLE.stream().anyMatch(day -> day.sealBytes() == seal.length)) {
      return Reduced.unsupported("a seal of another day than " + version);
    }
    if (seal.length != sealBytes()) {
      return Reduced.nonCanonical("a seal has " + sealBytes() + " bytes, not " + seal.length);
    }
    if (!Arrays.equals(seal, 0, prefix.length, prefix, 0, prefix.length)) {
      return Reduced.unsupported("no seal of " + version + " starts like this");
    }
    byte[] inputs = Arrays.copyOf(first, first.length + CLAIM_BYTES + last.length);
    Risc0Verifier.putHalves(claim, inputs, first.length);
    System.arraycopy(last, 0, inputs, first.length + CLAIM_BYTES, last.length);
    return groth16.reduce(inputs, Arrays.copyOfRange(seal, prefix.length, seal.length));
  }
}
