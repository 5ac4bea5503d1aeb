package io.proofworks.sharding.processor;

import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.Graph;
import io.proofworks.runtime.journal.Journal;
import io.proofworks.runtime.journal.JournalSink;
import io.proofworks.runtime.state.StreamsStore;
import io.proofworks.topics.Topic;
import java.nio.charset.StandardCharsets;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** The journals of sharding: one of requests and one of the schedule in each partition. */
final class Journaling {

  private Journaling() {}

  /**
   * That of a processor's partition.
   *
   * @param side how its name begins
   * @param processor whose sinks it is written to
   */
  static Journal of(
      AppContext app, ProcessorContext<byte[], byte[]> context, String side, String processor) {
    JournalSink sink =
        new JournalSink() {
          @Override
          public <V extends SpecificRecord> void publish(
              Topic<V> topic, String key, V value, long time) {
            byte[] bytes = app.serdes().encode(topic, value);
            context.forward(
                new Record<>(key.getBytes(StandardCharsets.UTF_8), bytes, time),
                Graph.sink(processor, topic.name()));
          }
        };
    return Journal.of(
        app.settings(),
        side + context.taskId().partition(),
        StreamsStore.of(context, Names.journalOf(processor)),
        sink);
  }
}
