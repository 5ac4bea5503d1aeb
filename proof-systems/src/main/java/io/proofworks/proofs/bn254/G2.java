package io.proofworks.proofs.bn254;

import java.math.BigInteger;

/**
 * G2 of BN254: the subgroup of order r of y² = x³ + 3/(9 + i) over Fp2. A point is {@link #LONGS}
 * longs: x.c0, x.c1, y.c0, y.c1; all zeros is infinity. Bytes are those of EIP-197, imaginary part
 * first: x.c1, x.c0, y.c1, y.c0, 32 bytes each, big-endian, infinity as zeros.
 */
public final class G2 {
  /** Longs in one affine point. */
  public static final int LONGS = 2 * Fp2.LONGS;

  /** Bytes of one encoded point. */
  public static final int BYTES = 128;

  /** The parameter of the curve: p and r are 36x⁴ + 36x³ + 24x² + 6x + 1 and that less 6x². */
  static final BigInteger X = BigInteger.valueOf(4965661367192848881L);

  private static final long[] B = twistCoefficient();
  private static final long[] PSI_X = frobeniusConstant(2);
  private static final long[] PSI_Y = frobeniusConstant(3);

  private G2() {}

  private static long[] twistCoefficient() {
    Fp2 f = new Fp2();
    long[] b = Fp12.xi();
    f.inv(b, 0, b, 0);
    f.combine(b, 0, 3, b, 0, 0, b, 0);
    return b;
  }

  private static long[] frobeniusConstant(int k) {
    long[] z = new long[Fp2.LONGS];
    Fp12.frobeniusConstant(z, 0, k);
    return z;
  }

  /** 3/(9 + i). */
  static long[] coefficient() {
    return B.clone();
  }

  /** The generator of EIP-197. */
  public static long[] generator() {
    return of(
        new BigInteger(
            "10857046999023057135944570762232829481370756359578518086990519993285655852781"),
        new BigInteger(
            "11559732032986387107991004021392285783925812861821192530917403151452391805634"),
        new BigInteger(
            "8495653923123431417604973247489272438418190587263600148770280649306958101930"),
        new BigInteger(
            "4082367875863433681332203403145435568316851327593401208105741076214120093531"));
  }

  /**
   * The point (x0 + x1·i, y0 + y1·i).
   *
   * @throws IllegalArgumentException when it is not in the group
   */
  public static long[] of(BigInteger x0, BigInteger x1, BigInteger y0, BigInteger y1) {
    long[] point = new long[LONGS];
    Fp.fromBigInteger(x0, point, 0);
    Fp.fromBigInteger(x1, point, Fp.LIMBS);
    Fp.fromBigInteger(y0, point, 2 * Fp.LIMBS);
    Fp.fromBigInteger(y1, point, 3 * Fp.LIMBS);
    if (!isOnCurve(point, 0) || !isInSubgroup(point, 0)) {
      throw new IllegalArgumentException("not a point of G2");
    }
    return point;
  }

  /** Reads the coordinates; false when one is not below p. Says nothing about curve and group. */
  public static boolean decodeCoordinates(byte[] in, int off, long[] z, int zo) {
    return Fp.fromBytes(in, off, z, zo + Fp.LIMBS)
        && Fp.fromBytes(in, off + 32, z, zo)
        && Fp.fromBytes(in, off + 64, z, zo + 3 * Fp.LIMBS)
        && Fp.fromBytes(in, off + 96, z, zo + 2 * Fp.LIMBS);
  }

  /** Whether a point is on the twisted curve; it may still be outside the group. */
  public static boolean isOnCurve(long[] a, int ao) {
    return Points.g2().isOnCurve(a, ao, B);
  }

  /** Reads a point; false when the encoding is not canonical or the point not of the group. */
  public static boolean decode(byte[] in, int off, long[] z, int zo) {
    return decodeCoordinates(in, off, z, zo) && isOnCurve(z, zo) && isInSubgroup(z, zo);
  }

  /** z = x³ + b: the square of the ordinate of a point with the abscissa at ao. */
  static void rightSide(long[] z, int zo, long[] a, int ao) {
    Points.g2().rightSide(z, zo, a, ao, B);
  }

  /** Writes a point. */
  public static void encode(long[] a, int ao, byte[] out, int off) {
    Fp.toBytes(a, ao + Fp.LIMBS, out, off);
    Fp.toBytes(a, ao, out, off + 32);
    Fp.toBytes(a, ao + 3 * Fp.LIMBS, out, off + 64);
    Fp.toBytes(a, ao + 2 * Fp.LIMBS, out, off + 96);
  }

  /** z = -a. */
  public static void negate(long[] z, int zo, long[] a, int ao) {
    Fp2.set(z, zo, a, ao);
    Fp.neg(z, zo + Fp2.LONGS, a, ao + Fp2.LONGS);
    Fp.neg(z, zo + Fp2.LONGS + Fp.LIMBS, a, ao + Fp2.LONGS + Fp.LIMBS);
  }

  /**
   * Whether a point of the curve is in the subgroup of order r: [x + 1]Q + ψ([x]Q) + ψ²([x]Q) =
   * ψ³([2x]Q), with one multiplication by the 63-bit x (Dai, Lin, Zhao, Zhou, ePrint 2022/348,
   * section 4.3).
   */
  public static boolean isInSubgroup(long[] a, int ao) {
    Fp2 f = new Fp2();
    Points points = new Points(f);
    int n = points.accumulatorLongs();
    long[] xq = new long[n];
    points.multiply(xq, 0, a, ao, X);
    long[] left = xq.clone();
    points.addAffine(left, 0, a, ao);
    long[] image = xq.clone();
    psi(f, image);
    points.add(left, 0, image, 0);
    psi(f, image);
    points.add(left, 0, image, 0);
    psi(f, image);
    points.twice(image, 0);
    return points.equal(left, 0, image, 0);
  }

  /** ψ = twist ∘ Frobenius ∘ untwist, on an accumulator. */
  private static void psi(Fp2 f, long[] a) {
    for (int i = 0; i < 4; i++) {
      f.conjugate(a, i * Fp2.LONGS, a, i * Fp2.LONGS);
    }
    f.mul(a, 0, a, 0, PSI_X, 0);
    f.mul(a, Fp2.LONGS, a, Fp2.LONGS, PSI_Y, 0);
  }

  /** z = ψ(a) for an affine point. */
  static void psiAffine(Fp2 f, long[] z, int zo, long[] a, int ao) {
    f.conjugate(z, zo, a, ao);
    f.conjugate(z, zo + Fp2.LONGS, a, ao + Fp2.LONGS);
    f.mul(z, zo, z, zo, PSI_X, 0);
    f.mul(z, zo + Fp2.LONGS, z, zo + Fp2.LONGS, PSI_Y, 0);
  }
}
