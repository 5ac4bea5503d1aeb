package io.proofworks.metrics.processor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** A store keyed by {@code cell|id}. */
record Shelf<V>(KeyValueStore<String, V> store) {

  /** After every id: ids are printable ASCII below it. */
  private static final String LAST = "~";

  Optional<V> find(String cell, String id) {
    return Optional.ofNullable(store.get(key(cell, id)));
  }

  void put(String cell, String id, V value) {
    store.put(key(cell, id), value);
  }

  void delete(String cell, String id) {
    store.delete(key(cell, id));
  }

  List<V> all(String cell) {
    return between(cell, "", LAST).stream().map(entry -> entry.value).toList();
  }

  /** Ids from {@code first} to {@code last}, both included, with the full keys. */
  List<KeyValue<String, V>> between(String cell, String first, String last) {
    List<KeyValue<String, V>> found = new ArrayList<>();
    try (KeyValueIterator<String, V> range = store.range(key(cell, first), key(cell, last))) {
      range.forEachRemaining(found::add);
    }
    return found;
  }

  static String key(String cell, String id) {
    return cell + "|" + id;
  }
}
