package io.proofworks.settlement.processor;

import io.proofworks.runtime.Graph;
import io.proofworks.runtime.journal.Consequence;
import io.proofworks.runtime.journal.JournalSink;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.settlement.state.Errand;
import io.proofworks.topics.Topic;
import java.nio.charset.StandardCharsets;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Sends records to the sinks of the topology, with the log time of the input that caused them. */
final class Outbox implements JournalSink {

  private final String processor;
  private final MarketSerdes serdes;
  private final ProcessorContext<byte[], byte[]> context;

  Outbox(String processor, MarketSerdes serdes, ProcessorContext<byte[], byte[]> context) {
    this.processor = processor;
    this.serdes = serdes;
    this.context = context;
  }

  @Override
  public <V extends SpecificRecord> void publish(Topic<V> topic, String key, V value, long time) {
    byte[] bytes = serdes.encode(topic, value);
    context.forward(new Record<>(utf8(key), bytes, time), Graph.sink(processor, topic.name()));
  }

  /** Sends what follows from a decision to the other sides of settlement. */
  void send(Consequence consequence, long time) {
    for (Errand errand : Errand.of(consequence)) {
      context.forward(
          new Record<>(utf8(errand.message().recordKey()), errand.bytes(), time),
          Graph.sink(processor, errand.topic()));
    }
  }

  void deadLetter(Record<byte[], byte[]> letter) {
    context.forward(letter, Graph.sink(processor, Nodes.DEAD_LETTERS));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
