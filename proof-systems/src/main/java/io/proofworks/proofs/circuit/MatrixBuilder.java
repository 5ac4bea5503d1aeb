package io.proofworks.proofs.circuit;

import io.proofworks.proofs.bn254.Fr;
import io.proofworks.proofs.groth16.SparseMatrix;
import java.util.Arrays;

/** Collects the rows of one side of all constraints. */
final class MatrixBuilder {

  private static final int L = Fr.LIMBS;

  private int[] rowStart = new int[1024];
  private int[] columns = new int[4096];
  private long[] coefficients = new long[4096 * L];
  private int rows;

  int rows() {
    return rows;
  }

  void add(LinearCombination row) {
    int start = rowStart[rows];
    reserve(start + row.terms());
    for (int i = 0; i < row.terms(); i++) {
      columns[start + i] = row.wireAt(i);
      row.coefficientAt(i, coefficients, (start + i) * L);
    }
    rowStart[++rows] = start + row.terms();
  }

  private void reserve(int entries) {
    if (rows + 2 > rowStart.length) {
      rowStart = Arrays.copyOf(rowStart, 2 * rowStart.length);
    }
    if (entries > columns.length) {
      columns = Arrays.copyOf(columns, 2 * entries);
      coefficients = Arrays.copyOf(coefficients, 2 * entries * L);
    }
  }

  SparseMatrix build() {
    int entries = rowStart[rows];
    return new SparseMatrix(
        Arrays.copyOf(rowStart, rows + 1),
        Arrays.copyOf(columns, entries),
        Arrays.copyOf(coefficients, entries * L));
  }
}
