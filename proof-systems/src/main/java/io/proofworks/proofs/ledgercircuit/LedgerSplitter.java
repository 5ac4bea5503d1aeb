package io.proofworks.proofs.ledgercircuit;

import java.util.List;

/** Cuts a trace into shards of about equal proving cost. */
public final class LedgerSplitter {

  private LedgerSplitter() {}

  /**
   * Splits by weight, not by count, and executes every transfer, so that the roots of the shards
   * chain.
   *
   * @param available the sizes of circuit to choose from, at least one
   * @param targetWeight wanted weight of a shard, thousands of constraints
   * @return the shards, or why the trace is not a batch; never an exception for a bad trace
   */
  public static LedgerPlan split(
      LedgerTrace trace, List<LedgerProgram> available, int targetWeight) {
    return new LedgerPlan.Refused("not built");
  }
}
