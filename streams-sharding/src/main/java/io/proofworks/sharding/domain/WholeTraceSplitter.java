package io.proofworks.sharding.domain;

import io.proofworks.proofs.PlannedShard;
import io.proofworks.proofs.Program;
import java.util.List;

/**
 * For zkVM programs, which prove an execution as a whole: the batch is one shard, its trace the
 * program's input. The hash of a zkVM's program says all that a verifier needs, so no policy has to
 * list it; a program that brings a key has to be listed with it. Executing it is the prover's work,
 * so the public inputs are checked by the proof and not here. Its weight is the target weight of
 * the policy: one whole proof.
 */
public final class WholeTraceSplitter implements TraceSplitter {

  @Override
  public Split split(Request request, MarketPolicy policy) {
    return new Split.Shards(
        List.of(
            new PlannedShard(
                policy
                    .program(request)
                    .orElseGet(
                        () -> Program.of(request.programHash().bytes(), request.proofSystem())),
                request.trace(),
                request.publicInputs(),
                policy.targetShardWeight())));
  }

  /** Nothing is executed, so nothing is won by telling it before. */
  @Override
  public long leastWeight(Request request, MarketPolicy policy) {
    return 0;
  }

  @Override
  public long executionMs(Request request) {
    return 0;
  }
}
