package io.proofworks.market.doctor;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the ends of topics that may be too long to be read whole: committed records, no group. */
final class LogTail implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(100);

  private final KafkaConsumer<byte[], byte[]> consumer;

  LogTail(Map<String, Object> kafka) {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  int partitions(String topic) {
    return consumer.partitionsFor(topic).size();
  }

  /**
   * Hands on what stands at the end of each partition of a topic.
   *
   * @param offsets at most so many of each partition
   * @return whether that is all there is
   */
  boolean read(String topic, long offsets, Consumer<ConsumerRecord<byte[], byte[]>> to) {
    List<TopicPartition> all =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    consumer.assign(all);
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(all);
    Map<TopicPartition, Long> ends = consumer.endOffsets(all);
    ends.forEach(
        (one, end) -> consumer.seek(one, Math.max(begins.getOrDefault(one, 0L), end - offsets)));
    while (ends.entrySet().stream()
        .anyMatch(one -> consumer.position(one.getKey()) < one.getValue())) {
      consumer.poll(POLL).forEach(to);
    }
    return ends.entrySet().stream()
        .allMatch(one -> begins.getOrDefault(one.getKey(), 0L) >= one.getValue() - offsets);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
