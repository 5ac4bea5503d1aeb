package io.proofworks.proofs.circom;

import io.proofworks.proofs.bn254.Fr;
import java.util.TreeMap;

/** Witnesses as circom's programs write them ({@code .wtns}, version 2): a value for each wire. */
public final class WitnessFile {
  private static final String NAME = "wtns";
  private static final int VERSION = 2;
  private static final int HEADER = 1;
  private static final int VALUES = 2;

  private WitnessFile() {}

  /**
   * Reads a file.
   *
   * @return Fr.LIMBS longs for each wire
   * @throws IllegalArgumentException when it is no witness over BN254's scalar field
   */
  public static long[] parse(byte[] bytes) {
    BinaryFile file = BinaryFile.parse(bytes, NAME, VERSION);
    Section header = file.section(HEADER);
    header.prime(Fr.MODULUS);
    int wires = header.number();
    header.end();
    Section values = file.section(VALUES);
    if (wires > bytes.length / Section.FIELD_BYTES) {
      throw new IllegalArgumentException("fewer values than the " + wires + " wires of the header");
    }
    long[] witness = new long[wires * Fr.LIMBS];
    for (int i = 0; i < wires; i++) {
      values.scalar(witness, i * Fr.LIMBS);
    }
    values.end();
    return witness;
  }

  /** Writes a file. */
  public static byte[] encode(long[] witness) {
    Output values = new Output();
    for (int at = 0; at < witness.length; at += Fr.LIMBS) {
      values.scalar(witness, at);
    }
    TreeMap<Integer, byte[]> sections = new TreeMap<>();
    sections.put(
        HEADER, new Output().prime(Fr.MODULUS).number(witness.length / Fr.LIMBS).toBytes());
    sections.put(VALUES, values.toBytes());
    return BinaryFile.encode(NAME, VERSION, sections);
  }
}
