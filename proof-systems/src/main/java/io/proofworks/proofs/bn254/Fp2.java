package io.proofworks.proofs.bn254;

import java.math.BigInteger;

/**
 * Fp2 = Fp[i]/(i² + 1), the field of the coordinates of G2: an element is c0 then c1 of c0 + c1·i.
 *
 * <p>Products are Karatsuba on unreduced columns, so two reductions serve three multiplications
 * (Aranha, Karabina, Longa, Gebotys, López, EUROCRYPT 2011, section 3). An instance carries the
 * columns and belongs to one thread.
 */
final class Fp2 implements CoordinateField {
  static final int LONGS = 2 * Fp.LIMBS;

  private static final PrimeField F = Fp.FIELD;
  private static final int IM = Fp.LIMBS;
  private static final int WIDE = PrimeField.WIDE;

  private final long[] wide = new long[3 * WIDE];
  private final long[] sums = new long[2 * Fp.LIMBS];
  private final long[] twice = new long[Fp.LIMBS];

  @Override
  public int longs() {
    return LONGS;
  }

  @Override
  public void mul(long[] z, int zo, long[] x, int xo, long[] y, int yo) {
    F.addRaw(sums, 0, x, xo, x, xo + IM);
    F.addRaw(sums, IM, y, yo, y, yo + IM);
    F.mulWide(wide, 0, x, xo, y, yo);
    F.mulWide(wide, WIDE, x, xo + IM, y, yo + IM);
    F.mulWide(wide, 2 * WIDE, sums, 0, sums, IM);
    for (int i = 0; i < WIDE; i++) {
      long re = wide[i];
      long im = wide[WIDE + i];
      wide[i] = re - im;
      wide[2 * WIDE + i] -= re + im;
    }
    F.reduce(z, zo, wide, 0);
    F.reduce(z, zo + IM, wide, 2 * WIDE);
  }

  @Override
  public void square(long[] z, int zo, long[] x, int xo) {
    F.addRaw(sums, 0, x, xo, x, xo + IM);
    F.subRaw(sums, IM, x, xo, x, xo + IM);
    F.addRaw(twice, 0, x, xo, x, xo);
    F.mul(z, zo + IM, twice, 0, x, xo + IM);
    F.mul(z, zo, sums, 0, sums, IM);
  }

  @Override
  public void image(long[] z, int zo, long[] x, int xo) {
    scale(z, zo, x, xo, Endomorphism.BETA_OF_G2, 0);
  }

  /** z = x·s for s of the base field. */
  void scale(long[] z, int zo, long[] x, int xo, long[] s, int so) {
    F.mul(z, zo, x, xo, s, so);
    F.mul(z, zo + IM, x, xo + IM, s, so);
  }

  /** z = (9 + i)·x: the non-residue of the sextic twist. */
  void mulByXi(long[] z, int zo, long[] x, int xo) {
    F.combine(sums, 0, 9, x, xo, -1, x, xo + IM);
    F.combine(z, zo + IM, 1, x, xo, 9, x, xo + IM);
    Fp.set(z, zo, sums, 0);
  }

  @Override
  public void add(long[] z, int zo, long[] x, int xo, long[] y, int yo) {
    F.add(z, zo, x, xo, y, yo);
    F.add(z, zo + IM, x, xo + IM, y, yo + IM);
  }

  @Override
  public void sub(long[] z, int zo, long[] x, int xo, long[] y, int yo) {
    F.sub(z, zo, x, xo, y, yo);
    F.sub(z, zo + IM, x, xo + IM, y, yo + IM);
  }

  /** z = x + y without reduction, an operand of a multiplication. */
  void addRaw(long[] z, int zo, long[] x, int xo, long[] y, int yo) {
    F.addRaw(z, zo, x, xo, y, yo);
    F.addRaw(z, zo + IM, x, xo + IM, y, yo + IM);
  }

