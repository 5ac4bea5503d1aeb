package io.proofworks.proofs.groth16;

import io.proofworks.proofs.bn254.Fr;

/**
 * A rank-1 constraint system: (A·w)∘(B·w) = C·w over the scalar field of BN254.
 *
 * @param variables wires, with the constant: wire 0 is 1, wires 1 to publicInputs are public, the
 *     rest private
 * @param publicInputs public wires, without the constant
 * @param a left factors, a row for each constraint
 * @param b right factors
 * @param c products
 */
public record R1cs(
    int variables, int publicInputs, SparseMatrix a, SparseMatrix b, SparseMatrix c) {

  /**
   * @throws IllegalArgumentException when the sizes contradict each other or a column is no wire
   */
  public R1cs {
    if (publicInputs < 0 || variables <= publicInputs) {
      throw new IllegalArgumentException(publicInputs + " public of " + variables + " wires");
    }
    if (a.rows() != b.rows() || a.rows() != c.rows()) {
      throw new IllegalArgumentException("a, b and c differ in rows");
    }
    requireColumns(a, variables);
    requireColumns(b, variables);
    requireColumns(c, variables);
  }

  private static void requireColumns(SparseMatrix m, int variables) {
    for (int column : m.column()) {
      if (column < 0 || column >= variables) {
        throw new IllegalArgumentException("column " + column + " of " + variables + " wires");
      }
    }
  }

  /** The number of constraints. */
  public int constraints() {
    return a.rows();
  }

  /**
   * Whether a witness of variables · Fr.LIMBS longs starts with 1 and satisfies each constraint.
   */
  public boolean isSatisfied(long[] witness) {
    return witness.length == variables * Fr.LIMBS
        && startsWithOne(witness)
        && firstViolated(witness) < 0;
  }

  private static boolean startsWithOne(long[] witness) {
    long[] one = new long[Fr.LIMBS];
    Fr.setOne(one, 0);
    return Fr.equal(witness, 0, one, 0);
  }

  /** The first constraint that a witness violates, or -1: for whoever debugs a circuit. */
  public int firstViolated(long[] witness) {
    long[] left = product(a, witness);
    long[] right = product(b, witness);
    long[] out = product(c, witness);
    for (int i = 0; i < constraints(); i++) {
      int at = i * Fr.LIMBS;
      Fr.mul(left, at, left, at, right, at);
      if (!Fr.equal(left, at, out, at)) {
        return i;
      }
    }
    return -1;
  }

  private static long[] product(SparseMatrix m, long[] witness) {
    long[] out = new long[m.rows() * Fr.LIMBS];
    m.multiply(witness, out, 0, m.rows());
    return out;
  }
}
