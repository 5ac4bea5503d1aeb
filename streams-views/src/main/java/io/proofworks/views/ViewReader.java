package io.proofworks.views;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
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

  static final ObjectMapper JSON = new ObjectMapper();

  private final ReadOnlyKeyValueStore<String, byte[]> store;

  public ViewReader(ReadOnlyKeyValueStore<String, byte[]> store) {
    this.store = store;
  }

  /** What is known of a subject. */
  public Optional<ObjectNode> head(Subject subject) {
    return json(Keys.head(subject));
  }

  /** A part of a subject. */
  public Optional<ObjectNode> part(Subject subject, String name) {
    return json(Keys.part(subject, name));
  }

  Optional<ObjectNode> json(String key) {
    return Optional.ofNullable(store.get(key)).map(ViewReader::parse);
  }

  static ObjectNode parse(byte[] bytes) {
    try {
      return (ObjectNode) JSON.readTree(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("a view that is no JSON", e);
    }
  }

  /** The parts of a subject whose names begin so, in the order of their names. */
  public List<ObjectNode> parts(Subject subject, String beginning) {
    List<ObjectNode> found = new ArrayList<>();
    scan(
        Keys.parts(subject, beginning),
        Keys.after(Keys.parts(subject, beginning)),
        (key, value) -> found.add(parse(value)));
    return found;
  }

  /** The newest records under a subject, the oldest first. */
  public List<ObjectNode> records(Subject subject, int atMost) {
    List<ObjectNode> found = new ArrayList<>();
    String beginning = Keys.records(subject);
    walkBack(
        beginning,
        Keys.after(beginning),
        (key, value) -> {
          found.add(parse(value));
          return found.size() < atMost;
        });
    return found.reversed();
  }

  /**
   * Records under a subject, the newest first.
   *
   * @param before position of the last one seen; empty to begin with the newest
   * @param visitor gets the position and the record; false ends the walk
   */
  public void walkBack(
      Subject subject, Optional<String> before, BiPredicate<String, ObjectNode> visitor) {
    String beginning = Keys.records(subject);
    String to = before.map(position -> beginning + position).orElse(Keys.after(beginning));
    walkBack(
        beginning,
        to,
        (key, value) ->
            key.equals(to) || visitor.test(key.substring(beginning.length()), parse(value)));
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
  public List<ObjectNode> between(Subject subject, long from, long to, int atMost) {
    List<ObjectNode> found = new ArrayList<>();
    String beginning = Keys.records(subject);
    walk(
        beginning + Keys.hex(from),
        beginning + Keys.hex(to),
        (key, value) -> {
          found.add(parse(value));
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
   * @param missing records before them that were gone before they had been read: topic, partition,
   *     from, to
   */
  public record Known(long time, Map<String, Long> offsets, List<ObjectNode> missing) {}

  /** Up to where everything of the log is in these views; read it before what it is said of. */
  public Known known() {
    Map<String, Long> offsets = new TreeMap<>();
    List<Long> times = new ArrayList<>();
    scan(
        Keys.progress(""),
        Keys.after(Keys.progress("")),
        (key, value) -> {
          ObjectNode progress = parse(value);
          times.add(progress.path("time").asLong());
          progress
              .path("offsets")
              .properties()
              .forEach(at -> offsets.put(at.getKey(), at.getValue().asLong()));
        });
    return new Known(times.stream().mapToLong(Long::longValue).min().orElse(0), offsets, missing());
  }

  private List<ObjectNode> missing() {
    List<ObjectNode> missing = new ArrayList<>();
    scan(Keys.missing(), Keys.after(Keys.missing()), (key, value) -> missing.add(parse(value)));
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