  @Override
  public void subRaw(long[] z, int zo, long[] x, int xo, long[] y, int yo) {
    F.subRaw(z, zo, x, xo, y, yo);
    F.subRaw(z, zo + IM, x, xo + IM, y, yo + IM);
  }

  /** z = x + k·ξ·y for ξ = 9 + i and k of 1 or -1; y may be a raw difference of three. */
  void addXi(long[] z, int zo, long[] x, int xo, long k, long[] y, int yo) {
    F.combine(sums, 0, x, xo, 9 * k, y, yo, -k, y, yo + IM);
    F.combine(z, zo + IM, x, xo + IM, k, y, yo, 9 * k, y, yo + IM);
    Fp.set(z, zo, sums, 0);
  }

  /** z = x - y - w. */
  void subBoth(long[] z, int zo, long[] x, int xo, long[] y, int yo, long[] w, int wo) {
    combine(z, zo, x, xo, -1, y, yo, -1, w, wo);
  }

  @Override
  public void combine(
      long[] z, int zo, long[] x, int xo, long k, long[] y, int yo, long m, long[] w, int wo) {
    F.combine(z, zo, x, xo, k, y, yo, m, w, wo);
    F.combine(z, zo + IM, x, xo + IM, k, y, yo + IM, m, w, wo + IM);
  }

  @Override
  public void combine(long[] z, int zo, long k, long[] x, int xo, long m, long[] y, int yo) {
    F.combine(z, zo, k, x, xo, m, y, yo);
    F.combine(z, zo + IM, k, x, xo + IM, m, y, yo + IM);
  }

  @Override
  public void neg(long[] z, int zo, long[] x, int xo) {
    F.neg(z, zo, x, xo);
    F.neg(z, zo + IM, x, xo + IM);
  }

  /** z = c0 - c1·i, which is also x^p. */
  void conjugate(long[] z, int zo, long[] x, int xo) {
    set(z, zo, x, xo);
    F.neg(z, zo + IM, z, zo + IM);
  }

  @Override
  public void inv(long[] z, int zo, long[] x, int xo) {
    F.mulWide(wide, 0, x, xo, x, xo);
    F.mulWide(wide, WIDE, x, xo + IM, x, xo + IM);
    for (int i = 0; i < WIDE; i++) {
      wide[i] += wide[WIDE + i];
    }
    F.reduce(sums, 0, wide, 0);
    F.inv(sums, 0, sums, 0);
    F.mul(z, zo, x, xo, sums, 0);
    F.mul(z, zo + IM, x, xo + IM, sums, 0);
    F.neg(z, zo + IM, z, zo + IM);
  }

  void pow(long[] z, int zo, long[] x, int xo, BigInteger e) {
    long[] base = new long[LONGS];
    set(base, 0, x, xo);
    long[] acc = new long[LONGS];
    setOne(acc, 0);
    for (int i = e.bitLength() - 1; i >= 0; i--) {
      square(acc, 0, acc, 0);
      if (e.testBit(i)) {
        mul(acc, 0, acc, 0, base, 0);
      }
    }
    set(z, zo, acc, 0);
  }

  @Override
  public boolean isZero(long[] x, int xo) {
    return F.isZero(x, xo) && F.isZero(x, xo + IM);
  }

  static boolean equal(long[] x, int xo, long[] y, int yo) {
    return F.equal(x, xo, y, yo) && F.equal(x, xo + IM, y, yo + IM);
  }

  @Override
  public void setOne(long[] z, int zo) {
    Fp.setOne(z, zo);
    Fp.setZero(z, zo + IM);
  }

  static void set(long[] z, int zo, long[] x, int xo) {
    System.arraycopy(x, xo, z, zo, LONGS);
  }

  @Override
  public void canonicalize(long[] z, int zo, long[] x, int xo) {
    F.canonicalize(z, zo, x, xo);
    F.canonicalize(z, zo + IM, x, xo + IM);
  }

  @Override
  public CoordinateField fresh() {
    return new Fp2();
  }
}
