package io.proofworks.proofs;

import io.proofworks.proofs.hash.Digests;
import java.util.Arrays;

/** How zkVMs in SP1's manner name their public values among the inputs of their last circuit. */
public final class PublicValues {
  private static final int WORD = 32;

  private PublicValues() {}

  /**
   * Public inputs: the program's key, the digest of its values, and more words.
   *
   * @param programKey 32 bytes
   * @param more a multiple of 32 bytes
   */
  public static byte[] inputs(byte[] programKey, byte[] publicValues, byte[] more) {
    byte[] inputs = Arrays.copyOf(programKey, 2 * WORD + more.length);
    System.arraycopy(digest(publicValues), 0, inputs, WORD, WORD);
    System.arraycopy(more, 0, inputs, 2 * WORD, more.length);
    return inputs;
  }

  /** SHA-256 without its three top bits, so that it fits the field. */
  private static byte[] digest(byte[] publicValues) {
    byte[] digest = Digests.sha256(publicValues);
    digest[0] &= 0x1f;
    return digest;
  }
}
