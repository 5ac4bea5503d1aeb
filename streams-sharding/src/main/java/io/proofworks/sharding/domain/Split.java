package io.proofworks.sharding.domain;

import io.proofworks.proofs.PlannedShard;
import io.proofworks.proofs.ShardPlan;
import io.proofworks.protocol.Reason;
import java.util.Arrays;
import java.util.List;

/** What becomes of a trace. */
public sealed interface Split {

  /** The shards of the batch in order, at least one. */
  record Shards(List<PlannedShard> shards) implements Split {
    public Shards {
      shards = List.copyOf(shards);
      if (shards.isEmpty()) {
        throw new IllegalArgumentException("a batch has at least one shard");
      }
    }
  }

  /** The trace is not a batch of this program, and why. */
  record Refused(Reason reason, String detail) implements Split {}

  /** A plan, if it leads to the public inputs that the request names. */
  static Split of(ShardPlan plan, Request request) {
    return switch (plan) {
      case ShardPlan.Refused(String reason) ->
          new Refused(Reason.DIGEST_MISMATCH, "the trace does not execute: " + reason);
      case ShardPlan.Shards(List<PlannedShard> shards, byte[] publicInputs) ->
          Arrays.equals(publicInputs, request.publicInputs())
              ? new Shards(shards)
              : new Refused(
                  Reason.DIGEST_MISMATCH, "the trace leads to other public inputs than named");
    };
  }
}
