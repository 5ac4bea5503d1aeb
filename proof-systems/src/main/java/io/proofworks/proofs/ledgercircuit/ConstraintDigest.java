package io.proofworks.proofs.ledgercircuit;

import io.proofworks.proofs.bn254.Fr;
import io.proofworks.proofs.groth16.R1cs;
import io.proofworks.proofs.groth16.SparseMatrix;
import io.proofworks.proofs.hash.Digests;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** A name for a constraint system that changes when any entry of it does. */
final class ConstraintDigest {

  private static final int ELEMENT_BYTES = 32;

  private ConstraintDigest() {}

  /** 64 hex digits. */
  static String of(R1cs constraints) {
    byte[] sizes =
        ByteBuffer.allocate(8)
            .putInt(constraints.variables())
            .putInt(constraints.publicInputs())
            .array();
    return HexFormat.of()
        .formatHex(
            Digests.sha256(
                sizes, digest(constraints.a()), digest(constraints.b()), digest(constraints.c())));
  }

  private static byte[] digest(SparseMatrix matrix) {
    ByteBuffer rows = ByteBuffer.allocate(4 * matrix.rowStart().length);
    rows.asIntBuffer().put(matrix.rowStart());
    ByteBuffer columns = ByteBuffer.allocate(4 * matrix.column().length);
    columns.asIntBuffer().put(matrix.column());
    byte[] coefficients = new byte[matrix.entries() * ELEMENT_BYTES];
    for (int i = 0; i < matrix.entries(); i++) {
      Fr.toBytes(matrix.coefficients(), i * Fr.LIMBS, coefficients, i * ELEMENT_BYTES);
    }
    return Digests.sha256(rows.array(), columns.array(), coefficients);
  }
}
