package io.proofworks.sharding.domain;

import io.proofworks.proofs.Program;
import io.proofworks.protocol.Reason;
import java.util.Arrays;
import java.util.List;

/**
 * For zkVM programs, which prove an execution as a whole: the batch is one shard, its trace the
 * program's input. Executing it is the prover's work, so the public inputs are checked by the proof
 * and not here. Its weight is the target weight of the policy: one whole proof.
 */
public final class WholeTraceSplitter implements TraceSplitter {

  @Override
  public Split split(Request request, MarketPolicy policy) {
    byte[] hash = request.programHash().bytes();
    return policy.programsOf(request.proofSystem()).stream()
        .filter(program -> Arrays.equals(program.hash(), hash))
        .findFirst()
        .map(program -> whole(program, request, policy))
        .orElseGet(() -> unknown(request));
  }

  private static Split whole(Program program, Request request, MarketPolicy policy) {
    return new Split.Shards(
        List.of(
            new Shard(
                program, request.trace(), request.publicInputs(), policy.targetShardWeight())));
  }

  private static Split unknown(Request request) {
    return new Split.Refused(
        Reason.UNKNOWN_TASK, "the policy lists no program " + request.programHash().hex());
  }
}
