package io.proofworks.proofs.bn254;

import java.math.BigInteger;
import java.util.Optional;

/** Scalars as four words of 64 bits, least significant first, for multiplying points. */
public final class Scalars {
  /** Words of one scalar. */
  public static final int WORDS = 4;

  private Scalars() {}

  /**
   * Why bytes are not so many elements of the field, 32 big-endian each, below r; empty when they
   * are.
   */
  public static Optional<String> flaw(byte[] bytes, int count) {
    if (bytes.length != (long) count * Scalar.BYTES) {
      return Optional.of(
          count + " public inputs of 32 bytes are expected, not " + bytes.length + " bytes");
    }
    long[] ignored = new long[Fr.LIMBS];
    for (int i = 0; i < count; i++) {
      if (!Fr.fromBytes(bytes, i * Scalar.BYTES, ignored, 0)) {
        return Optional.of("public input " + i + " is not below r");
      }
    }
    return Optional.empty();
  }

  /** The words of count consecutive elements of {@link Fr} from element first. */
  public static long[] words(long[] elements, int first, int count) {
    long[] words = new long[count * WORDS];
    for (int i = 0; i < count; i++) {
      Fr.toWords(elements, (first + i) * Fr.LIMBS, words, i * WORDS);
    }
    return words;
  }

  /** Writes a scalar of [0, 2^256). */
  public static void put(BigInteger scalar, long[] words, int wo) {
    for (int i = 0; i < WORDS; i++) {
      words[wo + i] = scalar.shiftRight(64 * i).longValue();
    }
  }

  /** The width bits from bit position from, of at most four words; what lies above is zero. */
  static int bits(long[] words, int wo, int from, int width) {
    int word = from >>> 6;
    if (word >= WORDS) {
      return 0;
    }
    int shift = from & 63;
    long value = words[wo + word] >>> shift;
    if (shift + width > 64 && word + 1 < WORDS) {
      value |= words[wo + word + 1] << (64 - shift);
    }
    return (int) (value & ((1L << width) - 1));
  }
}
