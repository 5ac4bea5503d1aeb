package io.proofworks.proofs.circuit;

import io.proofworks.proofs.bn254.Fr;
import java.math.BigInteger;

/**
 * The constants of Poseidon over Fr as circomlib uses it: S-box x^5, 8 full rounds, and a number of
 * partial rounds by width (circomlib {@code circuits/poseidon.circom}). Drawn from the Grain LFSR
 * rather than copied; the tests compare with circomlib's own vectors.
 *
 * @param width elements of the state, one more than inputs
 * @param roundConstants in Montgomery form, round by round
 * @param matrix the MDS matrix, row by row, in Montgomery form
 */
record PoseidonParameters(int width, int partialRounds, long[] roundConstants, long[] matrix) {

  static final int FULL_ROUNDS = 8;
  private static final int FIELD_BITS = 254;
  private static final int[] PARTIAL_ROUNDS_FROM_WIDTH_2 = {56, 57, 56, 60};

  static PoseidonParameters ofWidth(int width) {
    int partialRounds = PARTIAL_ROUNDS_FROM_WIDTH_2[width - 2];
    GrainLfsr lfsr = new GrainLfsr(FIELD_BITS, width, FULL_ROUNDS, partialRounds);
    long[] constants = constants(lfsr, width * (FULL_ROUNDS + partialRounds));
    return new PoseidonParameters(width, partialRounds, constants, cauchy(lfsr, width));
  }

  int rounds() {
    return FULL_ROUNDS + partialRounds;
  }

  boolean isFull(int round) {
    return round < FULL_ROUNDS / 2 || round >= FULL_ROUNDS / 2 + partialRounds;
  }

  private static long[] constants(GrainLfsr lfsr, int count) {
    long[] constants = new long[count * Fr.LIMBS];
    for (int i = 0; i < count; i++) {
      Fr.fromBigInteger(lfsr.below(Fr.MODULUS, FIELD_BITS), constants, i * Fr.LIMBS);
    }
    return constants;
  }

  /** Entry (i, j) is 1 / (x_i + y_j). */
  private static long[] cauchy(GrainLfsr lfsr, int width) {
    BigInteger[] drawn = new BigInteger[2 * width];
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] = lfsr.bits(FIELD_BITS).mod(Fr.MODULUS);
    }
    long[] matrix = new long[width * width * Fr.LIMBS];
    for (int i = 0; i < width * width; i++) {
      BigInteger sum = drawn[i / width].add(drawn[width + i % width]);
      Fr.fromBigInteger(sum.modInverse(Fr.MODULUS), matrix, i * Fr.LIMBS);
    }
    return matrix;
  }
}
