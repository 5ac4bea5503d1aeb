package io.proofworks.proofs.snarkpack;

import io.proofworks.proofs.bn254.G1;
import io.proofworks.proofs.bn254.G2;
import io.proofworks.proofs.bn254.LineTable;
import io.proofworks.proofs.hash.Digests;

/**
 * What a verifier needs of a reference string: the first powers of its two secrets a and b in both
 * groups. The same for aggregates of every size. Immutable.
 */
public final class ReferenceKey {
  private final long[] a1;
  private final long[] b1;
  private final LineTable a2;
  private final LineTable b2;
  private final byte[] id;

  ReferenceKey(long[] a1, long[] b1, long[] a2, long[] b2) {
    this.a1 = a1;
    this.b1 = b1;
    this.a2 = LineTable.of(a2, 0);
    this.b2 = LineTable.of(b2, 0);
    byte[] bytes = new byte[2 * G1.BYTES + 2 * G2.BYTES];
    G1.encode(a1, 0, bytes, 0);
    G1.encode(b1, 0, bytes, G1.BYTES);
    G2.encode(a2, 0, bytes, 2 * G1.BYTES);
    G2.encode(b2, 0, bytes, 2 * G1.BYTES + G2.BYTES);
    this.id = Digests.sha256(bytes);
  }

  /** [a] in G1, affine. */
  long[] a1() {
    return a1;
  }

  /** [b] in G1, affine. */
  long[] b1() {
    return b1;
  }

  /** [a] in G2. */
  LineTable a2() {
    return a2;
  }

  /** [b] in G2. */
  LineTable b2() {
    return b2;
  }

  /** SHA-256 of the four points: what aggregates under this string commit to. */
  public byte[] id() {
    return id.clone();
  }
}
