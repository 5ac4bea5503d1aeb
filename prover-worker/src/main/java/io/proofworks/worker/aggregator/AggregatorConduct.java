package io.proofworks.worker.aggregator;

import io.proofworks.avro.ChildProof;
import java.util.List;

/** How an aggregator behaves where it has a choice: which of a job's children it covers. */
@FunctionalInterface
public interface AggregatorConduct {

  /** The children to cover, in shard order, of all that the job names. */
  List<ChildProof> cover(List<ChildProof> children);

  /** Covers every child. */
  AggregatorConduct HONEST = children -> children;
}
