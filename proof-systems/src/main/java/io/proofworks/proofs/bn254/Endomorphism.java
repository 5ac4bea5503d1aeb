package io.proofworks.proofs.bn254;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * The endomorphism φ(x, y) = (βx, y) of G1, which multiplies by λ, a cube root of one modulo r
 * (Gallant, Lambert, Vanstone, CRYPTO 2001); in G2 it is β² that multiplies by λ. A scalar k is k1
 * + k2·λ with both halves below 2^129 in magnitude, so a multiplication needs half of the
 * doublings.
 *
 * <p>The lattice of the (a, b) with a + bλ = 0 has the basis (2x + 1, -(6x² + 2x)), (6x² + 2x, 6x²
 * + 4x + 1) in the curve's parameter x; its determinant is r.
 */
final class Endomorphism {
  /** Words of one half's magnitude. */
  static final int HALF_WORDS = 3;

  /** Bits of one half's magnitude, at most. */
  static final int HALF_BITS = 129;

  static final long[] BETA =
      element(new BigInteger("2203960485148121921418603742825762020974279258880205651966"));
  static final long[] BETA_OF_G2 = squared(BETA);
  private static final BigInteger LAMBDA =
      new BigInteger("4407920970296243842393367215006156084916469457145843978461");
  private static final BigInteger A1 = G2.X.shiftLeft(1).add(BigInteger.ONE);
  private static final BigInteger A2 =
      G2.X.pow(2).multiply(BigInteger.valueOf(6)).add(G2.X.shiftLeft(1));
  private static final BigInteger B2 = A2.add(A1);
  private static final long[] A1_WORDS = words(A1);
  private static final long[] A2_WORDS = words(A2);
  private static final long[] B2_WORDS = words(B2);

  /** 2^256·B2/r and 2^256·A2/r, rounded down. */
  private static final long[] G1_WORDS = words(B2.shiftLeft(256).divide(Fr.MODULUS));

  private static final long[] G2_WORDS = words(A2.shiftLeft(256).divide(Fr.MODULUS));

  private Endomorphism() {}

  private static long[] element(BigInteger v) {
    long[] z = new long[Fp.LIMBS];
    Fp.fromBigInteger(v, z, 0);
    return z;
  }

  private static long[] squared(long[] x) {
    long[] z = new long[Fp.LIMBS];
    Fp.mul(z, 0, x, 0, x, 0);
    return z;
  }

  private static long[] words(BigInteger v) {
    long[] out = new long[HALF_WORDS];
    for (int i = 0; i < HALF_WORDS; i++) {
      out[i] = v.shiftRight(64 * i).longValue();
    }
    return out;
  }

  /** λ. */
  static BigInteger lambda() {
    return LAMBDA;
  }

  /**
   * Splits the scalar of four words at wo into the magnitudes of k1, at 0 of halves, and of k2,
   * after it; bit 0 of the result says that k1 is negative, bit 1 that k2 is. A scalar below 2^128
   * stays whole.
   */
  static int split(long[] words, int wo, long[] halves) {
    if (words[wo + 2] == 0 && words[wo + 3] == 0) {
      System.arraycopy(words, wo, halves, 0, 2);
      Arrays.fill(halves, 2, 2 * HALF_WORDS, 0);
      return 0;
    }
    long[] c1 = highProduct(words, wo, G1_WORDS);
    long[] c2 = highProduct(words, wo, G2_WORDS);
    long[] k1 = {words[wo], words[wo + 1], words[wo + 2]};
    subtractProduct(k1, c1, A1_WORDS);
    subtractProduct(k1, c2, A2_WORDS);
    long[] k2 = new long[HALF_WORDS];
    subtractProduct(k2, c1, A2_WORDS);
    negate(k2);
    subtractProduct(k2, c2, B2_WORDS);
    return magnitude(k1, halves, 0) | magnitude(k2, halves, HALF_WORDS) << 1;
  }

  /** The words of k·g above bit 256. */
  private static long[] highProduct(long[] k, int ko, long[] g) {
    long[] product = new long[Scalars.WORDS + HALF_WORDS];
    for (int i = 0; i < Scalars.WORDS; i++) {
      product[i + HALF_WORDS] = addProduct(product, i, k[ko + i], g);
    }
    long[] high = new long[HALF_WORDS];
    System.arraycopy(product, Scalars.WORDS, high, 0, HALF_WORDS);
    return high;
  }

  /** Adds x·g to the words at an offset; returns the word carried out. */
  private static long addProduct(long[] sum, int off, long x, long[] g) {
    long carry = 0;
    for (int j = 0; j < HALF_WORDS; j++) {
      long low = x * g[j];
      long high = Math.unsignedMultiplyHigh(x, g[j]);
      low += carry;
      high += Long.compareUnsigned(low, carry) < 0 ? 1 : 0;
      long before = sum[off + j];
      sum[off + j] = before + low;
      carry = high + (Long.compareUnsigned(sum[off + j], before) < 0 ? 1 : 0);
    }
    return carry;
  }

  /** z = z - x·y modulo 2^192. */
  private static void subtractProduct(long[] z, long[] x, long[] y) {
    long[] product = new long[2 * HALF_WORDS];
    for (int i = 0; i < HALF_WORDS; i++) {
      product[i + HALF_WORDS] = addProduct(product, i, x[i], y);
    }
    long borrow = 0;
    for (int i = 0; i < HALF_WORDS; i++) {
      long before = z[i];
      long less = before - product[i];
      long underflow = Long.compareUnsigned(before, product[i]) < 0 ? 1 : 0;
      z[i] = less - borrow;
      borrow = underflow | (Long.compareUnsigned(less, borrow) < 0 ? 1 : 0);
    }
  }

  private static void negate(long[] z) {
    long carry = 1;
    for (int i = 0; i < HALF_WORDS; i++) {
      z[i] = ~z[i] + carry;
      carry = carry == 1 && z[i] == 0 ? 1 : 0;
    }
  }

  private static int magnitude(long[] k, long[] halves, int at) {
    int negative = k[HALF_WORDS - 1] < 0 ? 1 : 0;
    if (negative == 1) {
      negate(k);
    }
    System.arraycopy(k, 0, halves, at, HALF_WORDS);
    return negative;
  }
}
