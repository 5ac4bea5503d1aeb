package io.proofworks.metrics.processor;

import io.proofworks.runtime.state.CompositeKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** A store keyed by cell and id; an id is anybody's text. */
record Shelf<V>(KeyValueStore<String, V> store) {

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
    String beginning = CompositeKey.beginning(cell);
    return range(beginning, CompositeKey.after(beginning)).stream()
        .map(entry -> entry.value)
        .toList();
  }

  /** Ids from {@code first} to {@code last}, both included, with the full keys. */
  List<KeyValue<String, V>> between(String cell, String first, String last) {
    return range(key(cell, first), key(cell, last));
  }

  private List<KeyValue<String, V>> range(String first, String last) {
    List<KeyValue<String, V>> found = new ArrayList<>();
    try (KeyValueIterator<String, V> range = store.range(first, last)) {
      range.forEachRemaining(found::add);
    }
    return found;
  }

  static String key(String cell, String id) {
    return CompositeKey.under(cell, id);
  }
}
