package io.proofworks.proofs.bn254;

import io.proofworks.proofs.hash.Digests;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * gnark's hash to a scalar: expand_message_xmd of RFC 9380, section 5.3.1, with SHA-256 to 48 bytes
 * under a tag, modulo r. Immutable.
 */
public final class HashToField {
  private static final int OUT_BYTES = 48;
  private static final byte[] BLOCK = new byte[64];
  private static final byte[] LENGTH = {0, OUT_BYTES, 0};

  private final byte[] tag;

  /**
   * @param tag that keeps the uses of the hash apart, 1 to 255 ASCII characters
   */
  public HashToField(String tag) {
    byte[] name = tag.getBytes(StandardCharsets.US_ASCII);
    this.tag = Arrays.copyOf(name, name.length + 1);
    this.tag[name.length] = (byte) name.length;
  }

  /** The scalar of a message. */
  public Scalar hash(byte[] message) {
    byte[] b0 = Digests.sha256(BLOCK, message, LENGTH, tag);
    byte[] b1 = Digests.sha256(b0, new byte[] {1}, tag);
    byte[] mixed = new byte[b0.length];
    for (int i = 0; i < mixed.length; i++) {
      mixed[i] = (byte) (b0[i] ^ b1[i]);
    }
    byte[] b2 = Digests.sha256(mixed, new byte[] {2}, tag);
    byte[] out = Arrays.copyOf(b1, OUT_BYTES);
    System.arraycopy(b2, 0, out, b1.length, OUT_BYTES - b1.length);
    return Scalar.reduced(out);
  }
}
