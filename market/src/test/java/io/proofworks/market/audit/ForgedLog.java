package io.proofworks.market.audit;

import io.proofworks.avro.Coordinates;
import io.proofworks.avro.JournalEntry;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Journals;
import io.proofworks.topics.Party;
import io.proofworks.topics.Ticks;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** A market's log as a forger changes it. Immutable; each change gives another one. */
final class ForgedLog {

  /** Whose ticks say when what is on the log has had its turn. */
  static final List<Topic<?>> TICKED =
      Stream.concat(
              Topics.tickedBy(Party.TICKER).stream(), Topics.tickedBy(Party.SHARDING).stream())
          .toList();

  /** Less than what a partition takes for a closure of the log. */
  private static final long NOTICED_MS = 1_500;

  /** As long as ticks may still speak of one. */
  private static final long AFTER_A_GAP_MS = 30_000;

  private final List<ConsumerRecord<byte[], byte[]>> records;
  private final MarketSerdes serdes;

  ForgedLog(List<ConsumerRecord<byte[], byte[]>> records, MarketSerdes serdes) {
    this.records = List.copyOf(records);
    this.serdes = serdes;
  }

  List<ConsumerRecord<byte[], byte[]>> records() {
    return records;
  }

  MarketSerdes serdes() {
    return serdes;
  }

  /** Records of the topic, ticks left out, by partition and offset. */
  List<ConsumerRecord<byte[], byte[]>> of(Topic<?> topic) {
    return records.stream()
        .filter(r -> r.topic().equals(topic.name()) && !Ticks.isTick(r))
        .sorted(
            Comparator.<ConsumerRecord<byte[], byte[]>>comparingInt(ConsumerRecord::partition)
                .thenComparingLong(ConsumerRecord::offset))
        .toList();
  }

  <V extends SpecificRecord> Optional<V> decoded(
      Topic<V> topic, ConsumerRecord<byte[], byte[]> record) {
    byte[] value = record.value() == null ? new byte[0] : record.value();
    return serdes.decoder(topic).decode(value) instanceof Decoded.Value<V>(V found)
        ? Optional.of(found)
        : Optional.empty();
  }

  /** The first record whose value is wanted. */
  <V extends SpecificRecord> Optional<ConsumerRecord<byte[], byte[]>> first(
      Topic<V> topic, Predicate<V> wanted) {
    return of(topic).stream().filter(r -> decoded(topic, r).filter(wanted).isPresent()).findFirst();
  }

  ForgedLog without(ConsumerRecord<byte[], byte[]> record) {
    return new ForgedLog(records.stream().filter(r -> r != record).toList(), serdes);
  }

  ForgedLog without(Predicate<ConsumerRecord<byte[], byte[]>> unwanted) {
    return new ForgedLog(records.stream().filter(r -> !unwanted.test(r)).toList(), serdes);
  }

  ForgedLog with(ConsumerRecord<byte[], byte[]> place, ConsumerRecord<byte[], byte[]> instead) {
    return new ForgedLog(records.stream().map(r -> r == place ? instead : r).toList(), serdes);
  }

  ForgedLog withValue(ConsumerRecord<byte[], byte[]> place, byte[] value) {
    return with(place, record(place, place.key(), value));
  }

  /** Two records each in the other's place. */
  ForgedLog swapped(ConsumerRecord<byte[], byte[]> a, ConsumerRecord<byte[], byte[]> b) {
    return new ForgedLog(
        records.stream()
            .map(r ->
                r == a ? record(a, b.key(), b.value()) : r == b ? record(b, a.key(), a.value()) : r)
            .toList(),
        serdes);
  }

  /**
   * The same without most of the ticks that nothing refers to, so that an audit of it takes a
   * fraction of the time. No gap becomes one that a partition would notice; where each offset has
   * to have a record, all stay.
   */
  ForgedLog thinned() {
    Set<String> named = new HashSet<>();
    for (ConsumerRecord<byte[], byte[]> record : of(Topics.JOURNAL)) {
      JournalEntry entry = decoded(Topics.JOURNAL, record).orElseThrow();
      int partition = Journals.partition(entry.getJournal());
      Coordinates at = entry.getInput();
      named.add(at.getTopic() + "-" + at.getPartition() + "@" + at.getOffset());
      entry.getClocks().forEach((topic, time) -> named.add(topic + "-" + partition + " " + time));
    }
    Map<String, List<ConsumerRecord<byte[], byte[]>>> partitions =
        records.stream().collect(Collectors.groupingBy(r -> r.topic() + "-" + r.partition()));
    List<ConsumerRecord<byte[], byte[]>> kept = new ArrayList<>();
    partitions.values().forEach(of -> thin(of, named, kept));
    return new ForgedLog(kept, serdes);
  }

