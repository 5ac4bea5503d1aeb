package io.proofworks.worker.log;

import io.proofworks.serde.Decoded;
import io.proofworks.serde.Decoder;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Ticks;
import io.proofworks.topics.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads topics of the market from their beginning, committed records only, without a consumer
 * group: what its owner knows is what the log says, however long it was away. Records of one
 * partition come in order; topics are not ordered against each other. Used by one thread.
 */
public final class LogReader implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LogReader.class);

  /** Takes the bytes of one record with its append time. */
  @FunctionalInterface
  private interface Handler {
    void accept(byte[] value, long time);
  }

  /** Takes one decoded record with its append time in epoch milliseconds. */
  @FunctionalInterface
  public interface TimedHandler<V> {
    void accept(V value, long time);
  }

  /** Collects what to read before the reading begins. */
  public static final class Builder {

    private final Map<String, Object> kafka;
    private final MarketSerdes serdes;
    private final Map<String, Handler> handlers = new HashMap<>();

    private Builder(Map<String, Object> kafka, MarketSerdes serdes) {
      this.kafka = kafka;
      this.serdes = serdes;
    }

    /** Hands each record of the topic to that handler. */
    public <V extends SpecificRecord> Builder on(Topic<V> topic, Consumer<V> handler) {
      return onTimed(topic, (value, time) -> handler.accept(value));
    }

    /** Hands each record of the topic to that handler, with its append time. */
    public <V extends SpecificRecord> Builder onTimed(Topic<V> topic, TimedHandler<V> handler) {
      Decoder<V> decoder = serdes.decoder(topic);
      handlers.put(
          topic.name(),
          (bytes, time) -> {
            switch (decoder.decode(bytes)) {
              case Decoded.Value<V>(V value) -> handler.accept(value, time);
              case Decoded.Malformed<V>(String detail) ->
                  log.debug("undecodable record topic={} detail={}", topic.name(), detail);
            }
          });
      return this;
    }

    /** Begins at the first record of each topic. */
    public LogReader fromBeginning() {
      return new LogReader(kafka, Map.copyOf(handlers));
    }
  }

  private final KafkaConsumer<String, byte[]> consumer;
  private final Map<String, Handler> handlers;
  private final Map<TopicPartition, Long> barrier;

  private LogReader(Map<String, Object> kafka, Map<String, Handler> handlers) {
    this.handlers = handlers;
    this.consumer =
        new KafkaConsumer<>(settings(kafka), new StringDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions = partitions();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    this.barrier = new HashMap<>(consumer.endOffsets(partitions));
  }

  /**
   * @param kafka client settings: at least {@code bootstrap.servers}
   */
  public static Builder of(Map<String, Object> kafka, MarketSerdes serdes) {
    return new Builder(kafka, serdes);
  }

  private static Map<String, Object> settings(Map<String, Object> kafka) {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 50);
    return settings;
  }

  private List<TopicPartition> partitions() {
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : handlers.keySet()) {
      consumer
          .partitionsFor(topic)
          .forEach(p -> partitions.add(new TopicPartition(topic, p.partition())));
    }
    return partitions;
  }

  /** Hands on what has arrived; waits at most that long for the first record. */
  public void poll(Duration timeout) {
    for (ConsumerRecord<String, byte[]> record : consumer.poll(timeout)) {
      Handler handler = handlers.get(record.topic());
      if (handler != null && record.value() != null && !Ticks.isTick(record)) {
        handler.accept(record.value(), record.timestamp());
      }
    }
  }

  /** Whether everything that was on the log when this reader began has been handed on. */
  public boolean caughtUp() {
    barrier.entrySet().removeIf(e -> consumer.position(e.getKey()) >= e.getValue());
    return barrier.isEmpty();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
