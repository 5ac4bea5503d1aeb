package io.proofworks.proofs;

/**
 * A piece of a batch that one proof covers.
 *
 * @param program what this piece is proven with
 * @param trace all a prover needs
 * @param publicInputs in the encoding of the program's proof system
 * @param weight what proving it costs, in thousands of constraints, rounded up; at least 1
 */
public record PlannedShard(Program program, byte[] trace, byte[] publicInputs, int weight) {

  public PlannedShard {
    if (weight < 1) {
      throw new IllegalArgumentException("a shard weighs at least 1, not " + weight);
    }
  }
}
