package io.proofworks.proofs.circuit;

/**
 * How one wire, or a run of them, gets its value from those before it. Rows are constraints of the
 * circuit.
 */
sealed interface WitnessStep {

  /** The next private input. */
  record Input(int wire) implements WitnessStep {}

  /** The product of the sides A and B of a constraint. */
  record Product(int wire, int row) implements WitnessStep {}

  /** The low bits of side A of a constraint, least significant first. */
  record Bits(int firstWire, int count, int row) implements WitnessStep {}
}
