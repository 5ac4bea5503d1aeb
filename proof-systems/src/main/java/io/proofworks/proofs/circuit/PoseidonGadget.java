package io.proofworks.proofs.circuit;

import io.proofworks.proofs.bn254.Fr;

/**
 * Poseidon as constraints: three per S-box and nothing for the linear layers, about 245 per
 * two-to-one hash.
 *
 * <p>In the partial rounds the linear combinations grow by a term a round. Past a length, the
 * elements that no S-box cuts get wires of their own: a few constraints more, and two thirds of the
 * matrix entries less.
 */
final class PoseidonGadget {

  private static final int L = Fr.LIMBS;
  private static final int LONGEST = 24;

  private final CircuitBuilder circuit;
  private final PoseidonParameters parameters;
  private final LinearCombination[] state;

  private PoseidonGadget(CircuitBuilder circuit, PoseidonParameters parameters) {
    this.circuit = circuit;
    this.parameters = parameters;
    this.state = new LinearCombination[parameters.width()];
  }

  /** Constrains and returns the hash of the inputs. */
  static LinearCombination hash(
      CircuitBuilder circuit, Poseidon poseidon, LinearCombination... inputs) {
    if (inputs.length != poseidon.inputs()) {
      throw new IllegalArgumentException("this Poseidon takes " + poseidon.inputs() + " inputs");
    }
    return new PoseidonGadget(circuit, poseidon.parameters()).run(inputs);
  }

  private LinearCombination run(LinearCombination[] inputs) {
    state[0] = LinearCombination.ZERO;
    System.arraycopy(inputs, 0, state, 1, inputs.length);
    for (int round = 0; round < parameters.rounds(); round++) {
      addConstants(round);
      int powers = parameters.isFull(round) ? state.length : 1;
      shorten(powers);
      for (int i = 0; i < powers; i++) {
        state[i] = fifthPower(state[i]);
      }
      mix();
    }
    return state[0];
  }

  private void addConstants(int round) {
    for (int i = 0; i < state.length; i++) {
      int constant = (round * state.length + i) * L;
      state[i] = state[i].plus(LinearCombination.constant(parameters.roundConstants(), constant));
    }
  }

  private void shorten(int from) {
    for (int i = from; i < state.length; i++) {
      if (state[i].terms() > LONGEST) {
        state[i] = circuit.linear(state[i]);
      }
    }
  }

  private LinearCombination fifthPower(LinearCombination x) {
    if (x.isConstant()) {
      return constantPower(x);
    }
    LinearCombination square = circuit.product(x, x);
    LinearCombination fourth = circuit.product(square, square);
    return circuit.product(fourth, x);
  }

  private static LinearCombination constantPower(LinearCombination x) {
    long[] value = new long[2 * L];
    x.constantValue(value, 0);
    Fr.square(value, L, value, 0);
    Fr.square(value, L, value, L);
    Fr.mul(value, 0, value, L, value, 0);
    return LinearCombination.constant(value, 0);
  }

  private void mix() {
    LinearCombination[] before = state.clone();
    for (int i = 0; i < state.length; i++) {
      LinearCombination sum = LinearCombination.ZERO;
      for (int j = 0; j < state.length; j++) {
        sum = sum.plus(before[j].times(parameters.matrix(), (i * state.length + j) * L));
      }
      state[i] = sum;
    }
  }
}
