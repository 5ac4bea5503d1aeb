package io.proofworks.market.local;

import io.proofworks.avro.Policy;
import io.proofworks.proofs.PlannedShard;
import io.proofworks.proofs.Program;
import io.proofworks.proofs.ShardPlan;
import io.proofworks.proofs.SplittingProofSystem;
import io.proofworks.protocol.Hash32;
import java.util.List;

/** Programs of others as something to be proved: a whole proof, or what their system cuts. */
public final class ReceiptWork {

  private ReceiptWork() {}

  /**
   * The work of proving that a program makes those values public.
   *
   * @param program RISC Zero image id, SP1 verifying-key digest, or the hash of a program of the
   *     policy
   * @param input what the program reads, in whatever form its provers expect; may be empty
   * @param publicValues journal or public values
   */
  public static ProvableWork of(
      String system, Hash32 program, byte[] input, byte[] publicValues, Policy policy) {
    return new ProvableWork(
        system,
        program,
        input,
        publicValues,
        1,
        policy.getTargetShardWeight(),
        "an execution of " + program.hex() + " (" + system + ")");
  }

  /**
   * The work of a trace that its proof system cuts itself.
   *
   * @throws IllegalArgumentException if the trace is none of the program
   */
  public static ProvableWork of(
      SplittingProofSystem system, Program program, byte[] trace, Policy policy) {
    return switch (system.split(program, trace, policy.getTargetShardWeight())) {
      case ShardPlan.Refused(String reason) -> throw new IllegalArgumentException(reason);
      case ShardPlan.Shards(List<PlannedShard> shards, byte[] publicInputs) ->
          new ProvableWork(
              system.id(),
              Hash32.of(program.hash()),
              trace,
              publicInputs,
              shards.size(),
              shards.stream().mapToLong(PlannedShard::weight).sum(),
              shards.size() + " shards of " + program);
    };
  }
}
