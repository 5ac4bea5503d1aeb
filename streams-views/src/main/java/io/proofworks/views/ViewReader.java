package io.proofworks.views;

import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.markets.MarketReads;
import io.proofworks.views.domain.Gap;
import io.proofworks.views.domain.KeptReading;
import io.proofworks.views.json.ViewJson;
import io.proofworks.views.shape.TopicRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** One partition of the views, to read. */
public final class ViewReader {

  private final ReadOnlyKeyValueStore<String, byte[]> store;

  public ViewReader(ReadOnlyKeyValueStore<String, byte[]> store) {
    this.store = store;
  }

  /** The same partition, of a market that is not the deployment's first. */
  ViewReader of(Hash32 market) {
    return new ViewReader(MarketReads.of(store, market));
  }

  /** The markets that came later than the deployment's first, by domain. */
  List<Hash32> markets() {
    return MarketReads.markets(store, Subject.MARKET.key());
  }

  /** What is known of a subject. */
  <R extends Record> Optional<R> head(Subject subject, Class<R> type) {
    return get(Keys.head(subject), type);
  }

  /** A part of a subject. */
  <R extends Record> Optional<R> part(Subject subject, String name, Class<R> type) {
    return get(Keys.part(subject, name), type);
  }

  <R extends Record> Optional<R> get(String key, Class<R> type) {
    return Optional.ofNullable(store.get(key)).map(bytes -> ViewJson.read(type, bytes));
  }

  /** The parts of a subject whose names begin so, in the order of their names. */
  <R extends Record> List<R> parts(Subject subject, String beginning, Class<R> type) {
    List<R> found = new ArrayList<>();
    scan(
        Keys.parts(subject, beginning),
        Keys.after(Keys.parts(subject, beginning)),
        (key, value) -> found.add(ViewJson.read(type, value)));
    return found;
  }

  /** The newest records under a subject, the oldest first. */
  public List<TopicRecord> records(Subject subject, int atMost) {
    List<TopicRecord> found = new ArrayList<>();
    String beginning = Keys.records(subject);
    walkBack(
        beginning,
        Keys.after(beginning),
        (key, value) -> {
          found.add(ViewJson.read(TopicRecord.class, value));
          return found.size() < atMost;
        });
    return found.reversed();
  }

  private void walkBack(String from, String to, BiPredicate<String, byte[]> visitor) {
    try (KeyValueIterator<String, byte[]> range = store.reverseRange(from, to)) {
      boolean more = true;
      while (more && range.hasNext()) {
        KeyValue<String, byte[]> next = range.next();
        more = visitor.test(next.key, next.value);
      }
    }
  }

  /**
   * Records under a subject whose keys carry times, ascending.
   *
   * @param from first time, epoch milliseconds
   * @param to first time that is too late
   */
  <R extends Record> List<R> between(
      Subject subject, long from, long to, int atMost, Class<R> type) {
    List<R> found = new ArrayList<>();
    String beginning = Keys.records(subject);
    walk(
        beginning + Keys.hex(from),
        beginning + Keys.hex(to),
        (key, value) -> {
          found.add(ViewJson.read(type, value));
          return found.size() < atMost;
        });
    return found;
  }

  /**
   * A list from after a position on.
   *
   * @param after position of the last one seen; empty to begin
   * @param visitor gets position and entry; false ends the walk
   */
  void list(String list, Optional<String> after, BiPredicate<String, byte[]> visitor) {
    var unused = merged(List.of(list), after, visitor);
  }

