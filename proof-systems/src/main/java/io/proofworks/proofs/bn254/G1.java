package io.proofworks.proofs.bn254;

import java.math.BigInteger;

/**
 * G1 of BN254: y² = x³ + 3 over {@link Fp}, of prime order {@link Fr#MODULUS} (cofactor 1). A point
 * is {@link #LONGS} longs, x then y; all zeros is infinity. Bytes are those of EIP-196: x then y,
 * 32 bytes each, big-endian, infinity as zeros.
 */
public final class G1 {
  /** Longs in one affine point. */
  public static final int LONGS = 2 * Fp.LIMBS;

  /** Bytes of one encoded point. */
  public static final int BYTES = 64;

  private static final long[] B = coefficient();

  private G1() {}

  private static long[] coefficient() {
    long[] b = new long[Fp.LIMBS];
    Fp.FIELD.fromLong(3, b, 0);
    return b;
  }

  /** The generator (1, 2). */
  public static long[] generator() {
    return of(BigInteger.ONE, BigInteger.TWO);
  }

  /**
   * The point with these coordinates.
   *
   * @throws IllegalArgumentException when it is not on the curve
   */
  public static long[] of(BigInteger x, BigInteger y) {
    long[] point = new long[LONGS];
    Fp.fromBigInteger(x, point, 0);
    Fp.fromBigInteger(y, point, Fp.LIMBS);
    if (!isOnCurve(point, 0)) {
      throw new IllegalArgumentException("not a point of G1");
    }
    return point;
  }

  /** Reads both coordinates; false when one is not below p. Says nothing about the curve. */
  public static boolean decodeCoordinates(byte[] in, int off, long[] z, int zo) {
    return Fp.fromBytes(in, off, z, zo) && Fp.fromBytes(in, off + 32, z, zo + Fp.LIMBS);
  }

  /** Whether a point is on the curve, which for G1 is being in the group. */
  public static boolean isOnCurve(long[] a, int ao) {
    return Points.g1().isOnCurve(a, ao, B);
  }

  /** Reads a point; false when the encoding is not canonical or the point not of the group. */
  public static boolean decode(byte[] in, int off, long[] z, int zo) {
    return decodeCoordinates(in, off, z, zo) && isOnCurve(z, zo);
  }

  /** z = x³ + b: the square of the ordinate of a point with the abscissa at ao. */
  static void rightSide(long[] z, int zo, long[] a, int ao) {
    Points.g1().rightSide(z, zo, a, ao, B);
  }

  /** Writes a point. */
  public static void encode(long[] a, int ao, byte[] out, int off) {
    Fp.toBytes(a, ao, out, off);
    Fp.toBytes(a, ao + Fp.LIMBS, out, off + 32);
  }

  /** z = -a. */
  public static void negate(long[] z, int zo, long[] a, int ao) {
    Fp.set(z, zo, a, ao);
    Fp.neg(z, zo + Fp.LIMBS, a, ao + Fp.LIMBS);
  }
}