  private static void thin(
      List<ConsumerRecord<byte[], byte[]>> of,
      Set<String> named,
      List<ConsumerRecord<byte[], byte[]>> kept) {
    List<ConsumerRecord<byte[], byte[]>> all =
        of.stream().sorted(Comparator.comparingLong(ConsumerRecord::offset)).toList();
    long last = 0;
    long before = all.isEmpty() ? 0 : all.getFirst().timestamp();
    long gap = -AFTER_A_GAP_MS;
    for (int i = 0; i < all.size(); i++) {
      ConsumerRecord<byte[], byte[]> record = all.get(i);
      gap = record.timestamp() - before >= NOTICED_MS ? record.timestamp() : gap;
      before = record.timestamp();
      boolean needed =
          !Ticks.isTick(record)
              || !Audit.isOurs(record.topic())
              || named.contains(place(record))
              || named.contains(
                  record.topic() + "-" + record.partition() + " " + record.timestamp())
              || record.timestamp() - gap < AFTER_A_GAP_MS
              || i + 1 == all.size()
              || all.get(i + 1).timestamp() - last >= NOTICED_MS;
      if (needed) {
        kept.add(record);
        last = record.timestamp();
      }
    }
  }

  /** The latest append time. */
  long newest() {
    return records.stream().mapToLong(ConsumerRecord::timestamp).max().orElse(0);
  }

  /** The same of a partition. */
  long newest(String topic, int partition) {
    return records.stream()
        .filter(r -> r.topic().equals(topic) && r.partition() == partition)
        .mapToLong(ConsumerRecord::timestamp)
        .max()
        .orElse(newest());
  }

  /** The same record, appended at another time. */
  static ConsumerRecord<byte[], byte[]> dated(ConsumerRecord<byte[], byte[]> record, long time) {
    return at(
        record.topic(),
        record.partition(),
        record.offset(),
        time,
        record.key(),
        record.value(),
        record.headers());
  }

  /** The same record, as a broker keeps it whose topic takes the times of its writers. */
  static ConsumerRecord<byte[], byte[]> claimed(ConsumerRecord<byte[], byte[]> record) {
    return new ConsumerRecord<>(
        record.topic(),
        record.partition(),
        record.offset(),
        record.timestamp(),
        TimestampType.CREATE_TIME,
        record.serializedKeySize(),
        record.serializedValueSize(),
        record.key(),
        record.value(),
        record.headers(),
        Optional.empty());
  }

  /** One more, after all of its partition, at that time. */
  ForgedLog appended(String topic, int partition, long time, byte[] key, byte[] value) {
    return appended(topic, partition, time, key, value, new RecordHeaders());
  }

  private ForgedLog appended(
      String topic, int partition, long time, byte[] key, byte[] value, Headers headers) {
    List<ConsumerRecord<byte[], byte[]>> more = new ArrayList<>(records);
    more.add(at(topic, partition, end(topic, partition), time, key, value, headers));
    return new ForgedLog(more, serdes);
  }

  private long end(String topic, int partition) {
    return records.stream()
            .filter(r -> r.topic().equals(topic) && r.partition() == partition)
            .mapToLong(ConsumerRecord::offset)
            .max()
            .orElse(-1)
        + 1;
  }

  /** The same with a tick at the end of a partition. */
  ForgedLog ticked(Topic<?> topic, int partition, long time) {
    Headers headers = Ticks.record(topic.name(), partition).headers();
    return appended(topic.name(), partition, time, null, new byte[0], headers);
  }

  /** The same after nothing but ticks was written for that long, one a second. */
  ForgedLog later(List<Topic<?>> ticked, int partitions, int seconds) {
    List<ConsumerRecord<byte[], byte[]>> more = new ArrayList<>(records);
    long newest = newest();
    Map<String, ConsumerRecord<byte[], byte[]>> ends = new HashMap<>();
    records.forEach(r ->
        ends.merge(r.topic() + "-" + r.partition(), r, (a, b) -> a.offset() > b.offset() ? a : b));
    for (Topic<?> topic : ticked) {
      for (int partition = 0; partition < partitions; partition++) {
        ConsumerRecord<byte[], byte[]> end = ends.get(topic.name() + "-" + partition);
        long offset = end == null ? 0 : end.offset() + 1;
        long time = end == null ? newest : end.timestamp();
        while (time < newest + 1_000L * seconds) {
          time += 1_000;
          more.add(
              at(
                  topic.name(),
                  partition,
                  offset++,
                  time,
                  null,
                  new byte[0],
                  Ticks.record(topic.name(), partition).headers()));
        }
      }
    }
    return new ForgedLog(more, serdes);
  }

  static ConsumerRecord<byte[], byte[]> record(
      ConsumerRecord<byte[], byte[]> place, byte[] key, byte[] value) {
    return at(
        place.topic(),
        place.partition(),
        place.offset(),
        place.timestamp(),
        key,
        value,
        place.headers());
  }

  static ConsumerRecord<byte[], byte[]> at(
      String topic,
      int partition,
      long offset,
      long time,
      byte[] key,
      byte[] value,
      Headers headers) {
    return new ConsumerRecord<>(
        topic,
        partition,
        offset,
        time,
        TimestampType.LOG_APPEND_TIME,
        key == null ? -1 : key.length,
        value == null ? -1 : value.length,
        key,
        value,
        headers,
        Optional.empty());
  }

  static boolean sameKey(ConsumerRecord<byte[], byte[]> a, ConsumerRecord<byte[], byte[]> b) {
    return Arrays.equals(a.key(), b.key());
  }

  static String place(ConsumerRecord<byte[], byte[]> record) {
    return record.topic() + "-" + record.partition() + "@" + record.offset();
  }
}
