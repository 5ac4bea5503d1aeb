package io.proofworks.proofs.ledgercircuit;

import io.proofworks.proofs.bn254.Fr;
import io.proofworks.proofs.groth16.R1cs;
import io.proofworks.proofs.groth16.SparseMatrix;

/** Counts the constraints a witness breaks. */
final class BrokenConstraints {

  private BrokenConstraints() {}

  static int count(R1cs constraints, long[] witness) {
    int broken = 0;
    for (int row = 0; row < constraints.constraints(); row++) {
      long[] product = side(constraints.a(), row, witness);
      Fr.mul(product, 0, product, 0, side(constraints.b(), row, witness), 0);
      broken += Fr.equal(product, 0, side(constraints.c(), row, witness), 0) ? 0 : 1;
    }
    return broken;
  }

  private static long[] side(SparseMatrix matrix, int row, long[] witness) {
    long[] sum = new long[Fr.LIMBS];
    long[] term = new long[Fr.LIMBS];
    for (int i = matrix.rowStart()[row]; i < matrix.rowStart()[row + 1]; i++) {
      Fr.mul(term, 0, matrix.coefficients(), i * Fr.LIMBS, witness, matrix.column()[i] * Fr.LIMBS);
      Fr.add(sum, 0, sum, 0, term, 0);
    }
    return sum;
  }
}
