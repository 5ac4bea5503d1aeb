package io.proofworks.market.audit;

import io.proofworks.topics.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Takes a {@link LogSnapshot} from a cluster: committed records only, ticks included, by a plain
 * consumer without a group; nothing of the market's own readers is involved.
 */
final class LogFetch {

  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final LogSnapshot snapshot;
  private final AuditProgress progress;

  private LogFetch(
      KafkaConsumer<byte[], byte[]> consumer, LogSnapshot snapshot, AuditProgress progress) {
    this.consumer = consumer;
    this.snapshot = snapshot;
    this.progress = progress;
  }

  /**
   * Reads the topics up to their ends.
   *
   * @param firstEnds topics whose ends are taken before those of all others, so that what they
   *     speak of is surely read
   * @param scratch directory for what is read
   */
  static LogSnapshot read(
      Map<String, Object> kafka,
      Collection<Topic<?>> firstEnds,
      Collection<Topic<?>> others,
      Path scratch,
      AuditProgress progress) {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    LogSnapshot snapshot = LogSnapshot.empty(scratch);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      LogFetch fetch = new LogFetch(consumer, snapshot, progress);
      Map<TopicPartition, Long> ends = new HashMap<>(fetch.steady(fetch.partitions(firstEnds)));
      ends.putAll(consumer.endOffsets(fetch.partitions(others)));
      fetch.fill(ends);
      return snapshot;
    } catch (RuntimeException e) {
      snapshot.close();
      throw e;
    }
  }

  /** Ends between two transactions: the same twice in a row, as far as a busy log lets one see. */
  private Map<TopicPartition, Long> steady(List<TopicPartition> partitions) {
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    for (int attempt = 0; attempt < 50; attempt++) {
      Map<TopicPartition, Long> again = consumer.endOffsets(partitions);
      if (again.equals(ends)) {
        break;
      }
      ends = again;
    }
    return ends;
  }

  private List<TopicPartition> partitions(Collection<Topic<?>> topics) {
    return topics.stream()
        .flatMap(topic -> consumer.partitionsFor(topic.name()).stream())
        .map(p -> new TopicPartition(p.topic(), p.partition()))
        .toList();
  }

  private void fill(Map<TopicPartition, Long> ends) {
    consumer.assign(ends.keySet());
    begin(ends.keySet().stream().collect(Collectors.toMap(p -> p, p -> 0L)));
    ends.forEach((p, end) -> snapshot.span(p.topic(), p.partition(), consumer.position(p), end));
    long all = ends.values().stream().mapToLong(Long::longValue).sum();
    Map<TopicPartition, Long> open = new HashMap<>(ends);
    while (!open.isEmpty()) {
      for (ConsumerRecord<byte[], byte[]> record : poll()) {
        if (record.offset()
            < ends.getOrDefault(new TopicPartition(record.topic(), record.partition()), 0L)) {
          snapshot.keep(StoredRecord.of(record));
        }
      }
      open.entrySet().removeIf(e -> consumer.position(e.getKey()) >= e.getValue());
      progress.at("offsets read", Math.min(all, position(ends)), all);
    }
  }

  private long position(Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .mapToLong(e -> Math.min(e.getValue(), consumer.position(e.getKey())))
        .sum();
  }

  private ConsumerRecords<byte[], byte[]> poll() {
    try {
      return consumer.poll(POLL);
    } catch (OffsetOutOfRangeException e) {
      begin(e.offsetOutOfRangePartitions());
      return ConsumerRecords.empty();
    }
  }

  /** Goes to the first record that is there, and notes which are not. */
  private void begin(Map<TopicPartition, Long> wanted) {
    consumer
        .beginningOffsets(wanted.keySet())
        .forEach((partition, begin) -> {
          long from = wanted.getOrDefault(partition, begin);
          if (begin > from) {
            snapshot.gap(
                new LogSnapshot.Gap(partition.topic(), partition.partition(), from, begin));
          }
          consumer.seek(partition, Math.max(begin, from));
        });
  }
}
