package io.proofworks.proofs.bn254;

import java.math.BigInteger;
import java.util.Random;

/** Field elements and points for tests. */
final class Elements {
  private Elements() {}

  static BigInteger random(Random random, BigInteger below) {
    return new BigInteger(320, random).mod(below);
  }

  static long[] of(PrimeField field, BigInteger v) {
    long[] z = new long[PrimeField.LIMBS];
    field.fromBigInteger(v, z, 0);
    return z;
  }

  /** An element of an extension with that many coefficients. */
  static long[] randomTuple(Random random, int coefficients) {
    long[] z = new long[coefficients * Fp.LIMBS];
    for (int i = 0; i < coefficients; i++) {
      Fp.fromBigInteger(random(random, Fp.MODULUS), z, i * Fp.LIMBS);
    }
    return z;
  }

  static long[] times(Points g, long[] affine, BigInteger k) {
    long[] acc = new long[g.accumulatorLongs()];
    g.multiply(acc, 0, affine, 0, k);
    long[] out = new long[g.affineLongs()];
    g.toAffine(out, 0, acc, 0);
    return out;
  }

  /** Words for MultiScalar and FixedBase. */
  static long[] words(BigInteger... scalars) {
    long[] words = new long[scalars.length * Scalars.WORDS];
    for (int i = 0; i < scalars.length; i++) {
      Scalars.put(scalars[i], words, i * Scalars.WORDS);
    }
    return words;
  }
}
