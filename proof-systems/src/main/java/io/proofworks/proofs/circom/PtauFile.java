package io.proofworks.proofs.circom;

import io.proofworks.proofs.bn254.Fp;
import io.proofworks.proofs.snarkpack.PowersOfTau;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

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
  private static final int G1_BYTES = 2 * Section.FIELD_BYTES;
  private static final int G2_BYTES = 2 * G1_BYTES;

  /** The prime's length, the prime and the power. */
  private static final int HEADER_BYTES = Integer.BYTES + Section.FIELD_BYTES + Integer.BYTES;

  private PtauFile() {}

  /**
   * Reads the powers that aggregates of up to so many proofs need, and nothing else of a file,
   * which has gigabytes. Every point is checked to be of its group; whether they are the powers of
   * one secret, by {@link PowersOfTau#requireSound}.
   *
   * @param most wanted; with fewer powers in the file, as many as they allow
   * @throws IOException when the file cannot be read
   * @throws IllegalArgumentException when it is no ceremony's over BN254, or too small
   */
  public static PowersOfTau read(Path file, int most) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      return powers(SectionTable.read(StoredBytes.of(channel), NAME, VERSION), most);
    }
  }

  /** As {@link #read}, of a whole file's bytes. */
  public static PowersOfTau parse(byte[] bytes, int most) {
    try {
      return powers(SectionTable.read(StoredBytes.of(bytes), NAME, VERSION), most);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // bytes in memory can be read
    }
  }

  private static PowersOfTau powers(SectionTable sections, int most) throws IOException {
    Section header = sections.start(HEADER, HEADER_BYTES);
    header.prime(Fp.MODULUS);
    int power = header.number();
    if (power < 2 || power > MAX_POWER) {
      throw new IllegalArgumentException("a ceremony of 2^" + power + " powers is of no use");
    }
    int size = Math.min(Integer.highestOneBit(most), 1 << (power - 1));
    Section inG1 = sections.start(TAU_G1, 2L * size * G1_BYTES);
    Section inG2 = sections.start(TAU_G2, (long) size * G2_BYTES);
    return new PowersOfTau(inG1.g1("tau in G1", 2 * size), inG2.g2("tau in G2", size));
  }
}
