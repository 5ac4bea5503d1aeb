package io.proofworks.proofs.bn254;

/**
 * Fp6 = Fp2[v]/(v³ - ξ), ξ = 9 + i: an element is b0, b1, b2 of b0 + b1·v + b2·v². An instance
 * carries scratch space and belongs to one thread. Formulas: Devegili, Ó hÉigeartaigh, Scott,
 * Dahab, "Multiplication and squaring on pairing-friendly fields", 2006.
 */
final class Fp6 {
  static final int LONGS = 3 * Fp2.LONGS;

  private static final int B1 = Fp2.LONGS;
  private static final int B2 = 2 * Fp2.LONGS;

  private final Fp2 f;
  private final long[] v0 = new long[Fp2.LONGS];
  private final long[] v1 = new long[Fp2.LONGS];
  private final long[] v2 = new long[Fp2.LONGS];
  private final long[] s = new long[Fp2.LONGS];
  private final long[] t = new long[Fp2.LONGS];
  private final long[] u = new long[Fp2.LONGS];

  Fp6(Fp2 f) {
    this.f = f;
  }

  /** Operands are weak; sums that are multiplied at once stay raw. */
  void mul(long[] z, int zo, long[] x, int xo, long[] y, int yo) {
    f.mul(v0, 0, x, xo, y, yo);
    f.mul(v1, 0, x, xo + B1, y, yo + B1);
    f.mul(v2, 0, x, xo + B2, y, yo + B2);
    crossProduct(u, x, xo + B1, xo + B2, y, yo + B1, yo + B2);
    f.subRaw(u, 0, u, 0, v1, 0);
    f.subRaw(u, 0, u, 0, v2, 0);
    crossProduct(s, x, xo, xo + B1, y, yo, yo + B1);
    f.subRaw(s, 0, s, 0, v0, 0);
    f.subRaw(s, 0, s, 0, v1, 0);
    crossProduct(t, x, xo, xo + B2, y, yo, yo + B2);
    f.subRaw(t, 0, t, 0, v0, 0);
    f.combine(z, zo + B2, t, 0, -1, v2, 0, 1, v1, 0);
    f.addXi(z, zo + B1, s, 0, 1, v2, 0);
    f.addXi(z, zo, v0, 0, 1, u, 0);
  }

  private final long[] left = new long[Fp2.LONGS];
  private final long[] right = new long[Fp2.LONGS];

  /** out = (xi + xj)(yi + yj). */
  private void crossProduct(long[] out, long[] x, int xi, int xj, long[] y, int yi, int yj) {
    f.addRaw(left, 0, x, xi, x, xj);
    f.addRaw(right, 0, y, yi, y, yj);
    f.mul(out, 0, left, 0, right, 0);
  }

  /** z = x·(y0 + y1·v): five products in Fp2. */
  void mulBy01(long[] z, int zo, long[] x, int xo, long[] y0, int y0o, long[] y1, int y1o) {
    f.mul(v0, 0, x, xo, y0, y0o);
    f.mul(v1, 0, x, xo + B1, y1, y1o);
    f.addRaw(s, 0, x, xo + B1, x, xo + B2);
    f.mul(s, 0, s, 0, y1, y1o);
    f.subRaw(s, 0, s, 0, v1, 0);
    f.addRaw(t, 0, x, xo, x, xo + B2);
    f.mul(t, 0, t, 0, y0, y0o);
    f.addRaw(left, 0, x, xo, x, xo + B1);
    f.addRaw(right, 0, y0, y0o, y1, y1o);
    f.mul(u, 0, left, 0, right, 0);
    f.subBoth(z, zo + B1, u, 0, v0, 0, v1, 0);
    f.combine(z, zo + B2, t, 0, -1, v0, 0, 1, v1, 0);
    f.addXi(z, zo, v0, 0, 1, s, 0);
  }

