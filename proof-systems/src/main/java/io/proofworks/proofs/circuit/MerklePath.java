package io.proofworks.proofs.circuit;

/**
 * The way from one leaf to the root, free for the prover to choose. Both the tree before and after
 * a change of that leaf have the same path, so one set of siblings serves two roots.
 */
public final class MerklePath {

  private final CircuitBuilder circuit;
  private final LinearCombination[] right;
  private final LinearCombination[] siblings;

  /**
   * Takes {@code 2 * depth} private inputs: level by level from the leaf, whether the node is a
   * right child, and its sibling.
   */
  public MerklePath(CircuitBuilder circuit, int depth) {
    this.circuit = circuit;
    this.right = new LinearCombination[depth];
    this.siblings = new LinearCombination[depth];
    for (int level = 0; level < depth; level++) {
      right[level] = circuit.bitInput();
      siblings[level] = circuit.input();
    }
  }

  /** The root of the tree that has this leaf here. */
  public LinearCombination root(LinearCombination leaf) {
    LinearCombination node = leaf;
    for (int level = 0; level < right.length; level++) {
      // One product swaps both: left + swap and right - swap.
      LinearCombination swap = circuit.product(right[level], siblings[level].minus(node));
      node = circuit.hash(Poseidon.TWO, node.plus(swap), siblings[level].minus(swap));
    }
    return node;
  }
}
