package io.proofworks.proofs.bn254;

import java.math.BigInteger;

/**
 * Fp12 = Fp6[w]/(w² - v), where pairings take their values: an element is c0, c1 of c0 + c1·w. An
 * instance carries scratch space and belongs to one thread.
 */
final class Fp12 {
  static final int LONGS = 2 * Fp6.LONGS;

  private static final int C1 = Fp6.LONGS;
  private static final int COEFFICIENTS = 6;

  /** ξ^(k(p^j - 1)/6) at index 6(j - 1) + k, for j of 1 to 3. */
  private static final long[] FROBENIUS = frobeniusConstants();

  final Fp2 quadratic = new Fp2();
  private final Fp6 f = new Fp6(quadratic);
  private final long[] a = new long[Fp6.LONGS];
  private final long[] b = new long[Fp6.LONGS];
  private final long[] d = new long[Fp6.LONGS];
  private final long[] e = new long[Fp6.LONGS];
  private final long[] small = new long[3 * Fp2.LONGS];

  void mul(long[] z, long[] x, long[] y) {
    f.mul(a, 0, x, 0, y, 0);
    f.mul(b, 0, x, C1, y, C1);
    f.add(d, 0, x, 0, x, C1);
    f.add(e, 0, y, 0, y, C1);
    f.mul(d, 0, d, 0, e, 0);
    finish(z);
  }

  /** z = (a + v·b) + (d - a - b)·w: the last step of Karatsuba. */
  private void finish(long[] z) {
    f.subBoth(z, C1, d, 0, a, 0, b, 0);
    f.addV(z, 0, a, 0, 1, b, 0);
  }

  /** z = x², by the complex method. */
  void square(long[] z, long[] x) {
    f.mul(a, 0, x, 0, x, C1);
    f.addV(b, 0, x, 0, 1, x, C1);
    f.add(d, 0, x, 0, x, C1);
    f.mul(d, 0, d, 0, b, 0);
    f.sub(d, 0, d, 0, a, 0);
    f.addV(z, 0, d, 0, -1, a, 0);
    f.add(z, C1, a, 0, a, 0);
  }

  /** z = z·(r0 + r1·w + r2·w³), the value of a line; r holds r0, r1, r2. */
  void mulByLine(long[] z, long[] r) {
    f.scale(a, 0, z, 0, r, 0);
    f.mulBy01(b, 0, z, C1, r, Fp2.LONGS, r, 2 * Fp2.LONGS);
    f.add(d, 0, z, 0, z, C1);
    quadratic.add(small, 0, r, 0, r, Fp2.LONGS);
    f.mulBy01(d, 0, d, 0, small, 0, r, 2 * Fp2.LONGS);
    finish(z);
  }

  /** z = x^(p^6): 1/x in the cyclotomic subgroup. */
  void conjugate(long[] z, long[] x) {
    set(z, x);
    f.neg(z, C1, z, C1);
  }

  void inv(long[] z, long[] x) {
    f.mul(a, 0, x, 0, x, 0);
    f.mul(b, 0, x, C1, x, C1);
    f.mulByV(b, 0, b, 0);
    f.sub(a, 0, a, 0, b, 0);
    f.inv(a, 0, a, 0);
    f.mul(z, C1, x, C1, a, 0);
    f.neg(z, C1, z, C1);
    f.mul(z, 0, x, 0, a, 0);
  }

  /** z = x^(p^power), power of 1 to 3. */
  void frobenius(long[] z, long[] x, int power) {
    for (int k = 0; k < COEFFICIENTS; k++) {
      int at = coefficient(k);
      if (power % 2 == 1) {
        quadratic.conjugate(z, at, x, at);
      } else {
        Fp2.set(z, at, x, at);
      }
      quadratic.mul(z, at, z, at, FROBENIUS, frobeniusIndex(power, k));
    }
  }

  /** Where the coefficient of w^k stands. */
  private static int coefficient(int k) {
    return (k % 2) * C1 + (k / 2) * Fp2.LONGS;
  }

  private static int frobeniusIndex(int power, int k) {
    return (COEFFICIENTS * (power - 1) + k) * Fp2.LONGS;
  }

