package io.proofworks.proofs.ledgercircuit;

import java.util.List;

/** What becomes of a trace: shards whose roots chain, or the reason why it is not a batch. */
public sealed interface LedgerPlan {

  /**
   * The trace as an ordered list of shards; the post root of each is the pre root of the next.
   *
   * @param shards at least one
   * @param publicInputs of the whole batch, as {@link LedgerBatch#fold} makes them from the shards'
   *     ones
   */
  record Shards(List<LedgerShard> shards, byte[] publicInputs) implements LedgerPlan {
    public Shards {
      shards = List.copyOf(shards);
    }
  }

  /**
   * The trace cannot be proven by any of the programs; the reason says which rule it breaks and
   * where.
   */
  record Refused(String reason) implements LedgerPlan {}
}
