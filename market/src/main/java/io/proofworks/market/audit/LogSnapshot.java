package io.proofworks.market.audit;

import io.proofworks.runtime.Coordinates;
import io.proofworks.settlement.replay.JournalReplay.Input;
import io.proofworks.topics.Topic;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.AbstractCollection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What stood on some topics at one moment, ticks included. It is kept on disk, so that a log of any
 * size can be gone through again and again in little memory.
 */
final class LogSnapshot implements AutoCloseable {

  /** One record as it stands in the log. */
  record Entry(Coordinates at, Input input, boolean tick) {}

  /**
   * Records that were gone before they could be read.
   *
   * @param from first offset that is missing
   * @param to first one that is there
   */
  record Gap(String topic, int partition, long from, long to) {}

  private static final int PAGE_RECORDS = 2_000;
  private static final long PAGE_BYTES = 4L << 20;

  /** Where scratch goes unless somebody says otherwise. */
  static final Path TMP = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));

  private final ScratchDb db;
  private final List<Gap> gaps = new ArrayList<>();
  private final Map<String, Map<Integer, Span>> spans = new TreeMap<>();

  private LogSnapshot(ScratchDb db) {
    this.db = db;
  }

  /** Nothing yet; what is kept goes under that directory. */
  static LogSnapshot empty(Path scratch) {
    return new LogSnapshot(ScratchDb.under(scratch));
  }

  /** What stands in records that were read elsewhere. */
  static LogSnapshot of(Collection<ConsumerRecord<byte[], byte[]>> records) {
    LogSnapshot snapshot = empty(TMP);
    records.forEach(record -> snapshot.keep(StoredRecord.of(record)));
    return snapshot;
  }

  /** Notes what is read of a partition, whether or not there is a record in it. */
  void span(String topic, int partition, long from, long to) {
    partitions(topic).putIfAbsent(partition, Span.empty(topic, partition, from, to));
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
  }

  private Map<Integer, Span> partitions(String topic) {
    return spans.computeIfAbsent(topic, t -> new TreeMap<>());
  }

  private static Keys key(String topic, int partition) {
    return Keys.of(topic).with(partition);
  }

  /** What is missing of the topics. */
  List<Gap> gaps() {
    return gaps;
  }

  /** What was read, by topic and partition. */
  List<Span> spans() {
    return spans.values().stream().flatMap(of -> of.values().stream()).toList();
  }

  /** The latest append time of all. */
  long lastTime() {
    return spans().stream().mapToLong(Span::lastTime).max().orElse(0);
  }

  /** The record at these coordinates, whatever their time. */
  Optional<Input> find(Coordinates at) {
    byte[] bytes = db.get(key(at.topic(), at.partition()).with(at.offset()).bytes());
    return Optional.ofNullable(bytes)
        .map(b -> StoredRecord.of(at.topic(), at.partition(), at.offset(), b))
        .map(record -> new Input(record.key(), record.value()));
  }

  /** The topic's records without ticks, in order within each partition; read anew each time. */
  Collection<Entry> records(Topic<?> topic) {
    long count = partitions(topic.name()).values().stream().mapToLong(Span::records).sum();
    return new AbstractCollection<>() {
      @Override
      public Iterator<Entry> iterator() {
        Iterator<StoredRecord> all =
            new Pages(topic.name(), Keys.of(topic.name()).bytes(), record -> !record.tick());
        return new Iterator<>() {
          @Override
          public boolean hasNext() {
            return all.hasNext();
          }

          @Override
          public Entry next() {
            StoredRecord record = all.next();
            return new Entry(record.at(), new Input(record.key(), record.value()), false);
          }
        };
      }

      @Override
      public int size() {
        return (int) Math.min(count, Integer.MAX_VALUE);
      }
    };
  }

  /** All records of a partition, ticks as well, by offset. */
  Iterator<StoredRecord> stored(String topic, int partition) {
    return new Pages(topic, key(topic, partition).bytes(), record -> true);
  }

  /** Whether nothing is known yet of the partition. */
  boolean isNew(String topic, int partition) {
    return !partitions(topic).containsKey(partition);
  }

  /** Partitions-and-offsets read. */
  int size() {
    long size = spans().stream().mapToLong(span -> span.records() + span.ticks()).sum();
    return (int) Math.min(size, Integer.MAX_VALUE);
  }

  @Override
  public void close() {
    db.close();
  }

  /** Goes through a topic a page at a time, so that nothing stays open between two steps. */
  private final class Pages implements Iterator<StoredRecord> {

    private final String topic;
    private final byte[] topicPrefix;
    private final byte[] prefix;
    private final Predicate<StoredRecord> wanted;
    private final Deque<StoredRecord> page = new ArrayDeque<>();
    private byte[] from;
    private boolean ended;

    Pages(String topic, byte[] prefix, Predicate<StoredRecord> wanted) {
      this.topic = topic;
      this.topicPrefix = Keys.of(topic).bytes();
      this.prefix = prefix;
      this.from = prefix;
      this.wanted = wanted;
    }

    @Override
    public boolean hasNext() {
      while (page.isEmpty() && !ended) {
        List<ScratchDb.Pair> next = db.page(from, prefix, PAGE_RECORDS, PAGE_BYTES);
        next.stream().map(this::record).filter(wanted).forEach(page::add);
        ended = next.isEmpty();
        from = ended ? from : after(next.getLast().key());
      }
      return !page.isEmpty();
    }

    private StoredRecord record(ScratchDb.Pair entry) {
      ByteBuffer place = ByteBuffer.wrap(Keys.without(topicPrefix, entry.key()));
      return StoredRecord.of(topic, place.getInt(), place.getLong(), entry.value());
    }

    /** The lowest key above one. */
    private static byte[] after(byte[] key) {
      return Arrays.copyOf(key, key.length + 1);
    }

    @Override
    public StoredRecord next() {
      if (!hasNext()) {
        throw new NoSuchElementException(topic);
      }
      return page.removeFirst();
    }
  }
}
