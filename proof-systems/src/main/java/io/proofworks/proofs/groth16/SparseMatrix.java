package io.proofworks.proofs.groth16;

import io.proofworks.proofs.bn254.Fr;

/**
 * A matrix over the scalar field in compressed rows: the entries of row i are those from
 * rowStart[i] to rowStart[i + 1], each a column and a coefficient of {@link Fr#LIMBS} longs. The
 * arrays are shared, not copied; who passes them on must not change them.
 *
 * @param rowStart rows + 1 ascending offsets, the first 0
 * @param column wire of each entry
 * @param coefficients Fr.LIMBS longs for each entry
 */
public record SparseMatrix(int[] rowStart, int[] column, long[] coefficients) {

  /**
   * @throws IllegalArgumentException when the arrays do not fit together
   */
  public SparseMatrix {
    int entries = column.length;
    if (rowStart.length == 0 || rowStart[0] != 0 || rowStart[rowStart.length - 1] != entries) {
      throw new IllegalArgumentException("row starts must run from 0 to " + entries);
    }
    if (coefficients.length != entries * Fr.LIMBS) {
      throw new IllegalArgumentException("one coefficient for each of " + entries + " entries");
    }
  }

  /** The number of rows. */
  public int rows() {
    return rowStart.length - 1;
  }

  /** The number of entries. */
  public int entries() {
    return column.length;
  }

  /** Writes the product of rows from (inclusive) to (exclusive) with a vector of wires to out. */
  void multiply(long[] wires, long[] out, int from, int to) {
    long[] term = new long[Fr.LIMBS];
    for (int row = from; row < to; row++) {
      multiplyRow(row, wires, out, row * Fr.LIMBS, term);
    }
  }

  private void multiplyRow(int row, long[] wires, long[] out, int at, long[] term) {
    Fr.setZero(out, at);
    for (int k = rowStart[row]; k < rowStart[row + 1]; k++) {
      Fr.mul(term, 0, coefficients, k * Fr.LIMBS, wires, column[k] * Fr.LIMBS);
      Fr.add(out, at, out, at, term, 0);
    }
  }
}
