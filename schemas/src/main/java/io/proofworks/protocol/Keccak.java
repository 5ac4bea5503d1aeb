package io.proofworks.protocol;

import org.bouncycastle.crypto.digests.KeccakDigest;

/** Keccak-256 as Ethereum uses it (the padding from before SHA-3 was standardised). */
public final class Keccak {

  private static final int BITS = 256;

  private Keccak() {}

  /**
   * The digest of the concatenation of the parts. Parts are not delimited: where their lengths
   * vary, the caller makes the encoding injective.
   */
  public static Hash32 hash(byte[]... parts) {
    return Hash32.of(bytes(parts));
  }

  static byte[] bytes(byte[]... parts) {
    KeccakDigest digest = new KeccakDigest(BITS);
    for (byte[] part : parts) {
      digest.update(part, 0, part.length);
    }
    byte[] out = new byte[Hash32.BYTES];
    digest.doFinal(out, 0);
    return out;
  }
}
