package io.proofworks.sharding.domain;

import io.proofworks.proofs.PlannedShard;
import io.proofworks.protocol.Reason;
import java.util.List;

/** What becomes of a request. */
public sealed interface Outcome {

  /** A shard with its price. */
  record Priced(PlannedShard shard, Quote quote) {}

  /** Published as these tasks, in order. */
  record Accepted(List<Priced> tasks) implements Outcome {
    public Accepted {
      tasks = List.copyOf(tasks);
    }
  }

  record Refused(Reason reason, String detail) implements Outcome {}
}
