package io.proofworks.runtime;

import io.proofworks.topics.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;

/**
 * Kafka clients of an application whose time is the log's: a topic of the market that carries its
 * producers' own times would let a prover forge the clock, so such a record stops the application.
 * Internal topics carry the time of the input that caused the record.
 *
 * <p>Where a reader's position is no longer there, Kafka Streams begins anew with the first record
 * that is; what lies between is told first.
 *
 * <p>The check stands in the consumer because Kafka Streams hands its timestamp extractors every
 * record as CreateTime, whatever the topic's type (RecordDeserializer, 4.4.0).
 *
 * <p>They also tell a {@link Backlog} what has been read and what has been worked off.
 */
final class AppendTimeClients implements KafkaClientSupplier {

  /** What is told of input that is gone, and may throw to stop the application. */
  @FunctionalInterface
  interface Loss {
    void of(List<LostInput> lost);
  }

  private final Backlog backlog;
  private final Loss loss;

  AppendTimeClients(Backlog backlog, Loss loss) {
    this.backlog = backlog;
    this.loss = loss;
  }

  @Override
  public Admin getAdmin(Map<String, Object> config) {
    return Admin.create(config);
  }

  @Override
  public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
    return new CountingProducer(config, backlog);
  }

  @Override
  public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
    return new CountingConsumer(throwing(config), backlog.open(), loss);
  }

  /**
   * A consumer that resets by itself tells nobody. Kafka Streams keeps the policy it was given, and
   * follows it when the consumer throws.
   */
  static Map<String, Object> throwing(Map<String, Object> config) {
    Map<String, Object> changed = new HashMap<>(config);
    changed.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    return changed;
  }

  @Override
  public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  @Override
  public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
    return new AppendTimeConsumer(config, loss);
  }

  /** Says which offsets its transactions were given. */
  private static final class CountingProducer extends KafkaProducer<byte[], byte[]> {

    private final Backlog backlog;

    CountingProducer(Map<String, Object> config, Backlog backlog) {
      super(config, new ByteArraySerializer(), new ByteArraySerializer());
      this.backlog = backlog;
    }

    @Override
    public void sendOffsetsToTransaction(
        Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
      super.sendOffsetsToTransaction(offsets, group);
      backlog.done(offsets);
    }
  }

  /** Says what it has read. */
  private static final class CountingConsumer extends AppendTimeConsumer {

    private final Backlog.Part part;

    CountingConsumer(Map<String, Object> config, Backlog.Part part, Loss loss) {
      super(config, loss);
      this.part = part;
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
      ConsumerRecords<byte[], byte[]> records = super.poll(timeout);
      part.keep(assignment());
      for (TopicPartition partition : records.partitions()) {
        part.read(partition, records.records(partition));
      }
      return records;
    }

    @Override
    public void close(CloseOptions options) {
      part.close();
      super.close(options);
    }
  }

  private static class AppendTimeConsumer extends KafkaConsumer<byte[], byte[]> {

    private final Loss loss;

    AppendTimeConsumer(Map<String, Object> config, Loss loss) {
      super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
      this.loss = loss;
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
      try {
        ConsumerRecords<byte[], byte[]> records = super.poll(timeout);
        records.forEach(AppendTimeConsumer::require);
        return records;
      } catch (InvalidOffsetException e) {
        List<LostInput> lost = lost(e);
        if (!lost.isEmpty()) {
          loss.of(lost);
        }
        throw e; // Kafka Streams begins again with what is there
      }
    }

    /** Internal topics are purged of what was read. */
    private List<LostInput> lost(InvalidOffsetException e) {
      Map<TopicPartition, Long> wanted = new HashMap<>();
      e.partitions().stream()
          .filter(partition -> Topics.byName(partition.topic()).isPresent())
          .forEach(partition -> wanted.put(partition, 0L));
      if (e instanceof OffsetOutOfRangeException outOfRange) {
        wanted.replaceAll(
            (p, none) -> outOfRange.offsetOutOfRangePartitions().getOrDefault(p, none));
      }
      List<LostInput> lost = new ArrayList<>();
      beginningOffsets(wanted.keySet())
          .forEach((p, begin) -> {
            long from = wanted.getOrDefault(p, begin);
            if (begin > from) {
              lost.add(new LostInput(p.topic(), p.partition(), from, begin));
            }
          });
      return lost;
    }

    private static void require(ConsumerRecord<byte[], byte[]> record) {
      if (record.timestampType() != TimestampType.LOG_APPEND_TIME
          && Topics.byName(record.topic()).isPresent()) {
        throw new ForgeableTimeException(record.topic(), record.partition(), record.offset());
      }
    }
  }
}
