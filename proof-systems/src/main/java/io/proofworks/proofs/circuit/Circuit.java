package io.proofworks.proofs.circuit;

import io.proofworks.proofs.bn254.Fr;
import io.proofworks.proofs.groth16.R1cs;
import io.proofworks.proofs.groth16.SparseMatrix;
import java.math.BigInteger;
import java.util.List;

/** A circuit: its constraints, and the way from inputs to a witness. Immutable and thread-safe. */
public final class Circuit {

  private static final int L = Fr.LIMBS;

  private final R1cs constraints;
  private final List<WitnessStep> steps;
  private final int privateInputs;

  private Circuit(R1cs constraints, List<WitnessStep> steps) {
    this.constraints = constraints;
    this.steps = List.copyOf(steps);
    this.privateInputs =
        Math.toIntExact(steps.stream().filter(step -> step instanceof WitnessStep.Input).count());
  }

  static Circuit of(
      int wires,
      int publicInputs,
      MatrixBuilder a,
      MatrixBuilder b,
      MatrixBuilder c,
      List<WitnessStep> steps) {
    return new Circuit(new R1cs(wires, publicInputs, a.build(), b.build(), c.build()), steps);
  }

  /** The constraints. */
  public R1cs constraints() {
    return constraints;
  }

  /** Number of constraints. */
  public int size() {
    return constraints.constraints();
  }

  /**
   * The values of all wires that these inputs lead to, whether or not they satisfy the constraints.
   *
   * @param publicInputs as many as the circuit has, in Montgomery form
   * @param inputs the private inputs in the order the circuit was written, in Montgomery form
   * @return {@code variables * Fr.LIMBS} longs
   */
  public long[] witness(long[] publicInputs, long[] inputs) {
    if (publicInputs.length != constraints.publicInputs() * L
        || inputs.length != privateInputs * L) {
      throw new IllegalArgumentException("wrong number of inputs");
    }
    long[] witness = new long[constraints.variables() * L];
    Fr.setOne(witness, 0);
    System.arraycopy(publicInputs, 0, witness, L, publicInputs.length);
    long[] scratch = new long[3 * L];
    int next = 0;
    for (WitnessStep step : steps) {
      switch (step) {
        case WitnessStep.Input(int wire) -> Fr.set(witness, wire * L, inputs, L * next++);
        case WitnessStep.Product(int wire, int row) -> multiply(witness, wire, row, scratch);
        case WitnessStep.Bits bits -> decompose(witness, bits, scratch);
      }
    }
    return witness;
  }

  private void multiply(long[] witness, int wire, int row, long[] scratch) {
    dot(constraints.a(), row, witness, scratch, 0);
    dot(constraints.b(), row, witness, scratch, L);
    Fr.mul(witness, wire * L, scratch, 0, scratch, L);
  }

  private void decompose(long[] witness, WitnessStep.Bits bits, long[] scratch) {
    dot(constraints.a(), bits.row(), witness, scratch, 0);
    BigInteger value = Fr.toBigInteger(scratch, 0);
    for (int i = 0; i < bits.count(); i++) {
      if (value.testBit(i)) {
        Fr.setOne(witness, (bits.firstWire() + i) * L);
      }
    }
  }

  /** z = row · witness; scratch is taken after the last two places an element can go. */
  private static void dot(SparseMatrix matrix, int row, long[] witness, long[] z, int zo) {
    int product = 2 * L;
    Fr.setZero(z, zo);
    for (int i = matrix.rowStart()[row]; i < matrix.rowStart()[row + 1]; i++) {
      Fr.mul(z, product, matrix.coefficients(), i * L, witness, matrix.column()[i] * L);
      Fr.add(z, zo, z, zo, z, product);
    }
  }
}
