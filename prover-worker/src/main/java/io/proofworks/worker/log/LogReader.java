package io.proofworks.worker.log;

import io.proofworks.operations.LogCode;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.Decoder;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.serde.RegistryException;
import io.proofworks.topics.Ticks;
import io.proofworks.topics.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads topics of the market from their beginning or a time, committed records only, without a
 * consumer group: what its owner knows is what the log says, however long it was away. Records of
 * one partition come in order; topics are not ordered against each other. Used by one thread.
 *
 * <p>Records that were deleted before they could be read are never passed over in silence: they are
 * logged, counted, and told to whoever asked ({@link Builder#onGap}).
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

  /**
   * Records that are gone: the log of that partition begins behind the reader's position.
   *
   * @param from offset of the first that was not read
   * @param to offset at which the log now begins; not above {@code from} when the log was cut back
   *     or made anew, and is read again from there
   */
  public record Gap(String topic, int partition, long from, long to) {

    /** How many offsets are missing. */
    public long missing() {
      return Math.max(0, to - from);
    }
  }

  /** Collects what to read before the reading begins. */
  public static final class Builder {

    private final Map<String, Object> kafka;
    private final MarketSerdes serdes;
    private final Map<String, Handler> handlers = new HashMap<>();
    private final Map<String, Long> since = new HashMap<>();
    private Consumer<Gap> onGap = gap -> {};

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

    /** Tells that handler of records that were deleted before they could be read. */
    public Builder onGap(Consumer<Gap> handler) {
      onGap = handler;
      return this;
    }

    /**
     * Leaves out what is older: of that topic the first record is read that was appended then or
     * later, and all behind it.
     *
     * @param time epoch milliseconds
     */
    public Builder since(Topic<?> topic, long time) {
      since.put(topic.name(), time);
      return this;
    }

    /** Begins at the first record of each topic, or at the time that was said for it. */
    public LogReader fromBeginning() {
      return from(consumer());
    }

    /** Begins with what is written from now on. */
    public LogReader fromNow() {
      LogReader reader = from(consumer());
      reader.seekToEnd();
      return reader;
    }

    private org.apache.kafka.clients.consumer.Consumer<String, byte[]> consumer() {
      return new KafkaConsumer<>(
          settings(kafka), new StringDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * The same with a consumer of one's own; this closes it.
     *
     * @param consumer that reads committed records only and resets no offset by itself
     */
    public LogReader from(org.apache.kafka.clients.consumer.Consumer<String, byte[]> consumer) {
      return new LogReader(consumer, Map.copyOf(handlers), Map.copyOf(since), onGap);
    }
  }

  private final org.apache.kafka.clients.consumer.Consumer<String, byte[]> consumer;
  private final Map<String, Handler> handlers;
  private final Consumer<Gap> onGap;
  private final Map<TopicPartition, Long> barrier;
  private final AtomicLong missed = new AtomicLong();

  private LogReader(
      org.apache.kafka.clients.consumer.Consumer<String, byte[]> consumer,
      Map<String, Handler> handlers,
      Map<String, Long> since,
      Consumer<Gap> onGap) {
    this.handlers = handlers;
    this.onGap = onGap;
    this.consumer = consumer;
    List<TopicPartition> partitions = partitions();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    this.barrier = new HashMap<>(consumer.endOffsets(partitions));
    leaveOut(since);
  }

  /** Where nothing is as new as that, it begins behind what was there. */
  private void leaveOut(Map<String, Long> since) {
    Map<TopicPartition, Long> times = new HashMap<>();
    for (TopicPartition partition : barrier.keySet()) {
      Long time = since.get(partition.topic());
      if (time != null) {
        times.put(partition, Math.max(0, time));
      }
    }
    if (!times.isEmpty()) {
      Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
      times
          .keySet()
          .forEach(partition -> {
            OffsetAndTimestamp first = found.get(partition);
            consumer.seek(
                partition, first == null ? barrier.getOrDefault(partition, 0L) : first.offset());
          });
    }
  }

  /**
   * @param kafka client settings: at least {@code bootstrap.servers}
   */
  public static Builder of(Map<String, Object> kafka, MarketSerdes serdes) {
    return new Builder(kafka, serdes);
  }

  private void seekToEnd() {
    barrier.forEach(consumer::seek);
  }

  private static Map<String, Object> settings(Map<String, Object> kafka) {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 50);
    // with any other rule a consumer jumps over what was deleted, and does not say so
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
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

  /**
   * Hands on what has arrived; waits at most that long for the first record.
   *
   * @throws RegistryException when a record's schema cannot be asked for: it is handed on by the
   *     next call that can
   */
  public void poll(Duration timeout) {
    ConsumerRecords<String, byte[]> records;
    try {
      records = consumer.poll(timeout);
    } catch (OffsetOutOfRangeException e) {
      e.offsetOutOfRangePartitions().forEach(this::leap);
      return;
    }
    handOn(records);
  }

  private void leap(TopicPartition partition, long position) {
    long earliest = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
    consumer.seek(partition, earliest);
    Gap gap = new Gap(partition.topic(), partition.partition(), position, earliest);
    missed.addAndGet(gap.missing());
    log.error(
        "{} topic={} partition={} from={} to={} missing={}",
        LogCode.LOG_GAP,
        gap.topic(),
        gap.partition(),
        gap.from(),
        gap.to(),
        gap.missing());
    onGap.accept(gap);
  }

  private void handOn(ConsumerRecords<String, byte[]> records) {
    Map<TopicPartition, Long> unread = new LinkedHashMap<>();
    records.partitions().forEach(p -> unread.put(p, records.records(p).getFirst().offset()));
    try {
      for (TopicPartition partition : records.partitions()) {
        for (ConsumerRecord<String, byte[]> record : records.records(partition)) {
          unread.put(partition, record.offset());
          handOn(record);
        }
        unread.remove(partition);
      }
    } catch (RegistryException e) {
      unread.forEach((partition, offset) -> consumer.seek(partition, offset.longValue()));
      throw e;
    }
  }

  private void handOn(ConsumerRecord<String, byte[]> record) {
    Handler handler = handlers.get(record.topic());
    if (handler != null && record.value() != null && !Ticks.isTick(record)) {
      handler.accept(record.value(), record.timestamp());
    }
  }

  /** Records that were deleted before they could be read; for any thread. */
  public long missed() {
    return missed.get();
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
