package io.proofworks.proofs.groth16;

import io.proofworks.proofs.bn254.Fr;
import java.math.BigInteger;
import java.security.SecureRandom;

/** Uniform scalars. */
final class RandomScalars {
  private static final int BITS = 512;

  private RandomScalars() {}

  /** Uniform in [1, r) but for a bias below 2^-256. */
  static BigInteger nonZero(SecureRandom random) {
    BigInteger below = Fr.MODULUS.subtract(BigInteger.ONE);
    return new BigInteger(BITS, random).mod(below).add(BigInteger.ONE);
  }

  /** Uniform in [0, r) but for a bias below 2^-256. */
  static BigInteger any(SecureRandom random) {
    return new BigInteger(BITS, random).mod(Fr.MODULUS);
  }
}
