package io.proofworks.proofs.bn254;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * Points as their abscissa and one bit: 32 bytes for G1, 64 for G2 (imaginary part first), in
 * gnark's encoding: the two top bits are 10 for the smaller ordinate, 11 for the larger and 01 for
 * infinity, all else of which is zero. Of two elements of Fp2 the one with the larger imaginary
 * part is larger, then the one with the larger real part. Every point has one encoding.
 */
public final class PointCompression {
  /** Bytes of a point of G1. */
  public static final int G1_BYTES = 32;

  /** Bytes of a point of G2. */
  public static final int G2_BYTES = 64;

  private static final int FLAGS = 0xc0;
  private static final int SMALLER = 0x80;
  private static final int LARGER = 0xc0;
  private static final int INFINITY = 0x40;
  private static final BigInteger SQUARE_ROOT = Fp.MODULUS.add(BigInteger.ONE).shiftRight(2);
  private static final BigInteger HALF = Fp.MODULUS.shiftRight(1);
  private static final long[] INVERSE_OF_TWO = half();

  private PointCompression() {}

  private static long[] half() {
    long[] z = new long[Fp.LIMBS];
    Fp.fromBigInteger(BigInteger.TWO.modInverse(Fp.MODULUS), z, 0);
    return z;
  }

  /** Writes an affine point of G1. */
  public static void encodeG1(long[] a, int ao, byte[] out, int off) {
    if (Points.g1().isAffineInfinity(a, ao)) {
      writeInfinity(out, off, G1_BYTES);
      return;
    }
    Fp.toBytes(a, ao, out, off);
    out[off] |= (byte) (isLarger(a, ao + Fp.LIMBS) ? LARGER : SMALLER);
  }

  /** Writes an affine point of G2. */
  public static void encodeG2(long[] a, int ao, byte[] out, int off) {
    if (Points.g2().isAffineInfinity(a, ao)) {
      writeInfinity(out, off, G2_BYTES);
      return;
    }
    Fp.toBytes(a, ao + Fp.LIMBS, out, off);
    Fp.toBytes(a, ao, out, off + 32);
    out[off] |= (byte) (isLarger2(a, ao + Fp2.LONGS) ? LARGER : SMALLER);
  }

  private static void writeInfinity(byte[] out, int off, int count) {
    Arrays.fill(out, off, off + count, (byte) 0);
    out[off] = (byte) INFINITY;
  }

  private static boolean isLarger(long[] y, int yo) {
    return Fp.toBigInteger(y, yo).compareTo(HALF) > 0;
  }

  private static boolean isLarger2(long[] y, int yo) {
    return Fp.isZero(y, yo + Fp.LIMBS) ? isLarger(y, yo) : isLarger(y, yo + Fp.LIMBS);
  }

  /** Reads a point of G1; false when the bytes are not the encoding of one. */
  public static boolean decodeG1(byte[] in, int off, long[] z, int zo) {
    int flags = in[off] & FLAGS;
    if (flags == INFINITY) {
      return readInfinity(in, off, G1_BYTES, z, zo, G1.LONGS);
    }
    if (flags == 0 || !readCoordinate(in, off, z, zo)) {
      return false;
    }
    long[] square = new long[Fp.LIMBS];
    G1.rightSide(square, 0, z, zo);
    if (!squareRoot(z, zo + Fp.LIMBS, square, 0)) {
      return false;
    }
    if (isLarger(z, zo + Fp.LIMBS) != (flags == LARGER)) {
      Fp.neg(z, zo + Fp.LIMBS, z, zo + Fp.LIMBS);
    }
    Fp.canonicalize(z, zo + Fp.LIMBS);
    return true;
  }

