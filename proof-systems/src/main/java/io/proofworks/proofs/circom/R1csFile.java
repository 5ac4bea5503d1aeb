package io.proofworks.proofs.circom;

import io.proofworks.proofs.bn254.Fr;
import io.proofworks.proofs.groth16.R1cs;
import io.proofworks.proofs.groth16.SparseMatrix;
import java.util.Arrays;
import java.util.TreeMap;

/**
 * Constraint systems as circom writes them ({@code .r1cs}, version 1). Its public wires, outputs
 * before inputs, are the public inputs of a proof.
 *
 * <p>Source: iden3/r1csfile, {@code doc/r1cs_bin_format.md}.
 */
public final class R1csFile {
  private static final String NAME = "r1cs";
  private static final int VERSION = 1;
  private static final int HEADER = 1;
  private static final int CONSTRAINTS = 2;
  private static final int LABELS = 3;
  private static final int CUSTOM_GATES = 4;
  private static final int CUSTOM_GATES_USED = 5;
  private static final int TERM_BYTES = Integer.BYTES + Section.FIELD_BYTES;
  private static final int MATRICES = 3;

  private R1csFile() {}

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException when it is no constraint system over BN254's scalar field, or
   *     there is more to its constraints than a system of rank one says
   */
  public static R1cs parse(byte[] bytes) {
    BinaryFile file = BinaryFile.parse(bytes, NAME, VERSION);
    requireRankOne(file);
    Section header = file.section(HEADER);
    header.prime(Fr.MODULUS);
    int wires = header.number();
    int outputs = header.number();
    int inputs = header.number();
    header.number();
    header.longNumber();
    int count = header.number();
    header.end();
    if (outputs > wires || inputs > wires - outputs) {
      throw new IllegalArgumentException("more public wires than wires in the r1cs file");
    }
    if (wires > bytes.length) {
      throw new IllegalArgumentException(
          "a r1cs file of " + bytes.length + " bytes does not have " + wires + " wires");
    }
    return constraints(file.section(CONSTRAINTS), wires, outputs + inputs, count);
  }

  /**
   * Custom gates (circom's {@code custom_templates}) are constraints that PLONK has and Groth16 has
   * not: without them a false witness would prove. What a section of another type says nobody
   * knows.
   */
  private static void requireRankOne(BinaryFile file) {
    for (int type : file.types()) {
      if (type == CUSTOM_GATES || type == CUSTOM_GATES_USED) {
        int gates = file.section(type).number();
        if (gates > 0) {
          throw new IllegalArgumentException(
              "the r1cs file has %d custom gates in its section %d, which Groth16 cannot prove"
                  .formatted(gates, type));
        }
      } else if (type < HEADER || type > LABELS) {
        throw new IllegalArgumentException("a r1cs file with a section of type " + type);
      }
    }
  }

  private static R1cs constraints(Section in, int wires, int publicInputs, int count) {
    Rows[] rows = {new Rows(), new Rows(), new Rows()};
    for (int i = 0; i < count; i++) {
      for (Rows matrix : rows) {
        matrix.read(in);
      }
    }
    in.end();
    return new R1cs(wires, publicInputs, rows[0].matrix(), rows[1].matrix(), rows[2].matrix());
  }

  /** A matrix that grows row by row. */
  private static final class Rows {
    private int[] starts = new int[16];
    private int rows;
    private int[] columns = new int[16];
    private long[] coefficients = new long[16 * Fr.LIMBS];
    private int entries;

    void read(Section in) {
      int terms = in.count(TERM_BYTES);
      if (entries + terms > columns.length) {
        int capacity = Math.max(entries + terms, 2 * columns.length);
        columns = Arrays.copyOf(columns, capacity);
        coefficients = Arrays.copyOf(coefficients, capacity * Fr.LIMBS);
      }
      for (int i = 0; i < terms; i++) {
        columns[entries] = in.number();
        in.scalar(coefficients, entries * Fr.LIMBS);
        entries++;
      }
      rows++;
      if (rows == starts.length) {
        starts = Arrays.copyOf(starts, 2 * rows);
      }
      starts[rows] = entries;
    }

    SparseMatrix matrix() {
      return new SparseMatrix(
          Arrays.copyOf(starts, rows + 1),
          Arrays.copyOf(columns, entries),
          Arrays.copyOf(coefficients, entries * Fr.LIMBS));
    }
  }

  /** Writes a file; all public wires are declared inputs, since a system does not know outputs. */
  public static byte[] encode(R1cs r1cs) {
    Output header =
        new Output()
            .prime(Fr.MODULUS)
            .number(r1cs.variables())
            .number(0)
            .number(r1cs.publicInputs())
            .number(r1cs.variables() - r1cs.publicInputs() - 1)
            .longNumber(r1cs.variables())
            .number(r1cs.constraints());
    Output constraints = new Output();
    SparseMatrix[] matrices = {r1cs.a(), r1cs.b(), r1cs.c()};
    for (int row = 0; row < r1cs.constraints(); row++) {
      for (int m = 0; m < MATRICES; m++) {
        writeRow(constraints, matrices[m], row);
      }
    }
    Output labels = new Output();
    for (int wire = 0; wire < r1cs.variables(); wire++) {
      labels.longNumber(wire);
    }
    TreeMap<Integer, byte[]> sections = new TreeMap<>();
    sections.put(HEADER, header.toBytes());
    sections.put(CONSTRAINTS, constraints.toBytes());
    sections.put(LABELS, labels.toBytes());
    return BinaryFile.encode(NAME, VERSION, sections);
  }

  private static void writeRow(Output out, SparseMatrix matrix, int row) {
    int from = matrix.rowStart()[row];
    int to = matrix.rowStart()[row + 1];
    out.number(to - from);
    for (int k = from; k < to; k++) {
      out.number(matrix.column()[k]).scalar(matrix.coefficients(), k * Fr.LIMBS);
    }
  }
}
