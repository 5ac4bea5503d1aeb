package io.proofworks.sharding.domain;

import io.proofworks.proofs.SplittingProofSystem;
import io.proofworks.protocol.Reason;

/** For systems that cut their traces themselves; their programs are those of the policy. */
public final class OwnTraceSplitter implements TraceSplitter {

  /** A question to another program, whatever it does then. */
  private static final long EXECUTION_MS = 200;

  private final SplittingProofSystem system;

  public OwnTraceSplitter(SplittingProofSystem system) {
    this.system = system;
  }

  @Override
  public Split split(Request request, MarketPolicy policy) {
    return policy
        .program(request)
        .map(program ->
            Split.of(system.split(program, request.trace(), policy.targetShardWeight()), request))
        .orElseGet(() ->
            new Split.Refused(
                Reason.UNKNOWN_TASK, "the policy lists no program " + request.programHash().hex()));
  }

  /** Only the system can read its traces. */
  @Override
  public long leastWeight(Request request, MarketPolicy policy) {
    return 0;
  }

  @Override
  public long executionMs(Request request) {
    return EXECUTION_MS;
  }
}