  /** z = x + k·v·y, k of 1 or -1; z may be y only if it is not x. */
  void addV(long[] z, int zo, long[] x, int xo, long k, long[] y, int yo) {
    f.addXi(s, 0, x, xo, k, y, yo + B2);
    f.combine(z, zo + B2, 1, x, xo + B2, k, y, yo + B1);
    f.combine(z, zo + B1, 1, x, xo + B1, k, y, yo);
    Fp2.set(z, zo, s, 0);
  }

  /** z = x - y - w. */
  void subBoth(long[] z, int zo, long[] x, int xo, long[] y, int yo, long[] w, int wo) {
    f.subBoth(z, zo, x, xo, y, yo, w, wo);
    f.subBoth(z, zo + B1, x, xo + B1, y, yo + B1, w, wo + B1);
    f.subBoth(z, zo + B2, x, xo + B2, y, yo + B2, w, wo + B2);
  }

  /** z = x·y for y of Fp2. */
  void scale(long[] z, int zo, long[] x, int xo, long[] y, int yo) {
    f.mul(z, zo, x, xo, y, yo);
    f.mul(z, zo + B1, x, xo + B1, y, yo);
    f.mul(z, zo + B2, x, xo + B2, y, yo);
  }

  /** z = v·x. */
  void mulByV(long[] z, int zo, long[] x, int xo) {
    f.mulByXi(s, 0, x, xo + B2);
    Fp2.set(z, zo + B2, x, xo + B1);
    Fp2.set(z, zo + B1, x, xo);
    Fp2.set(z, zo, s, 0);
  }

  void add(long[] z, int zo, long[] x, int xo, long[] y, int yo) {
    f.add(z, zo, x, xo, y, yo);
    f.add(z, zo + B1, x, xo + B1, y, yo + B1);
    f.add(z, zo + B2, x, xo + B2, y, yo + B2);
  }

  void sub(long[] z, int zo, long[] x, int xo, long[] y, int yo) {
    f.sub(z, zo, x, xo, y, yo);
    f.sub(z, zo + B1, x, xo + B1, y, yo + B1);
    f.sub(z, zo + B2, x, xo + B2, y, yo + B2);
  }

  void neg(long[] z, int zo, long[] x, int xo) {
    f.neg(z, zo, x, xo);
    f.neg(z, zo + B1, x, xo + B1);
    f.neg(z, zo + B2, x, xo + B2);
  }

  boolean isZero(long[] x, int xo) {
    return f.isZero(x, xo) && f.isZero(x, xo + B1) && f.isZero(x, xo + B2);
  }

  void inv(long[] z, int zo, long[] x, int xo) {
    f.square(v0, 0, x, xo);
    xiProduct(s, x, xo + B1, xo + B2);
    f.sub(v0, 0, v0, 0, s, 0);
    f.square(v1, 0, x, xo + B2);
    f.mulByXi(v1, 0, v1, 0);
    f.mul(s, 0, x, xo, x, xo + B1);
    f.sub(v1, 0, v1, 0, s, 0);
    f.square(v2, 0, x, xo + B1);
    f.mul(s, 0, x, xo, x, xo + B2);
    f.sub(v2, 0, v2, 0, s, 0);
    f.mul(s, 0, x, xo + B2, v1, 0);
    f.mul(t, 0, x, xo + B1, v2, 0);
    f.add(s, 0, s, 0, t, 0);
    f.mulByXi(s, 0, s, 0);
    f.mul(t, 0, x, xo, v0, 0);
    f.add(t, 0, t, 0, s, 0);
    f.inv(t, 0, t, 0);
    f.mul(z, zo, v0, 0, t, 0);
    f.mul(z, zo + B1, v1, 0, t, 0);
    f.mul(z, zo + B2, v2, 0, t, 0);
  }

  /** out = ξ·xi·xj. */
  private void xiProduct(long[] out, long[] x, int xi, int xj) {
    f.mul(out, 0, x, xi, x, xj);
    f.mulByXi(out, 0, out, 0);
  }
}
