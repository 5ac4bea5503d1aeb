package io.proofworks.proofs.bn254;

/** {@link Fp} as the field of the coordinates of G1. */
final class BaseField implements CoordinateField {
  static final BaseField INSTANCE = new BaseField();

  private BaseField() {}

  @Override
  public int longs() {
    return Fp.LIMBS;
  }

  @Override
  public void mul(long[] z, int zo, long[] x, int xo, long[] y, int yo) {
    Fp.FIELD.mul(z, zo, x, xo, y, yo);
  }

  @Override
  public void square(long[] z, int zo, long[] x, int xo) {
    Fp.FIELD.square(z, zo, x, xo);
  }

  @Override
  public void add(long[] z, int zo, long[] x, int xo, long[] y, int yo) {
    Fp.FIELD.add(z, zo, x, xo, y, yo);
  }

  @Override
  public void sub(long[] z, int zo, long[] x, int xo, long[] y, int yo) {
    Fp.FIELD.sub(z, zo, x, xo, y, yo);
  }

  @Override
  public void subRaw(long[] z, int zo, long[] x, int xo, long[] y, int yo) {
    Fp.FIELD.subRaw(z, zo, x, xo, y, yo);
  }

  @Override
  public void combine(
      long[] z, int zo, long[] x, int xo, long k, long[] y, int yo, long m, long[] w, int wo) {
    Fp.FIELD.combine(z, zo, x, xo, k, y, yo, m, w, wo);
  }

  @Override
  public void combine(long[] z, int zo, long k, long[] x, int xo, long m, long[] y, int yo) {
    Fp.FIELD.combine(z, zo, k, x, xo, m, y, yo);
  }

  @Override
  public void neg(long[] z, int zo, long[] x, int xo) {
    Fp.FIELD.neg(z, zo, x, xo);
  }

  @Override
  public void inv(long[] z, int zo, long[] x, int xo) {
    Fp.FIELD.inv(z, zo, x, xo);
  }

  @Override
  public void image(long[] z, int zo, long[] x, int xo) {
    Fp.FIELD.mul(z, zo, x, xo, Endomorphism.BETA, 0);
  }

  @Override
  public boolean isZero(long[] x, int xo) {
    return Fp.FIELD.isZero(x, xo);
  }

  @Override
  public void setOne(long[] z, int zo) {
    Fp.setOne(z, zo);
  }

  @Override
  public void canonicalize(long[] z, int zo, long[] x, int xo) {
    Fp.FIELD.canonicalize(z, zo, x, xo);
  }

  @Override
  public CoordinateField fresh() {
    return this;
  }
}
