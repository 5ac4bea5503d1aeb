package io.proofworks.proofs.groth16;

import io.proofworks.proofs.bn254.EvaluationDomain;
import io.proofworks.proofs.bn254.Fr;
import io.proofworks.proofs.bn254.Workers;

/**
 * The quadratic arithmetic program of a constraint system: row i of each matrix is the value at ω^i
 * of the wires' polynomials. Behind the constraints stand publicInputs + 1 rows with just wire i in
 * A, which make the polynomials of the public wires linearly independent (Ben-Sasson, Chiesa,
 * Tromer, Virza 2014; snarkjs and libsnark do the same): without them a public input that no
 * constraint mentions in A could be replaced.
 */
final class QuadraticProgram {
  private static final int L = Fr.LIMBS;

  private final R1cs r1cs;
  private final EvaluationDomain domain;

  QuadraticProgram(R1cs r1cs) {
    this.r1cs = r1cs;
    this.domain = EvaluationDomain.ofAtLeast(r1cs.constraints() + r1cs.publicInputs() + 1);
  }

  EvaluationDomain domain() {
    return domain;
  }

  /** Σ over rows of matrix[row][wire]·lagrange[row], for every wire. */
  long[] evaluate(SparseMatrix matrix, long[] lagrange) {
    long[] out = new long[r1cs.variables() * L];
    long[] term = new long[L];
    for (int row = 0; row < matrix.rows(); row++) {
      for (int k = matrix.rowStart()[row]; k < matrix.rowStart()[row + 1]; k++) {
        int at = matrix.column()[k] * L;
        Fr.mul(term, 0, matrix.coefficients(), k * L, lagrange, row * L);
        Fr.add(out, at, out, at, term, 0);
      }
    }
    return out;
  }

  /** As {@link #evaluate} for A, with the rows of the public wires. */
  long[] evaluateA(long[] lagrange) {
    long[] out = evaluate(r1cs.a(), lagrange);
    for (int i = 0; i <= r1cs.publicInputs(); i++) {
      int row = r1cs.constraints() + i;
      Fr.add(out, i * L, out, i * L, lagrange, row * L);
    }
    return out;
  }

  /**
   * The values of a·b - c between the elements of the domain. They are its coordinates in the odd
   * Lagrange polynomials of the doubled domain, since a·b - c is zero on the domain itself.
   *
   * @throws IllegalArgumentException when the witness violates a constraint
   */
  long[] quotient(long[] witness, Workers workers) {
    long[][] values = {rows(r1cs.a(), witness), rows(r1cs.b(), witness), rows(r1cs.c(), witness)};
    requireSatisfied(values);
    System.arraycopy(witness, 0, values[0], r1cs.constraints() * L, (r1cs.publicInputs() + 1) * L);
    workers.each(values.length, i -> between(values[i]));
    int pieces = workers.threads();
    workers.each(pieces, i -> combine(values, slice(i, pieces), slice(i + 1, pieces)));
    return values[0];
  }

  private int slice(int i, int pieces) {
    return (int) ((long) domain.size() * i / pieces);
  }

  private long[] rows(SparseMatrix matrix, long[] witness) {
    long[] out = new long[domain.size() * L];
    matrix.multiply(witness, out, 0, matrix.rows());
    return out;
  }

  private void requireSatisfied(long[][] values) {
    long[] product = new long[L];
    for (int row = 0; row < r1cs.constraints(); row++) {
      Fr.mul(product, 0, values[0], row * L, values[1], row * L);
      if (!Fr.equal(product, 0, values[2], row * L)) {
        throw new IllegalArgumentException("the witness violates constraint " + row);
      }
    }
  }

  private void between(long[] values) {
    domain.inverse(values);
    domain.oddForward(values);
  }

  private static void combine(long[][] values, int from, int to) {
    for (int i = from; i < to; i++) {
      int at = i * L;
      Fr.mul(values[0], at, values[0], at, values[1], at);
      Fr.sub(values[0], at, values[0], at, values[2], at);
    }
  }
}
