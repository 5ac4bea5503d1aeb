package io.proofworks.proofs.bn254;

import java.math.BigInteger;

/** The signed binary form in which no two neighbours are both non-zero. */
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
}
