package io.proofworks.market.audit;

import io.proofworks.runtime.Coordinates;
import io.proofworks.topics.Topic;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What stood on some topics at one moment, ticks included. It is kept on disk, so that a log of any
 * size can be gone through again and again in little memory.
 */
final class LogSnapshot implements AutoCloseable {

  /**
   * Records that were gone before they could be read.
   *
   * @param from first offset that is missing
   * @param to first one that is there
   */
  record Gap(String topic, int partition, long from, long to) {}

  /**
   * Records whose times their writers chose.
   *
   * @param first of them that was kept
   * @param count how many there are
   */
  record Claimed(Coordinates first, long count) {}

  /** Where scratch goes unless somebody says otherwise. */
  static final Path TMP = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));

  private final Path directory;
  private final ScratchDb db;
  private final List<Gap> gaps = new ArrayList<>();
  private final Map<String, Map<Integer, Span>> spans = new TreeMap<>();

  /** By topic and partition; of those that are not there all times are those of the broker. */
  private final Map<String, Claimed> claimed = new TreeMap<>();

  /** By topic and partition; of those that are not there everything is whole. */
  private final Map<String, Map<Integer, Long>> whole = new TreeMap<>();

  private long readAt;

  private LogSnapshot(Path directory) {
    this.directory = directory;
    this.db = ScratchDb.under(directory);
  }

  /** Nothing yet; what is kept goes under that directory. */
  static LogSnapshot empty(Path scratch) {
    return new LogSnapshot(scratch);
  }

  /** What stands in records that were read elsewhere. */
  static LogSnapshot of(Collection<ConsumerRecord<byte[], byte[]>> records) {
    LogSnapshot snapshot = empty(TMP);
    records.forEach(record -> snapshot.keep(StoredRecord.of(record)));
    return snapshot;
  }

  /** Empty, for an audit of this; beside it. */
  Scratch scratch() {
    return Scratch.under(directory);
  }

  /** What it takes on the disk now, bytes. */
  long bytes() {
    return db.bytes();
  }

  /** Notes what is read of a partition, whether or not there is a record in it. */
  void span(String topic, int partition, long from, long to) {
    partitions(topic).putIfAbsent(partition, Span.empty(topic, partition, from, to));
  }

  /**
   * Notes that the transactions of records from an offset on may have been read in part: they were
   * ending while it was read.
   */
  void wholeUpTo(String topic, int partition, long offset) {
    whole.computeIfAbsent(topic, t -> new TreeMap<>()).put(partition, offset);
  }

  /** Up to which offset each record's transaction was read whole; the end where nothing is said. */
  long wholeUpTo(String topic, int partition) {
    long end = end(topic, partition);
    return Math.min(end, whole.getOrDefault(topic, Map.of()).getOrDefault(partition, end));
  }

  /**
   * Notes when it is read, epoch milliseconds: brokers go on forgetting records of a market in
   * which nothing is written any more.
   */
  void readAt(long time) {
    readAt = time;
  }

  /** When it was read; when its last record was written where nothing else is said. */
  long readAt() {
    return Math.max(readAt, lastTime());
  }

  void gap(Gap gap) {
    gaps.add(gap);
  }

  void keep(StoredRecord record) {
    Coordinates at = record.at();
    db.put(key(at.topic(), at.partition()).with(at.offset()).bytes(), record.bytes());
    Span before =
        partitions(at.topic())
            .computeIfAbsent(
                at.partition(), p -> Span.empty(at.topic(), p, at.offset(), at.offset()));
    partitions(at.topic()).put(at.partition(), before.with(at, record.tick()));
    if (record.claimed()) {
      claimed.merge(
          at.topic() + "-" + at.partition(),
          new Claimed(at, 1),
          (known, one) -> new Claimed(known.first(), known.count() + 1));
    }
  }

  private Map<Integer, Span> partitions(String topic) {
    return spans.computeIfAbsent(topic, t -> new TreeMap<>());
  }

  private static Keys key(String topic, int partition) {
    return Keys.of(topic).with(partition);
  }

  /** Those of a partition whose times are not the broker's; empty where all are. */
  Optional<Claimed> claimed(String topic, int partition) {
    return Optional.ofNullable(claimed.get(topic + "-" + partition));
  }

  /** What is missing of the topics. */
  List<Gap> gaps() {
    return gaps;
  }

  /** Whether the record of that place was gone before it could be read. */
  boolean isGone(String topic, int partition, long offset) {
    return gaps.stream()
        .anyMatch(gap ->
            gap.topic().equals(topic)
                && gap.partition() == partition
                && gap.from() <= offset
                && offset < gap.to());
  }

  /** The offset behind a gap that a place is in; behind the place where it is in none. */
  long goneUpTo(String topic, int partition, long offset) {
    return gaps.stream()
        .filter(gap -> gap.topic().equals(topic) && gap.partition() == partition)
        .filter(gap -> gap.from() <= offset && offset < gap.to())
        .mapToLong(Gap::to)
        .max()
        .orElse(offset + 1);
  }

  /** What was read, by topic and partition. */
  List<Span> spans() {
    return spans.values().stream().flatMap(of -> of.values().stream()).toList();
  }

  /** The latest append time of all. */
  long lastTime() {
    return spans().stream().mapToLong(Span::lastTime).max().orElse(0);
  }

  /** The record at that place, a tick as well. */
  Optional<StoredRecord> find(String topic, int partition, long offset) {
    return Optional.ofNullable(db.get(key(topic, partition).with(offset).bytes()))
        .map(bytes -> StoredRecord.of(topic, partition, offset, bytes));
  }

  /** The topic's records without ticks, in order within each partition. */
  Iterator<StoredRecord> records(Topic<?> topic) {
    return new Records(
        topic.name(), db.entries(Keys.of(topic.name()).bytes()), record -> !record.tick());
  }

  /** How many these are. */
  long count(Topic<?> topic) {
    return partitions(topic.name()).values().stream().mapToLong(Span::records).sum();
  }

  /** All records of a partition, ticks as well, by offset. */
  Iterator<StoredRecord> stored(String topic, int partition) {
    return stored(topic, partition, 0);
  }

  /** Those of them from an offset on. */
  Iterator<StoredRecord> stored(String topic, int partition, long from) {
    byte[] first = key(topic, partition).with(from).bytes();
    return new Records(topic, db.entries(first, key(topic, partition).bytes()), record -> true);
  }

  /** All records of a partition, ticks as well, the last one first. */
  Iterator<StoredRecord> backwards(String topic, int partition) {
    byte[] prefix = key(topic, partition).bytes();
    return new Iterator<>() {
      private @Nullable StoredRecord next = upTo(Long.MAX_VALUE);

      private @Nullable StoredRecord upTo(long offset) {
        byte[] last = key(topic, partition).with(offset).bytes();
        return db.last(last, prefix)
            .map(entry -> {
              long at = ByteBuffer.wrap(Keys.without(prefix, entry.key())).getLong();
              return StoredRecord.of(topic, partition, at, entry.value());
            })
            .orElse(null);
      }

      @Override
      public boolean hasNext() {
        return next != null;
      }

      @Override
      public StoredRecord next() {
        StoredRecord found = next;
        if (found == null) {
          throw new NoSuchElementException(topic);
        }
        long offset = found.at().offset();
        next = offset > 0 ? upTo(offset - 1) : null;
        return found;
      }
    };
  }

  /** Whether nothing is known yet of the partition. */
  boolean isNew(String topic, int partition) {
    return !partitions(topic).containsKey(partition);
  }

  /** Offset after the last that is kept of the partition. */
  long end(String topic, int partition) {
    Span span = partitions(topic).get(partition);
    return span == null ? 0 : span.to();
  }

  /** Records read, ticks as well. */
  long size() {
    return spans().stream().mapToLong(span -> span.records() + span.ticks()).sum();
  }

  @Override
  public void close() {
    db.close();
  }

  /** Goes through a topic, or a partition of it. */
  private final class Records implements Iterator<StoredRecord> {

    private final String topic;
    private final byte[] topicPrefix;
    private final Iterator<ScratchDb.Pair> all;
    private final Predicate<StoredRecord> wanted;
    private @Nullable StoredRecord next;

    Records(String topic, Iterator<ScratchDb.Pair> all, Predicate<StoredRecord> wanted) {
      this.topic = topic;
      this.topicPrefix = Keys.of(topic).bytes();
      this.all = all;
      this.wanted = wanted;
    }

    @Override
    public boolean hasNext() {
      while (next == null && all.hasNext()) {
        StoredRecord record = record(all.next());
        next = wanted.test(record) ? record : null;
      }
      return next != null;
    }

    private StoredRecord record(ScratchDb.Pair entry) {
      ByteBuffer place = ByteBuffer.wrap(Keys.without(topicPrefix, entry.key()));
      return StoredRecord.of(topic, place.getInt(), place.getLong(), entry.value());
    }

    @Override
    public StoredRecord next() {
      StoredRecord found = hasNext() ? next : null;
      if (found == null) {
        throw new NoSuchElementException(topic);
      }
      next = null;
      return found;
    }
  }
}