  /** Reads a point of G2; false when the bytes are not the encoding of one of its group. */
  public static boolean decodeG2(byte[] in, int off, long[] z, int zo) {
    int flags = in[off] & FLAGS;
    if (flags == INFINITY) {
      return readInfinity(in, off, G2_BYTES, z, zo, G2.LONGS);
    }
    if (flags == 0
        || !readCoordinate(in, off, z, zo + Fp.LIMBS)
        || !Fp.fromBytes(in, off + 32, z, zo)) {
      return false;
    }
    long[] square = new long[Fp2.LONGS];
    G2.rightSide(square, 0, z, zo);
    int y = zo + Fp2.LONGS;
    if (!squareRoot2(z, y, square)) {
      return false;
    }
    if (isLarger2(z, y) != (flags == LARGER)) {
      Fp.neg(z, y, z, y);
      Fp.neg(z, y + Fp.LIMBS, z, y + Fp.LIMBS);
    }
    Fp.canonicalize(z, y);
    Fp.canonicalize(z, y + Fp.LIMBS);
    return G2.isInSubgroup(z, zo);
  }

  private static boolean readInfinity(byte[] in, int off, int count, long[] z, int zo, int longs) {
    int other = in[off] & ~FLAGS;
    for (int i = 1; i < count; i++) {
      other |= in[off + i];
    }
    Arrays.fill(z, zo, zo + longs, 0);
    return other == 0;
  }

  private static boolean readCoordinate(byte[] in, int off, long[] z, int zo) {
    byte[] plain = Arrays.copyOfRange(in, off, off + 32);
    plain[0] &= (byte) ~FLAGS;
    return Fp.fromBytes(plain, 0, z, zo);
  }

  /** z = √x if there is one: x^((p + 1)/4), since p is 3 modulo 4. */
  private static boolean squareRoot(long[] z, int zo, long[] x, int xo) {
    long[] root = new long[Fp.LIMBS];
    long[] check = new long[Fp.LIMBS];
    Fp.pow(root, 0, x, xo, SQUARE_ROOT);
    Fp.square(check, 0, root, 0);
    if (!Fp.equal(check, 0, x, xo)) {
      return false;
    }
    Fp.set(z, zo, root, 0);
    return true;
  }

  /**
   * z = √(x0 + x1·i) if there is one, by the complex method: with the norm's root n, the root's
   * real part is √((x0 ± n)/2) and its imaginary part x1 over twice that.
   */
  private static boolean squareRoot2(long[] z, int zo, long[] x) {
    int im = Fp.LIMBS;
    long[] norm = new long[Fp.LIMBS];
    long[] t = new long[Fp.LIMBS];
    Fp.square(norm, 0, x, 0);
    Fp.square(t, 0, x, im);
    Fp.add(norm, 0, norm, 0, t, 0);
    if (!squareRoot(norm, 0, norm, 0)) {
      return false;
    }
    long[] root = new long[Fp2.LONGS];
    if (!realPart(root, x, norm) && !negatedRealPart(root, x, norm)) {
      return false;
    }
    if (Fp.isZero(root, 0)) {
      Fp.neg(t, 0, x, 0);
      squareRoot(root, im, t, 0);
    } else {
      Fp.add(t, 0, root, 0, root, 0);
      Fp.inv(t, 0, t, 0);
      Fp.mul(root, im, x, im, t, 0);
    }
    Fp2.set(z, zo, root, 0);
    long[] check = new long[Fp2.LONGS];
    new Fp2().square(check, 0, root, 0);
    return Fp2.equal(check, 0, x, 0);
  }

  private static boolean realPart(long[] root, long[] x, long[] norm) {
    long[] t = new long[Fp.LIMBS];
    Fp.add(t, 0, x, 0, norm, 0);
    Fp.mul(t, 0, t, 0, INVERSE_OF_TWO, 0);
    return squareRoot(root, 0, t, 0);
  }

  private static boolean negatedRealPart(long[] root, long[] x, long[] norm) {
    long[] minus = new long[Fp.LIMBS];
    Fp.neg(minus, 0, norm, 0);
    return realPart(root, x, minus);
  }
}
