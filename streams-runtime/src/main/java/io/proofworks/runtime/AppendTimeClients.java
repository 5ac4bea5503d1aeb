package io.proofworks.runtime;

import io.proofworks.topics.Topics;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;

/**
 * Kafka clients of an application whose time is the log's: a topic of the market that carries its
 * producers' own times would let a prover forge the clock, so such a record stops the application.
 * Internal topics carry the time of the input that caused the record.
 *
 * <p>The check stands in the consumer because Kafka Streams hands its timestamp extractors every
 * record as CreateTime, whatever the topic's type (RecordDeserializer, 4.3.1).
 */
final class AppendTimeClients implements KafkaClientSupplier {

  @Override
  public Admin getAdmin(Map<String, Object> config) {
    return Admin.create(config);
  }

  @Override
  public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Override
  public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
    return new AppendTimeConsumer(config);
  }

  @Override
  public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  @Override
  public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
    return new AppendTimeConsumer(config);
  }

  private static final class AppendTimeConsumer extends KafkaConsumer<byte[], byte[]> {

    AppendTimeConsumer(Map<String, Object> config) {
      super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
      ConsumerRecords<byte[], byte[]> records = super.poll(timeout);
      records.forEach(AppendTimeConsumer::require);
      return records;
    }

    private static void require(ConsumerRecord<byte[], byte[]> record) {
      if (record.timestampType() != TimestampType.LOG_APPEND_TIME
          && Topics.byName(record.topic()).isPresent()) {
        throw new ForgeableTimeException(record.topic(), record.partition(), record.offset());
      }
    }
  }
}
