package io.proofworks.market.audit;

import io.proofworks.topics.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Takes a {@link LogSnapshot} from a cluster: committed records only, ticks included, by a plain
 * consumer without a group; nothing of the market's own readers is involved.
 */
final class LogFetch {

  private static final Duration POLL = Duration.ofMillis(200);

  /** Between two looks at open transactions. */
  private static final Duration LOOK = Duration.ofMillis(20);

  /** What can be torn is no older than what may wait. */
  private static final Duration LONGEST_TRANSACTION =
      Duration.ofMillis(Audit.LONGEST_WAIT_MS).dividedBy(2);

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
   * Reads the topics up to their ends, as they are when it begins or a little later.
   *
   * <p>The records of one transaction become readable one partition after the other. So first the
   * ends of what the market writes are noted: each transaction that shows there has been decided,
   * and all its records are written, so that they are readable once everything is that is written
   * by now. Up to these later ends it is read; what stands above the first ones may be of
   * transactions of which only a part is below the later ones.
   *
   * @param ours topics that the market writes, in transactions
   * @param others topics whose ends are taken after those, so that what is spoken of is surely read
   * @param scratch directory for what is read
   * @throws TimeoutException when a transaction does not end
   */
  static LogSnapshot read(
      Map<String, Object> kafka,
      Collection<Topic<?>> ours,
      Collection<Topic<?>> others,
      Path scratch,
      AuditProgress progress) {
    LogSnapshot snapshot = LogSnapshot.empty(scratch);
    snapshot.readAt(System.currentTimeMillis());
    try (KafkaConsumer<byte[], byte[]> written = consumer(kafka, "read_uncommitted");
        KafkaConsumer<byte[], byte[]> consumer = consumer(kafka, "read_committed")) {
      LogFetch fetch = new LogFetch(consumer, snapshot, progress);
      List<TopicPartition> first = fetch.partitions(ours);
      Map<TopicPartition, Long> whole = consumer.endOffsets(first);
      Map<TopicPartition, Long> ends = new HashMap<>(fetch.closed(written.endOffsets(first)));
      ends.putAll(consumer.endOffsets(fetch.partitions(others)));
      fetch.fill(ends);
      whole.forEach((p, offset) -> snapshot.wholeUpTo(p.topic(), p.partition(), offset));
      return snapshot;
    } catch (RuntimeException e) {
      snapshot.close();
      throw e;
    }
  }

  private static KafkaConsumer<byte[], byte[]> consumer(
      Map<String, Object> kafka, String isolation) {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * The ends once everything that is written can be read.
   *
   * @param written ends with what is in open transactions
   */
  private Map<TopicPartition, Long> closed(Map<TopicPartition, Long> written) {
    Instant until = Instant.now().plus(LONGEST_TRANSACTION);
    while (true) {
      Map<TopicPartition, Long> ends = consumer.endOffsets(written.keySet());
      Optional<TopicPartition> open =
          written.keySet().stream()
              .filter(p -> ends.getOrDefault(p, 0L) < written.getOrDefault(p, 0L))
              .findAny();
      if (open.isEmpty()) {
        return ends;
      }
      if (Instant.now().isAfter(until)) {
        throw new TimeoutException(
            "a transaction on %s has been open for over %d s: audit again when it has ended;"
                    .formatted(open.get(), LONGEST_TRANSACTION.toSeconds())
                + " kafka-transactions.sh find-hanging shows whose it is");
      }
      progress.at("open transactions have ended", 0, 1);
      LockSupport.parkNanos(LOOK.toNanos());
    }
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
