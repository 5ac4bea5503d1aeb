package io.proofworks.proofs.hash;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.bouncycastle.crypto.digests.KeccakDigest;

/** The two hash functions receipts and programs are named with. */
public final class Digests {

  private static final int KECCAK_BITS = 256;

  private Digests() {}

  /** SHA-256 of the concatenation of the parts, 32 bytes. */
  public static byte[] sha256(byte[]... parts) {
    MessageDigest digest = newSha256();
    for (byte[] part : parts) {
      digest.update(part);
    }
    return digest.digest();
  }

  /** Keccak-256 (the one of Ethereum, not SHA3-256) of the concatenation of the parts, 32 bytes. */
  public static byte[] keccak256(byte[]... parts) {
    KeccakDigest digest = new KeccakDigest(KECCAK_BITS);
    for (byte[] part : parts) {
      digest.update(part, 0, part.length);
    }
    byte[] out = new byte[KECCAK_BITS / 8];
    digest.doFinal(out, 0);
    return out;
  }

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
