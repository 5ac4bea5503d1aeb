package io.proofworks.serde;

import io.proofworks.topics.Topic;
import org.apache.avro.specific.SpecificRecord;

/** Told of every record that goes through {@link MarketSerdes}, on the thread that it is on. */
public interface RecordListener {

  /** Of nobody's interest. */
  RecordListener NONE =
      new RecordListener() {
        @Override
        public void written(Topic<?> topic, SpecificRecord value) {}

        @Override
        public void read(Topic<?> topic, Decoded<?> decoded) {}
      };

  /** A value was encoded for the topic. */
  void written(Topic<?> topic, SpecificRecord value);

  /** A value of the topic was decoded, or could not be. */
  void read(Topic<?> topic, Decoded<?> decoded);
}
