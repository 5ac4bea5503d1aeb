package io.proofworks.proofs.plonk;

import io.proofworks.proofs.Digests;
import io.proofworks.proofs.bn254.Scalar;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The value that a committed gate takes in the circuit: expand_message_xmd of RFC 9380, section
 * 5.3.1, with SHA-256 to 48 bytes under {@code BSB22-Plonk}, modulo r.
 */
final class CommitmentHash {
  private static final int OUT_BYTES = 48;
  private static final byte[] BLOCK = new byte[64];
  private static final byte[] LENGTH = {0, OUT_BYTES, 0};
  private static final byte[] TAG = tag();

  private CommitmentHash() {}

  private static byte[] tag() {
    byte[] name = "BSB22-Plonk".getBytes(StandardCharsets.US_ASCII);
    byte[] tag = Arrays.copyOf(name, name.length + 1);
    tag[name.length] = (byte) name.length;
    return tag;
  }

  static Scalar toScalar(byte[] point) {
    byte[] b0 = Digests.sha256(BLOCK, point, LENGTH, TAG);
    byte[] b1 = Digests.sha256(b0, new byte[] {1}, TAG);
    byte[] mixed = new byte[b0.length];
    for (int i = 0; i < mixed.length; i++) {
      mixed[i] = (byte) (b0[i] ^ b1[i]);
    }
    byte[] b2 = Digests.sha256(mixed, new byte[] {2}, TAG);
    byte[] out = Arrays.copyOf(b1, OUT_BYTES);
    System.arraycopy(b2, 0, out, b1.length, OUT_BYTES - b1.length);
    return Scalar.reduced(out);
  }
}
