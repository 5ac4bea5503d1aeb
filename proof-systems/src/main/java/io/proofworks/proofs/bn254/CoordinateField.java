package io.proofworks.proofs.bn254;

/**
 * The field of a curve's coordinates, so that the formulas of G1 and G2 are written once. Results
 * may be operands. An instance may hold scratch space and belongs to one thread.
 */
interface CoordinateField {
  /** Longs in one element. */
  int longs();

  void mul(long[] z, int zo, long[] x, int xo, long[] y, int yo);

  void square(long[] z, int zo, long[] x, int xo);

  void add(long[] z, int zo, long[] x, int xo, long[] y, int yo);

  void sub(long[] z, int zo, long[] x, int xo, long[] y, int yo);

  /** z = x - y without reduction: an operand of one multiplication, or to be asked for zero. */
  void subRaw(long[] z, int zo, long[] x, int xo, long[] y, int yo);

  /** z = x + ky + mw with |k| + |m| at most 8. */
  void combine(
      long[] z, int zo, long[] x, int xo, long k, long[] y, int yo, long m, long[] w, int wo);

  /** z = kx + my with |k| + |m| at most 16. */
  void combine(long[] z, int zo, long k, long[] x, int xo, long m, long[] y, int yo);

  void neg(long[] z, int zo, long[] x, int xo);

  void inv(long[] z, int zo, long[] x, int xo);

  /** z = the abscissa of the {@link Endomorphism}'s image of a point with the abscissa x. */
  void image(long[] z, int zo, long[] x, int xo);

  boolean isZero(long[] x, int xo);

  void setOne(long[] z, int zo);

  /** z = x in the form that is stored: equal elements have equal longs. */
  void canonicalize(long[] z, int zo, long[] x, int xo);

  /** Another instance, for another thread. */
  CoordinateField fresh();
}
