package io.proofworks.runtime.journal;

import java.util.List;

/** The records of one partition of a public topic, in the order of their offsets. */
@FunctionalInterface
public interface PartitionLog {
  List<Logged> of(String topic, int partition);
}
