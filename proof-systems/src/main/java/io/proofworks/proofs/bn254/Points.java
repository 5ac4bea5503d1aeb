package io.proofworks.proofs.bn254;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * Formulas of y² = x³ + b over either coordinate field. Accumulators are in XYZZ coordinates (x =
 * X/ZZ, y = Y/ZZZ, ZZ³ = ZZZ²; Sutherland's "dbl-2008-s-1", "add-2008-s" and "madd-2008-s" of the
 * Explicit-Formulas Database); a point in the affine form is x then y. All zeros is infinity in
 * both. Complete: doubling, opposite points and infinity are handled. An instance carries scratch
 * space and belongs to one thread.
 */
public final class Points {
  /** The width of a form whose digits are -1, 0 and 1. */
  private static final int SHORTEST = 2;

  private final CoordinateField f;
  private final int w;
  private final long[] t;
  private final long[] negated;
  private final int p;
  private final int r;
  private final int pp;
  private final int ppp;
  private final int q;
  private final int s;

  Points(CoordinateField f) {
    this.f = f;
    this.w = f.longs();
    this.t = new long[6 * w];
    this.negated = new long[2 * w];
    this.p = 0;
    this.r = w;
    this.pp = 2 * w;
    this.ppp = 3 * w;
    this.q = 4 * w;
    this.s = 5 * w;
  }

  /** Arithmetic in G1. */
  public static Points g1() {
    return new Points(BaseField.INSTANCE);
  }

  /** Arithmetic in G2 (and on all of its curve). */
  public static Points g2() {
    return new Points(new Fp2());
  }

  /** The same arithmetic for another thread. */
  public Points fresh() {
    return new Points(f.fresh());
  }

  /** Empty buckets for points of this group. */
  BucketSums buckets(int count, int points) {
    return new BucketSums(f.fresh(), count, points);
  }

  /** Longs of a point in affine form. */
  public int affineLongs() {
    return 2 * w;
  }

  /** Longs of an accumulator. */
  public int accumulatorLongs() {
    return 4 * w;
  }

  private boolean allZero(long[] x, int xo) {
    long any = 0;
    for (int i = 0; i < w; i++) {
      any |= x[xo + i];
    }
    return any == 0;
  }

  /** Whether an affine point is infinity. */
  public boolean isAffineInfinity(long[] a, int ao) {
    return allZero(a, ao) && allZero(a, ao + w);
  }

  /** Whether an accumulator is at infinity. */
  public boolean isInfinity(long[] a, int ao) {
    return allZero(a, ao + 2 * w);
  }

  /** a = infinity. */
  public void setInfinity(long[] a, int ao) {
    Arrays.fill(a, ao, ao + 4 * w, 0);
  }

  /** z = the {@link Endomorphism}'s image of a, both affine; z may not be a. */
  void image(long[] z, int zo, long[] a, int ao) {
    f.image(z, zo, a, ao);
    System.arraycopy(a, ao + w, z, zo + w, w);
  }

  /** a = the affine point b. */
  public void fromAffine(long[] a, int ao, long[] b, int bo) {
    if (isAffineInfinity(b, bo)) {
      setInfinity(a, ao);
      return;
    }
    System.arraycopy(b, bo, a, ao, 2 * w);
    f.setOne(a, ao + 2 * w);
    f.setOne(a, ao + 3 * w);
  }

  /** a = a + b for an affine point b. */
  public void addAffine(long[] a, int ao, long[] b, int bo) {
    if (isAffineInfinity(b, bo)) {
      return;
    }
    if (isInfinity(a, ao)) {
      fromAffine(a, ao, b, bo);
      return;
    }
    f.mul(t, p, b, bo, a, ao + 2 * w);
    f.mul(t, r, b, bo + w, a, ao + 3 * w);
    f.subRaw(t, p, t, p, a, ao);
    f.subRaw(t, r, t, r, a, ao + w);
    if (f.isZero(t, p)) {
      addSameAbscissa(a, ao);
      return;
    }
    chord(a, ao, a, ao, a, ao + w);
    f.mul(a, ao + 2 * w, a, ao + 2 * w, t, pp);
    f.mul(a, ao + 3 * w, a, ao + 3 * w, t, ppp);
  }

