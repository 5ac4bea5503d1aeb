package io.proofworks.proofs.ledgercircuit;

import io.proofworks.proofs.PlannedShard;
import io.proofworks.proofs.ShardPlan;
import io.proofworks.proofs.ledgercircuit.LedgerTrace.Transfer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Cuts a trace into shards of about equal proving cost. */
public final class LedgerSplitter {

  private static final Comparator<LedgerProgram> BY_SIZE =
      Comparator.comparingInt(LedgerProgram::transfers);

  private LedgerSplitter() {}

  /**
   * Splits by weight, not by count, and executes every transfer, so that the roots of the shards
   * chain. What a proof costs is decided by its circuit: shards take the largest program within the
   * target, or a smaller one that holds the whole trace, and one that does not fill its program is
   * padded with transfers of nothing. All take the same program: one aggregate, checked under one
   * key, covers them.
   *
   * @param available the sizes of circuit to choose from; those of the smallest depth that holds
   *     the accounts are used
   * @param targetWeight wanted weight of a shard, thousands of constraints; the smallest program is
   *     taken when none is that light
   * @return the shards, or why the trace is not a batch; never an exception for a bad trace
   */
  public static ShardPlan split(
      LedgerTrace trace, List<LedgerProgram> available, int targetWeight) {
    List<LedgerProgram> programs = fitting(available, trace.accounts().size());
    if (programs.isEmpty()) {
      return new ShardPlan.Refused(
          "no program has room for " + trace.accounts().size() + " accounts");
    }
    return LedgerRules.flaw(trace)
        .<ShardPlan>map(ShardPlan.Refused::new)
        .orElseGet(() -> execute(trace, programs, targetWeight));
  }

  private static List<LedgerProgram> fitting(List<LedgerProgram> available, int accounts) {
    int depth =
        available.stream()
            .mapToInt(LedgerProgram::depth)
            .filter(candidate -> accounts <= 1L << candidate)
            .min()
            .orElse(-1);
    return available.stream().filter(p -> p.depth() == depth).sorted(BY_SIZE).toList();
  }

  private static ShardPlan execute(
      LedgerTrace trace, List<LedgerProgram> programs, int targetWeight) {
    LedgerProgram preferred = preferred(programs, targetWeight);
    LedgerExecution ledger = new LedgerExecution(preferred.depth(), trace.accounts());
    List<Transfer> left = trace.transfers();
    LedgerProgram program = smallestHolding(programs, Math.min(left.size(), preferred.transfers()));
    List<PlannedShard> shards = new ArrayList<>();
    while (!left.isEmpty()) {
      int taken = Math.min(left.size(), program.transfers());
      shards.add(shard(program, ledger.run(left.subList(0, taken), program.transfers())));
      left = left.subList(taken, left.size());
    }
    return new ShardPlan.Shards(shards, wholeBatch(shards));
  }

  private static PlannedShard shard(LedgerProgram program, LedgerExecution.Run run) {
    return new PlannedShard(
        program.program(), run.trace().encode(), run.publicInputs(), program.weight());
  }

  private static byte[] wholeBatch(List<PlannedShard> shards) {
    return LedgerBatch.fold(shards.stream().map(PlannedShard::publicInputs).toList())
        .orElseThrow(() -> new IllegalStateException("shards executed one after the other chain"));
  }

  private static LedgerProgram smallestHolding(List<LedgerProgram> programs, int transfers) {
    return programs.stream().filter(p -> p.transfers() >= transfers).findFirst().orElseThrow();
  }

  private static LedgerProgram preferred(List<LedgerProgram> programs, int targetWeight) {
    return programs.stream()
        .filter(program -> program.weight() <= targetWeight)
        .max(BY_SIZE)
        .orElse(programs.getFirst());
  }
}
