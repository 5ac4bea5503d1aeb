package io.proofworks.proofs.circom;

import io.proofworks.proofs.bn254.Fp;
import io.proofworks.proofs.snarkpack.PowersOfTau;

/**
 * What a ceremony for powers of tau leaves ({@code .ptau}, version 1); of its sections those with
 * the powers themselves. Coordinates are in Montgomery form with R = 2^256.
 *
 * <p>Source: snarkjs, {@code src/powersoftau_new.js}, {@code src/powersoftau_utils.js}.
 */
public final class PtauFile {
  private static final String NAME = "ptau";
  private static final int VERSION = 1;
  private static final int HEADER = 1;
  private static final int TAU_G1 = 2;
  private static final int TAU_G2 = 3;
  private static final int MAX_POWER = 28;

  private PtauFile() {}

  /**
   * Reads the powers that aggregates of up to so many proofs need. Every point is checked to be of
   * its group; whether they are the powers of one secret, by {@link PowersOfTau#requireSound}.
   *
   * @param most wanted; with fewer powers in the file, as many as they allow
   * @throws IllegalArgumentException when the file is no ceremony's over BN254, or too small
   */
  public static PowersOfTau parse(byte[] bytes, int most) {
    BinaryFile file = BinaryFile.parse(bytes, NAME, VERSION);
    Section header = file.section(HEADER);
    header.prime(Fp.MODULUS);
    int power = header.number();
    if (power < 2 || power > MAX_POWER) {
      throw new IllegalArgumentException("a ceremony of 2^" + power + " powers is of no use");
    }
    int size = Math.min(Integer.highestOneBit(most), 1 << (power - 1));
    return new PowersOfTau(file.section(TAU_G1).g1(2 * size), file.section(TAU_G2).g2(size));
  }
}