  /** a = a - b for an affine point b. */
  public void subAffine(long[] a, int ao, long[] b, int bo) {
    System.arraycopy(b, bo, negated, 0, w);
    f.neg(negated, w, b, bo + w);
    addAffine(a, ao, negated, 0);
  }

  /** a's X and Y from P and R in the scratch space, and the other point's abscissa and ordinate. */
  private void chord(long[] a, int ao, long[] x, int xo, long[] y, int yo) {
    f.square(t, pp, t, p);
    f.mul(t, ppp, t, p, t, pp);
    f.mul(t, q, x, xo, t, pp);
    f.mul(t, s, y, yo, t, ppp);
    f.square(a, ao, t, r);
    f.combine(a, ao, a, ao, -1, t, ppp, -2, t, q);
    f.subRaw(t, q, t, q, a, ao);
    f.mul(t, q, t, q, t, r);
    f.sub(a, ao + w, t, q, t, s);
  }

  private void addSameAbscissa(long[] a, int ao) {
    if (f.isZero(t, r)) {
      twice(a, ao);
    } else {
      setInfinity(a, ao);
    }
  }

  /** a = a + b for an accumulator b. */
  public void add(long[] a, int ao, long[] b, int bo) {
    if (isInfinity(b, bo)) {
      return;
    }
    if (isInfinity(a, ao)) {
      System.arraycopy(b, bo, a, ao, 4 * w);
      return;
    }
    f.mul(t, q, a, ao, b, bo + 2 * w);
    f.mul(t, p, b, bo, a, ao + 2 * w);
    f.mul(t, s, a, ao + w, b, bo + 3 * w);
    f.mul(t, r, b, bo + w, a, ao + 3 * w);
    f.subRaw(t, p, t, p, t, q);
    f.subRaw(t, r, t, r, t, s);
    if (f.isZero(t, p)) {
      addSameAbscissa(a, ao);
      return;
    }
    chord(a, ao, t, q, t, s);
    f.mul(a, ao + 2 * w, a, ao + 2 * w, b, bo + 2 * w);
    f.mul(a, ao + 2 * w, a, ao + 2 * w, t, pp);
    f.mul(a, ao + 3 * w, a, ao + 3 * w, b, bo + 3 * w);
    f.mul(a, ao + 3 * w, a, ao + 3 * w, t, ppp);
  }

  /** a = 2a. */
  public void twice(long[] a, int ao) {
    if (isInfinity(a, ao)) {
      return;
    }
    f.combine(t, p, 2, a, ao + w, 0, a, ao + w);
    f.square(t, pp, t, p);
    f.mul(t, ppp, t, p, t, pp);
    f.mul(t, q, a, ao, t, pp);
    f.square(t, r, a, ao);
    f.combine(t, r, 3, t, r, 0, t, r);
    f.mul(t, s, t, ppp, a, ao + w);
    f.square(a, ao, t, r);
    f.combine(a, ao, 1, a, ao, -2, t, q);
    f.subRaw(t, q, t, q, a, ao);
    f.mul(t, q, t, q, t, r);
    f.sub(a, ao + w, t, q, t, s);
    f.mul(a, ao + 2 * w, a, ao + 2 * w, t, pp);
    f.mul(a, ao + 3 * w, a, ao + 3 * w, t, ppp);
  }

  /** The affine form of a, in its stored (canonical) form. */
  public void toAffine(long[] out, int oo, long[] a, int ao) {
    if (isInfinity(a, ao)) {
      Arrays.fill(out, oo, oo + 2 * w, 0);
      return;
    }
    f.inv(t, p, a, ao + 3 * w);
    intoAffine(out, oo, a, ao);
  }

  /** With 1/ZZZ in t[p]: 1/ZZ = (ZZ/ZZZ)². */
  private void intoAffine(long[] out, int oo, long[] a, int ao) {
    f.mul(t, q, t, p, a, ao + 2 * w);
    f.square(t, q, t, q);
    f.mul(t, r, a, ao, t, q);
    f.mul(t, s, a, ao + w, t, p);
    f.canonicalize(out, oo, t, r);
    f.canonicalize(out, oo + w, t, s);
  }

