package io.proofworks.proofs;

import java.util.List;

/** What becomes of a trace: shards whose states chain, or the reason why it is not a batch. */
public sealed interface ShardPlan {

  /**
   * The trace as an ordered list of shards; each begins in the state that the one before it ends
   * in.
   *
   * @param shards at least one
   * @param publicInputs of the whole batch, as {@link ProofSystem#fold} makes them from the shards'
   *     ones
   */
  record Shards(List<PlannedShard> shards, byte[] publicInputs) implements ShardPlan {
    public Shards {
      shards = List.copyOf(shards);
      if (shards.isEmpty()) {
        throw new IllegalArgumentException("a batch has at least one shard");
      }
    }
  }

  /**
   * The trace cannot be proven by any of the programs; the reason says which rule it breaks and
   * where.
   */
  record Refused(String reason) implements ShardPlan {}
}
