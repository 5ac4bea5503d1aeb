package io.proofworks.proofs.risc0;

import io.proofworks.proofs.Releases;
import io.proofworks.proofs.VerifierLines;
import io.proofworks.proofs.VersionStatus;
import java.util.HexFormat;
import java.util.List;

/**
 * A guest that proves receipts and commits to the set of their claims.
 *
 * @param selector first four bytes of a seal, hex
 * @param imageId 32 bytes
 */
record SetBuilder(String version, VersionStatus status, String selector, byte[] imageId)
    implements Releases.Release {

  private static final List<SetBuilder> TABLE =
      VerifierLines.read(SetBuilder.class, "set").stream().map(SetBuilder::of).toList();

  static List<SetBuilder> table() {
    return TABLE;
  }

  private static SetBuilder of(List<String> line) {
    return new SetBuilder(
        line.get(0),
        VersionStatus.valueOf(line.get(1)),
        line.get(2),
        HexFormat.of().parseHex(line.get(3)));
  }

  /** What the guest writes when it has built the whole set: its own id, 2^255, the root. */
  byte[] journal(byte[] root) {
    byte[] journal = new byte[3 * 32];
    System.arraycopy(imageId, 0, journal, 0, 32);
    journal[32] = (byte) 0x80;
    System.arraycopy(root, 0, journal, 64, 32);
    return journal;
  }
}