  /**
   * Several lists as one, in the order of their positions, from after a position on. Each is read
   * no further than the walk goes.
   *
   * @param after position of the last one seen; empty to begin
   * @param visitor gets position and entry; false ends the walk
   * @return the position where the walk was ended, unless nothing follows it
   */
  public Optional<String> merged(
      List<String> lists, Optional<String> after, BiPredicate<String, byte[]> visitor) {
    PriorityQueue<Cursor> next = new PriorityQueue<>(Comparator.comparing(Cursor::position));
    List<KeyValueIterator<String, byte[]>> open = new ArrayList<>();
    try {
      for (String list : lists) {
        String beginning = Keys.list(list);
        String from = after.map(position -> Keys.next(beginning + position)).orElse(beginning);
        open.add(store.range(from, Keys.after(beginning)));
        Cursor.of(beginning, open.getLast()).ifPresent(next::add);
      }
      return walk(next, visitor);
    } finally {
      open.forEach(KeyValueIterator::close);
    }
  }

  private static Optional<String> walk(
      PriorityQueue<Cursor> next, BiPredicate<String, byte[]> visitor) {
    while (!next.isEmpty()) {
      Cursor at = next.remove();
      boolean more = visitor.test(at.position(), at.value());
      Cursor.of(at.beginning(), at.range()).ifPresent(next::add);
      if (!more) {
        return next.isEmpty() ? Optional.empty() : Optional.of(at.position());
      }
    }
    return Optional.empty();
  }

  /** A list that is being read, at one of its entries. */
  private record Cursor(
      String beginning, KeyValueIterator<String, byte[]> range, String position, byte[] value) {

    static Optional<Cursor> of(String beginning, KeyValueIterator<String, byte[]> range) {
      if (!range.hasNext()) {
        return Optional.empty();
      }
      KeyValue<String, byte[]> next = range.next();
      return Optional.of(
          new Cursor(beginning, range, next.key.substring(beginning.length()), next.value));
    }
  }

  private void walk(String from, String to, BiPredicate<String, byte[]> visitor) {
    try (KeyValueIterator<String, byte[]> range = store.range(from, to)) {
      boolean more = true;
      while (more && range.hasNext()) {
        KeyValue<String, byte[]> next = range.next();
        more = visitor.test(next.key, next.value);
      }
    }
  }

  private void scan(String from, String to, BiConsumer<String, byte[]> visitor) {
    walk(
        from,
        to,
        (key, value) -> {
          visitor.accept(key, value);
          return true;
        });
  }

  JournalNodes nodes(Subject journal) {
    return new JournalNodes(
        journal,
        store::get,
        (key, value) -> {
          throw new UnsupportedOperationException("views are written by their fold");
        });
  }

  /** The counts whose names begin so, by what follows. */
  public Map<String, Long> counts(String beginning) {
    return numbers(Keys.count(beginning));
  }

  /**
   * Up to where everything of the log is in these views.
   *
   * @param time that all sources have reached, epoch milliseconds; 0 before the first
   * @param offsets by {@code topic-partition}
   * @param missing records before them that were gone before they had been read
   */
  public record Known(long time, Map<String, Long> offsets, List<Gap> missing) {}

  /** Up to where everything of the log is in these views; read it before what it is said of. */
  public Known known() {
    Map<String, Long> offsets = new TreeMap<>();
    List<Long> times = new ArrayList<>();
    scan(
        Keys.progress(""),
        Keys.after(Keys.progress("")),
        (key, value) -> {
          KeptReading reading = ViewJson.read(KeptReading.class, value);
          times.add(reading.time());
          offsets.putAll(reading.offsets());
        });
    return new Known(times.stream().mapToLong(Long::longValue).min().orElse(0), offsets, missing());
  }

  private List<Gap> missing() {
    List<Gap> missing = new ArrayList<>();
    scan(
        Keys.missing(),
        Keys.after(Keys.missing()),
        (key, value) -> missing.add(ViewJson.read(Gap.class, value)));
    return missing;
  }

  private Map<String, Long> numbers(String beginning) {
    Map<String, Long> found = new TreeMap<>();
    scan(
        beginning,
        Keys.after(beginning),
        (key, value) -> found.put(key.substring(beginning.length()), number(value)));
    return found;
  }

  static long number(byte[] value) {
    return Long.parseLong(new String(value, StandardCharsets.US_ASCII));
  }
}
