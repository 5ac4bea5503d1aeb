package io.proofworks.runtime.journal;

import java.util.Optional;

/** The records of one partition of a public topic. */
@FunctionalInterface
public interface PartitionLog {

  /** In the order of their offsets; gone through once, however many they are. */
  Iterable<Logged> of(String topic, int partition);

  /** The one at an offset. Goes through all of them, unless the log knows a shorter way. */
  default Optional<Logged> at(String topic, int partition, long offset) {
    for (Logged logged : of(topic, partition)) {
      if (logged.record().coordinates().offset() == offset) {
        return Optional.of(logged);
      }
    }
    return Optional.empty();
  }
}
