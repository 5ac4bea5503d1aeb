package io.proofworks.market.audit;

import io.proofworks.runtime.Coordinates;
import io.proofworks.settlement.JournalReplay.Input;
import io.proofworks.topics.Ticks;
import io.proofworks.topics.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What stood on some topics at one moment, committed records only, ticks included. Read by a plain
 * consumer without a group; nothing of the market's own readers is involved.
 */
final class LogSnapshot {

  /** One record as it stands in the log. */
  record Entry(Coordinates at, Input input, boolean tick) {}

  private record Place(String topic, int partition, long offset) {}

  private static final Duration POLL = Duration.ofMillis(200);

  /**
   * Records that were gone before they could be read.
   *
   * @param from first offset that is missing
   * @param to first one that is there
   */
  record Gap(String topic, int partition, long from, long to) {}

  private final List<Gap> gaps = new ArrayList<>();
  private final Map<Place, Entry> places = new HashMap<>();
  private final Map<String, List<Entry>> topics = new HashMap<>();

  private LogSnapshot() {}

  /**
   * Reads the topics up to their ends.
   *
   * @param firstEnds topics whose ends are taken before those of all others, so that what they
   *     speak of is surely read
   */
  static LogSnapshot read(
      Map<String, Object> kafka, Collection<Topic<?>> firstEnds, Collection<Topic<?>> others) {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    LogSnapshot snapshot = new LogSnapshot();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      Map<TopicPartition, Long> ends =
          new HashMap<>(steady(consumer, partitions(consumer, firstEnds)));
      ends.putAll(consumer.endOffsets(partitions(consumer, others)));
      snapshot.fill(consumer, ends);
    }
    return snapshot;
  }

  /** Ends between two transactions: the same twice in a row, as far as a busy log lets one see. */
  private static Map<TopicPartition, Long> steady(
      KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
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

  private static List<TopicPartition> partitions(
      KafkaConsumer<byte[], byte[]> consumer, Collection<Topic<?>> topics) {
    return topics.stream()
        .flatMap(topic -> consumer.partitionsFor(topic.name()).stream())
        .map(p -> new TopicPartition(p.topic(), p.partition()))
        .toList();
  }

  /** What stands in records that were read elsewhere. */
  static LogSnapshot of(Collection<ConsumerRecord<byte[], byte[]>> records) {
    LogSnapshot snapshot = new LogSnapshot();
    records.forEach(snapshot::keep);
    return snapshot;
  }

  private void fill(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
    consumer.assign(ends.keySet());
    begin(consumer, ends.keySet().stream().collect(Collectors.toMap(p -> p, p -> 0L)));
    Map<TopicPartition, Long> open = new HashMap<>(ends);
    while (!open.isEmpty()) {
      for (ConsumerRecord<byte[], byte[]> record : poll(consumer)) {
        if (record.offset()
            < ends.getOrDefault(new TopicPartition(record.topic(), record.partition()), 0L)) {
          keep(record);
        }
      }
      open.entrySet().removeIf(e -> consumer.position(e.getKey()) >= e.getValue());
    }
  }

  private ConsumerRecords<byte[], byte[]> poll(KafkaConsumer<byte[], byte[]> consumer) {
    try {
      return consumer.poll(POLL);
    } catch (OffsetOutOfRangeException e) {
      begin(consumer, e.offsetOutOfRangePartitions());
      return ConsumerRecords.empty();
    }
  }

  /** Goes to the first record that is there, and notes which are not. */
  private void begin(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> wanted) {
    consumer
        .beginningOffsets(wanted.keySet())
        .forEach((partition, begin) -> {
          long from = wanted.getOrDefault(partition, begin);
          if (begin > from) {
            gaps.add(new Gap(partition.topic(), partition.partition(), from, begin));
          }
          consumer.seek(partition, Math.max(begin, from));
        });
  }

  /** What is missing of the topics. */
  List<Gap> gaps() {
    return gaps;
  }

  private void keep(ConsumerRecord<byte[], byte[]> record) {
    Coordinates at =
        new Coordinates(record.topic(), record.partition(), record.offset(), record.timestamp());
    Entry entry = new Entry(at, new Input(record.key(), record.value()), Ticks.isTick(record));
    places.put(new Place(at.topic(), at.partition(), at.offset()), entry);
    topics.computeIfAbsent(at.topic(), topic -> new ArrayList<>()).add(entry);
  }

  /** The record at these coordinates, whatever their time. */
  Optional<Input> find(Coordinates at) {
    return Optional.ofNullable(places.get(new Place(at.topic(), at.partition(), at.offset())))
        .map(Entry::input);
  }

  /** The topic's records without ticks, in order within each partition. */
  List<Entry> records(Topic<?> topic) {
    return topics.getOrDefault(topic.name(), List.of()).stream()
        .filter(entry -> !entry.tick())
        .toList();
  }

  /** Partitions-and-offsets read. */
  int size() {
    return places.size();
  }
}
