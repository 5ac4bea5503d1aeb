package io.proofworks.proofs.circuit;

import io.proofworks.proofs.bn254.Fr;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a circuit down as constraints A·B = C, and at the same time how each wire follows from
 * those before it, so that a witness needs nothing but the inputs.
 *
 * <p>Wire 0 is the constant one, then the public inputs, then the rest in order of creation. Not
 * thread-safe.
 */
public final class CircuitBuilder {

  private final int publicInputs;
  private final MatrixBuilder a = new MatrixBuilder();
  private final MatrixBuilder b = new MatrixBuilder();
  private final MatrixBuilder c = new MatrixBuilder();
  private final List<WitnessStep> steps = new ArrayList<>();
  private int wires;

  /** An empty circuit with that many public inputs. */
  public CircuitBuilder(int publicInputs) {
    this.publicInputs = publicInputs;
    this.wires = 1 + publicInputs;
  }

  /** The public input of that index, from 0. */
  public LinearCombination publicInput(int index) {
    if (index < 0 || index >= publicInputs) {
      throw new IllegalArgumentException("no public input " + index);
    }
    return LinearCombination.wire(1 + index);
  }

  /** A fresh wire the prover is free to choose; its value is the next private input. */
  public LinearCombination input() {
    steps.add(new WitnessStep.Input(wires));
    return newWire();
  }

  /** As {@link #input}, but zero or one. */
  public LinearCombination bitInput() {
    LinearCombination bit = input();
    requireBit(bit);
    return bit;
  }

  /** Demands x·y = z. */
  public void require(LinearCombination x, LinearCombination y, LinearCombination z) {
    a.add(x);
    b.add(y);
    c.add(z);
  }

  /** Demands x = y. */
  public void requireEqual(LinearCombination x, LinearCombination y) {
    require(x.minus(y), LinearCombination.ONE, LinearCombination.ZERO);
  }

  /** A wire that is x·y. */
  public LinearCombination product(LinearCombination x, LinearCombination y) {
    steps.add(new WitnessStep.Product(wires, a.rows()));
    LinearCombination product = newWire();
    require(x, y, product);
    return product;
  }

  /** A wire that is x, to stand for a long combination. */
  public LinearCombination linear(LinearCombination x) {
    return product(x, LinearCombination.ONE);
  }

  /**
   * Demands 0 &lt;= x &lt; 2^count by writing x in bits.
   *
   * @param count at most 252, so that the bits of no other number are those of x mod r
   */
  public void requireRange(LinearCombination x, int count) {
    if (count > 252) {
      throw new IllegalArgumentException("bits of a number this long are not unique mod r");
    }
    int first = wires;
    LinearCombination sum = LinearCombination.ZERO;
    for (int i = 0; i < count; i++) {
      LinearCombination bit = newWire();
      long[] power = new long[Fr.LIMBS];
      Fr.fromBigInteger(BigInteger.ONE.shiftLeft(i), power, 0);
      sum = sum.plus(bit.times(power, 0));
    }
    steps.add(new WitnessStep.Bits(first, count, a.rows()));
    require(x, LinearCombination.ONE, sum);
    for (int i = 0; i < count; i++) {
      requireBit(LinearCombination.wire(first + i));
    }
  }

  private void requireBit(LinearCombination x) {
    require(x, x.minus(LinearCombination.ONE), LinearCombination.ZERO);
  }

  /** Constrains and returns the Poseidon hash of the inputs. */
  public LinearCombination hash(Poseidon poseidon, LinearCombination... inputs) {
    return PoseidonGadget.hash(this, poseidon, inputs);
  }

  /** The finished circuit. */
  public Circuit build() {
    return Circuit.of(wires, publicInputs, a, b, c, steps);
  }

  private LinearCombination newWire() {
    return LinearCombination.wire(wires++);
  }
}
