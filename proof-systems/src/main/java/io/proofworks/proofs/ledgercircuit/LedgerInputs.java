package io.proofworks.proofs.ledgercircuit;

import io.proofworks.proofs.bn254.Fr;
import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The public inputs of a shard, {@code pre ‖ post ‖ commitment}: roots before and after, and the
 * commitment of the transfers. Each is 32 bytes big-endian and below r.
 */
final class LedgerInputs {

  static final int ELEMENT_BYTES = 32;
  static final int BYTES = 3 * ELEMENT_BYTES;

  /** With the binding. */
  static final int COUNT = 4;

  private LedgerInputs() {}

  static byte[] encode(byte[] pre, byte[] post, byte[] commitment) {
    byte[] encoded = Arrays.copyOf(pre, BYTES);
    System.arraycopy(post, 0, encoded, ELEMENT_BYTES, ELEMENT_BYTES);
    System.arraycopy(commitment, 0, encoded, 2 * ELEMENT_BYTES, ELEMENT_BYTES);
    return encoded;
  }

  /** Whether the bytes are three field elements. */
  static boolean isCanonical(byte[] encoded) {
    long[] ignored = new long[Fr.LIMBS];
    return encoded.length == BYTES
        && Fr.fromBytes(encoded, 0, ignored, 0)
        && Fr.fromBytes(encoded, ELEMENT_BYTES, ignored, 0)
        && Fr.fromBytes(encoded, 2 * ELEMENT_BYTES, ignored, 0);
  }

  static byte[] pre(byte[] encoded) {
    return Arrays.copyOfRange(encoded, 0, ELEMENT_BYTES);
  }

  static byte[] post(byte[] encoded) {
    return Arrays.copyOfRange(encoded, ELEMENT_BYTES, 2 * ELEMENT_BYTES);
  }

  static byte[] commitment(byte[] encoded) {
    return Arrays.copyOfRange(encoded, 2 * ELEMENT_BYTES, BYTES);
  }

  /**
   * The four public inputs of the circuit, 32 bytes big-endian each; no binding is the binding 0.
   */
  static byte[] withBinding(byte[] encoded, byte @Nullable [] binding) {
    byte[] all = Arrays.copyOf(encoded, COUNT * ELEMENT_BYTES);
    if (binding != null) {
      long[] reduced = new long[Fr.LIMBS];
      Fr.fromBigInteger(new BigInteger(1, binding).mod(Fr.MODULUS), reduced, 0);
      Fr.toBytes(reduced, 0, all, BYTES);
    }
    return all;
  }
}
