package io.proofworks.sharding.processor;

import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.Cbor;
import io.proofworks.runtime.DeadLetters;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.sharding.ShardingTopology;
import io.proofworks.sharding.domain.ScheduleEvent;
import io.proofworks.topics.Topic;
import java.nio.charset.StandardCharsets;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** What a processor sends: each record to that processor's own sink. */
final class Outbox {

  private final Serializer<ScheduleEvent> events = Cbor.serde(ScheduleEvent.class).serializer();
  private final String processor;
  private final AppContext app;
  private final ProcessorContext<byte[], byte[]> context;

  Outbox(String processor, AppContext app, ProcessorContext<byte[], byte[]> context) {
    this.processor = processor;
    this.app = app;
    this.context = context;
  }

  <V extends SpecificRecord> void publish(Topic<V> topic, String key, V value, long time) {
    send(topic.name(), key, app.serdes().encode(topic, value), time);
  }

  /** Tells the scheduler of this market. */
  void tell(ScheduleEvent event) {
    byte[] value = events.serialize(ShardingTopology.SCHEDULE_TOPIC, event);
    send(ShardingTopology.SCHEDULE_TOPIC, app.settings().domain().hex(), value, event.at());
  }

  void deadLetter(InboundRecord input, String reason, String detail) {
    context.forward(
        DeadLetters.of(input, reason, detail),
        ShardingTopology.sink(processor, ShardingTopology.DEAD_LETTERS));
  }

  private void send(String topic, String key, byte[] value, long time) {
    context.forward(
        new Record<>(key.getBytes(StandardCharsets.UTF_8), value, time),
        ShardingTopology.sink(processor, topic));
  }
}