  private static long[] frobeniusConstants() {
    Fp2 f = new Fp2();
    long[] out = new long[3 * COEFFICIENTS * Fp2.LONGS];
    for (int power = 1; power <= 3; power++) {
      BigInteger e = Fp.MODULUS.pow(power).subtract(BigInteger.ONE).divide(BigInteger.valueOf(6));
      for (int k = 0; k < COEFFICIENTS; k++) {
        f.pow(out, frobeniusIndex(power, k), xi(), 0, e.multiply(BigInteger.valueOf(k)));
      }
    }
    return out;
  }

  /** ξ = 9 + i. */
  static long[] xi() {
    long[] xi = new long[Fp2.LONGS];
    Fp.FIELD.fromLong(9, xi, 0);
    Fp.setOne(xi, Fp.LIMBS);
    return xi;
  }

  /** ξ^(k(p - 1)/6), k of 0 to 5. */
  static void frobeniusConstant(long[] z, int zo, int k) {
    Fp2.set(z, zo, FROBENIUS, frobeniusIndex(1, k));
  }

  /**
   * z = x² for x of the cyclotomic subgroup, nine squarings in Fp2 (Granger, Scott, "Faster
   * squaring in the cyclotomic subgroup of sixth degree extensions", PKC 2010). z may be x.
   */
  void cyclotomicSquare(long[] z, long[] x) {
    quarticSquare(x, coefficient(0), coefficient(3));
    keep(0);
    quarticSquare(x, coefficient(1), coefficient(4));
    keep(1);
    quarticSquare(x, coefficient(2), coefficient(5));
    keep(2);
    quadratic.mulByXi(cross, 2 * Fp2.LONGS, cross, 2 * Fp2.LONGS);
    tripleMinusDouble(z, x, coefficient(0), 0);
    tripleMinusDouble(z, x, coefficient(2), 1);
    tripleMinusDouble(z, x, coefficient(4), 2);
    triplePlusDouble(z, x, coefficient(3), 0);
    triplePlusDouble(z, x, coefficient(5), 1);
    triplePlusDouble(z, x, coefficient(1), 2);
  }

  private final long[] squares = new long[3 * Fp2.LONGS];
  private final long[] cross = new long[3 * Fp2.LONGS];

  /** The square of g + h·s in Fp4 = Fp2[s]/(s² - ξ): small[0] = g² + ξh², small[1] = 2gh. */
  private void quarticSquare(long[] x, int g, int h) {
    quadratic.addRaw(small, 2 * Fp2.LONGS, x, g, x, h);
    quadratic.square(small, 2 * Fp2.LONGS, small, 2 * Fp2.LONGS);
    quadratic.square(small, 0, x, g);
    quadratic.square(small, Fp2.LONGS, x, h);
    quadratic.subBoth(small, 2 * Fp2.LONGS, small, 2 * Fp2.LONGS, small, 0, small, Fp2.LONGS);
    quadratic.addXi(small, 0, small, 0, 1, small, Fp2.LONGS);
  }

  private void keep(int i) {
    Fp2.set(squares, i * Fp2.LONGS, small, 0);
    Fp2.set(cross, i * Fp2.LONGS, small, 2 * Fp2.LONGS);
  }

  private void tripleMinusDouble(long[] z, long[] x, int at, int i) {
    quadratic.combine(z, at, 3, squares, i * Fp2.LONGS, -2, x, at);
  }

  private void triplePlusDouble(long[] z, long[] x, int at, int i) {
    quadratic.combine(z, at, 3, cross, i * Fp2.LONGS, 2, x, at);
  }

  static void set(long[] z, long[] x) {
    System.arraycopy(x, 0, z, 0, LONGS);
  }

  static long[] one() {
    long[] z = new long[LONGS];
    Fp.setOne(z, 0);
    return z;
  }

  static boolean equal(long[] x, long[] y) {
    for (int i = 0; i < LONGS; i += Fp2.LONGS) {
      if (!Fp2.equal(x, i, y, i)) {
        return false;
      }
    }
    return true;
  }
}
