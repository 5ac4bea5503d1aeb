package io.proofworks.proofs.snarkpack;

import io.proofworks.proofs.bn254.Fr;
import io.proofworks.proofs.bn254.Scalar;
import java.util.List;

/**
 * The polynomial Π (1 + cₜ·scale^(2^(k-1-t))·X^(2^(k-1-t))) over the rounds t: folding a vector of
 * powers of X, each times the same power of the scale, with the challenges gives its value.
 */
record FoldedKey(List<Scalar> challenges, Scalar scale) {

  /** The value at a point. */
  Scalar at(Scalar point) {
    Scalar power = point.times(scale);
    Scalar value = Scalar.ONE;
    for (Scalar challenge : challenges.reversed()) {
      value = value.times(Scalar.ONE.plus(challenge.times(power)));
      power = power.square();
    }
    return value;
  }

  /** Its 2^k coefficients, lowest first. */
  long[] coefficients() {
    long[] out = new long[(1 << challenges.size()) * Fr.LIMBS];
    Fr.setOne(out, 0);
    Scalar power = scale;
    int filled = 1;
    long[] factor = new long[Fr.LIMBS];
    for (Scalar challenge : challenges.reversed()) {
      challenge.times(power).put(factor, 0);
      for (int i = 0; i < filled; i++) {
        Fr.mul(out, (filled + i) * Fr.LIMBS, out, i * Fr.LIMBS, factor, 0);
      }
      filled *= 2;
      power = power.square();
    }
    return out;
  }
}
