package io.proofworks.proofs.bn254;

import java.math.BigInteger;
import java.util.Arrays;

/** Signed binary forms with few digits that are not zero. */
final class NonAdjacentForm {
  private NonAdjacentForm() {}

  /** Digits -1, 0 and 1, least significant first; the last is 1 for a positive number. */
  static byte[] of(BigInteger n) {
    BigInteger triple = n.multiply(BigInteger.valueOf(3));
    byte[] digits = new byte[triple.bitLength() - 1];
    for (int i = 0; i < digits.length; i++) {
      digits[i] = (byte) (bit(triple, i + 1) - bit(n, i + 1));
    }
    return digits;
  }

  private static int bit(BigInteger n, int i) {
    return n.testBit(i) ? 1 : 0;
  }

  /** Of a scalar: digits zero or odd, below 2^(width - 1) in magnitude, without leading zeros. */
  static byte[] of(Scalar scalar, int width) {
    long[] words = new long[Scalars.WORDS + 1];
    scalar.toWords(words, 0);
    byte[] digits = new byte[Scalars.WORDS * Long.SIZE + 1];
    int length = recode(words, 0, words.length, width, digits, 0, digits.length);
    return Arrays.copyOf(digits, length);
  }

  /**
   * Writes such digits of a number of words below 2^(count - 1) into count places; returns how many
   * are used.
   */
  static int recode(
      long[] words, int wo, int wordCount, int width, byte[] digits, int at, int count) {
    int carry = 0;
    int length = 0;
    for (int i = 0; i < count; i++) {
      int bit = (int) (words[wo + (i >> 6)] >>> (i & 63)) & 1;
      if ((bit ^ carry) == 0) {
        continue;
      }
      int digit = window(words, wo, wordCount, i, width) + carry;
      carry = digit >= 1 << (width - 1) ? 1 : 0;
      digits[at + i] = (byte) (digit - (carry << width));
      length = i + 1;
      i += width - 1;
    }
    return length;
  }

  private static int window(long[] words, int wo, int wordCount, int from, int width) {
    int word = from >> 6;
    int shift = from & 63;
    long value = words[wo + word] >>> shift;
    if (shift + width > Long.SIZE && word + 1 < wordCount) {
      value |= words[wo + word + 1] << (Long.SIZE - shift);
    }
    return (int) value & ((1 << width) - 1);
  }
}
