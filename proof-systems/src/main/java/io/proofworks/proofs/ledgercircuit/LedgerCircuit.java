package io.proofworks.proofs.ledgercircuit;

import io.proofworks.proofs.bn254.Fr;
import io.proofworks.proofs.circuit.Circuit;
import io.proofworks.proofs.circuit.CircuitBuilder;
import io.proofworks.proofs.circuit.LinearCombination;
import io.proofworks.proofs.circuit.MerklePath;
import io.proofworks.proofs.circuit.Poseidon;
import java.math.BigInteger;

/**
 * The statement of a shard as a circuit: applying these transfers in order to the tree with root
 * {@code pre} gives root {@code post}; every balance touched is in [0, 2^128) before and after, so
 * none is overdrawn and none overflows, and the total is conserved because the receiver gets what
 * the sender pays.
 *
 * <p>Public inputs: pre, post, the commitment of the transfers, the binding. The binding takes part
 * in a constraint, so a proof verifies under no other one.
 */
public final class LedgerCircuit {

  private static final int L = Fr.LIMBS;
  private static final int PRE = 0;
  private static final int POST = 1;
  private static final int COMMITMENT = 2;
  private static final int BINDING = 3;

  /**
   * What a transfer costs at depth 0, and what each level adds; the tests hold them against the
   * circuit.
   */
  private static final int CONSTRAINTS_PER_TRANSFER = 1932;

  private static final int CONSTRAINTS_PER_LEVEL = 982;

  private LedgerCircuit() {}

  /** Builds the circuit for that many transfers on a tree of 2^depth places. */
  public static Circuit build(int depth, int transfers) {
    CircuitBuilder circuit = new CircuitBuilder(LedgerInputs.COUNT);
    LinearCombination root = circuit.publicInput(PRE);
    LinearCombination chain = LinearCombination.ZERO;
    for (int i = 0; i < transfers; i++) {
      LinearCombination amount = amount(circuit);
      LinearCombination from = circuit.input();
      root = change(circuit, depth, root, from, LinearCombination.ZERO.minus(amount));
      LinearCombination to = circuit.input();
      root = change(circuit, depth, root, to, amount);
      chain = circuit.hash(Poseidon.FOUR, chain, from, to, amount);
    }
    circuit.requireEqual(root, circuit.publicInput(POST));
    circuit.requireEqual(chain, circuit.publicInput(COMMITMENT));
    circuit.product(circuit.publicInput(BINDING), circuit.publicInput(BINDING));
    return circuit.build();
  }

  /**
   * The root once the account of that address, somewhere under this root, has changed by that much.
   */
  private static LinearCombination change(
      CircuitBuilder circuit,
      int depth,
      LinearCombination root,
      LinearCombination address,
      LinearCombination difference) {
    LinearCombination before = amount(circuit);
    LinearCombination after = before.plus(difference);
    circuit.requireRange(after, LedgerTrace.AMOUNT_BITS);
    MerklePath path = new MerklePath(circuit, depth);
    circuit.requireEqual(path.root(circuit.hash(Poseidon.TWO, address, before)), root);
    return path.root(circuit.hash(Poseidon.TWO, address, after));
  }

  private static LinearCombination amount(CircuitBuilder circuit) {
    LinearCombination amount = circuit.input();
    circuit.requireRange(amount, LedgerTrace.AMOUNT_BITS);
    return amount;
  }

  /** The private inputs in the order {@link #build} asks for them, in Montgomery form. */
  static long[] inputs(ShardTrace trace) {
    InputTape tape = new InputTape(trace.steps().size() * (5 + 4 * trace.depth()));
    for (ShardTrace.Step step : trace.steps()) {
      tape.write(step.amount());
      tape.write(step.from());
      tape.write(step.to());
    }
    return tape.elements;
  }

  private static final class InputTape {

    private final long[] elements;
    private int next;

    InputTape(int count) {
      elements = new long[count * L];
    }

    void write(BigInteger value) {
      Fr.fromBigInteger(value, elements, L * next++);
    }

    void write(Opening opening) {
      write(opening.account().addressNumber());
      write(opening.account().balance());
      for (int level = 0; level * LedgerInputs.ELEMENT_BYTES < opening.siblings().length; level++) {
        write(opening.isRightChild(level) ? BigInteger.ONE : BigInteger.ZERO);
        Fr.fromBytes(opening.siblings(), level * LedgerInputs.ELEMENT_BYTES, elements, L * next++);
      }
    }
  }

  /** Constraints of the circuit of that size, without building it. */
  static int constraints(int depth, int transfers) {
    return transfers * (CONSTRAINTS_PER_TRANSFER + depth * CONSTRAINTS_PER_LEVEL);
  }
}
