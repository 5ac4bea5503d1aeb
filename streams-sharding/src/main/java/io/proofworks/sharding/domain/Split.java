package io.proofworks.sharding.domain;

import io.proofworks.protocol.Reason;
import java.util.List;

/** What becomes of a trace. */
public sealed interface Split {

  /** The shards of the batch in order, at least one. */
  record Shards(List<Shard> shards) implements Split {
    public Shards {
      shards = List.copyOf(shards);
      if (shards.isEmpty()) {
        throw new IllegalArgumentException("a batch has at least one shard");
      }
    }
  }

  /** The trace is not a batch of this program, and why. */
  record Refused(Reason reason, String detail) implements Split {}
}
