package io.proofworks.proofs.plonk;

import io.proofworks.proofs.bn254.Scalar;

/** The roots of unity of a key, and the polynomials over them at one point. */
record Domain(int logSize, Scalar omega) {
  static final int MAX_LOG_SIZE = 28;

  Domain {
    if (!omega.power(1L << logSize).equals(Scalar.ONE)
        || (logSize > 0 && omega.power(1L << (logSize - 1)).equals(Scalar.ONE))) {
      throw new IllegalArgumentException("not a primitive root of unity of order 2^" + logSize);
    }
  }

  /**
   * Refuses shifts under which two of the three cosets of wires meet: the permutation would not
   * hold the wires apart. Their quotients are outside the domain.
   */
  void requireApart(Scalar k1, Scalar k2) {
    if (isInside(k1) || isInside(k2) || isInside(k1.times(k2.inverse()))) {
      throw new IllegalArgumentException("the cosets of the wires are not apart");
    }
  }

  /** Zero counts as inside. */
  private boolean isInside(Scalar x) {
    return x.isZero() || power(x).equals(Scalar.ONE);
  }

  void requireRoomFor(int publicInputs) {
    if (publicInputs > size()) {
      throw new IllegalArgumentException(
          publicInputs + " public inputs in a domain of " + size() + " rows");
    }
  }

  long size() {
    return 1L << logSize;
  }

  /** pointⁿ. */
  Scalar power(Scalar point) {
    return point.power(size());
  }

  /** pointⁿ - 1: zero on the domain. */
  Scalar vanishing(Scalar point) {
    return power(point).minus(Scalar.ONE);
  }

  /**
   * The i-th Lagrange polynomial at a point outside the domain, whose {@link #vanishing} is given:
   * ωⁱ·(pointⁿ - 1)/(n·(point - ωⁱ)).
   */
  Scalar lagrange(long i, Scalar point, Scalar vanishing) {
    Scalar root = omega.power(i);
    Scalar denominator = Scalar.of(size()).times(point.minus(root));
    return root.times(vanishing).times(denominator.inverse());
  }
}
