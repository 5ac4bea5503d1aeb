package io.proofworks.runtime.journal;

import io.proofworks.topics.Topic;
import org.apache.avro.specific.SpecificRecord;

/** Where a journal's entries and checkpoints go. */
@FunctionalInterface
public interface JournalSink {

  /**
   * @param time log time of the input that caused it, epoch milliseconds
   */
  <V extends SpecificRecord> void publish(Topic<V> topic, String key, V value, long time);
}