  /** The affine forms of count accumulators, with one inversion (Montgomery's trick). */
  public void toAffine(long[] out, long[] a, int count) {
    long[] prefix = new long[(count + 1) * w];
    f.setOne(prefix, 0);
    for (int i = 0; i < count; i++) {
      int z = 4 * w * i + 3 * w;
      if (isInfinity(a, 4 * w * i)) {
        System.arraycopy(prefix, i * w, prefix, (i + 1) * w, w);
      } else {
        f.mul(prefix, (i + 1) * w, prefix, i * w, a, z);
      }
    }
    long[] inverse = new long[w];
    f.inv(inverse, 0, prefix, count * w);
    for (int i = count - 1; i >= 0; i--) {
      unwind(out, a, prefix, inverse, i);
    }
  }

  private void unwind(long[] out, long[] a, long[] prefix, long[] inverse, int i) {
    int at = 4 * w * i;
    if (isInfinity(a, at)) {
      Arrays.fill(out, 2 * w * i, 2 * w * (i + 1), 0);
      return;
    }
    f.mul(t, p, prefix, i * w, inverse, 0);
    f.mul(inverse, 0, inverse, 0, a, at + 3 * w);
    intoAffine(out, 2 * w * i, a, at);
  }

  /** a = k·b for an affine point b and any k that is not negative. */
  public void multiply(long[] a, int ao, long[] b, int bo, BigInteger k) {
    long[] acc = new long[4 * w];
    for (int i = k.bitLength() - 1; i >= 0; i--) {
      twice(acc, 0);
      if (k.testBit(i)) {
        addAffine(acc, 0, b, bo);
      }
    }
    System.arraycopy(acc, 0, a, ao, 4 * w);
  }

  /** What {@link #multiply(long[], int, long[], int, byte[])} takes for a scalar. */
  public static byte[] digits(Scalar scalar) {
    return NonAdjacentForm.of(scalar, SHORTEST);
  }

  /** a = k·b for an affine point b and the digits of a scalar k. */
  public void multiply(long[] a, int ao, long[] b, int bo, byte[] digits) {
    long[] acc = new long[4 * w];
    for (int i = digits.length - 1; i >= 0; i--) {
      twice(acc, 0);
      if (digits[i] > 0) {
        addAffine(acc, 0, b, bo);
      } else if (digits[i] < 0) {
        subAffine(acc, 0, b, bo);
      }
    }
    System.arraycopy(acc, 0, a, ao, 4 * w);
  }

  /** a = -a. */
  public void negate(long[] a, int ao) {
    f.neg(a, ao + w, a, ao + w);
  }

  /** Whether an affine point satisfies y² = x³ + b; infinity does. */
  boolean isOnCurve(long[] a, int ao, long[] b) {
    if (isAffineInfinity(a, ao)) {
      return true;
    }
    rightSide(t, p, a, ao, b);
    f.square(t, r, a, ao + w);
    f.sub(t, p, t, p, t, r);
    return f.isZero(t, p);
  }

  /** z = x³ + b for the abscissa of an affine point. */
  void rightSide(long[] z, int zo, long[] a, int ao, long[] b) {
    f.square(t, q, a, ao);
    f.mul(t, q, t, q, a, ao);
    f.add(z, zo, t, q, b, 0);
  }

  /** Whether two accumulators are the same point. */
  boolean equal(long[] a, int ao, long[] b, int bo) {
    if (isInfinity(a, ao) || isInfinity(b, bo)) {
      return isInfinity(a, ao) == isInfinity(b, bo);
    }
    return equalRatio(a, ao, b, bo, 2 * w) && equalRatio(a, ao + w, b, bo + w, 2 * w);
  }

  private boolean equalRatio(long[] a, int ao, long[] b, int bo, int denominator) {
    f.mul(t, p, a, ao, b, bo + denominator);
    f.mul(t, q, b, bo, a, ao + denominator);
    f.sub(t, p, t, p, t, q);
    return f.isZero(t, p);
  }
}
