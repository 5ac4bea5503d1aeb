package io.proofworks.settlement.processor;

import io.proofworks.runtime.Cbor;
import io.proofworks.runtime.journal.JournalSink;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.settlement.InternalMessage;
import io.proofworks.settlement.SettlementTopology;
import io.proofworks.topics.Topic;
import java.nio.charset.StandardCharsets;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Sends records to the sinks of the topology, with the log time of the input that caused them. */
final class Outbox implements JournalSink {

  private static final Serde<InternalMessage> MESSAGES = Cbor.serde(InternalMessage.class);

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
    context.forward(
        new Record<>(utf8(key), bytes, time), SettlementTopology.sink(processor, topic.name()));
  }

  void send(String topic, InternalMessage message, long time) {
    byte[] bytes = MESSAGES.serializer().serialize("", message);
    context.forward(
        new Record<>(utf8(message.recordKey()), bytes, time),
        SettlementTopology.sink(processor, topic));
  }

  void deadLetter(Record<byte[], byte[]> letter) {
    context.forward(letter, SettlementTopology.sink(processor, SettlementTopology.DEAD_LETTERS));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
