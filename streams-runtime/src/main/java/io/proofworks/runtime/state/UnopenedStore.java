package io.proofworks.runtime.state;

import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * A store of Kafka Streams that no application opens, for what runs a partition without one. What
 * it keeps dies with whoever made it.
 */
public abstract class UnopenedStore<K, V> implements KeyValueStore<K, V> {

  @Override
  public @Nullable V putIfAbsent(K key, V value) {
    V before = get(key);
    if (before == null) {
      put(key, value);
    }
    return before;
  }

  @Override
  public void putAll(List<KeyValue<K, V>> entries) {
    entries.forEach(entry -> put(entry.key, entry.value));
  }

  @Override
  public @Nullable V delete(K key) {
    V before = get(key);
    put(key, null);
    return before;
  }

  @Override
  public KeyValueIterator<K, V> all() {
    return range(null, null);
  }

  @Override
  public KeyValueIterator<K, V> reverseAll() {
    return reverseRange(null, null);
  }

  @Override
  public long approximateNumEntries() {
    throw new UnsupportedOperationException("nobody needs an estimate");
  }

  @Override
  public String name() {
    return "unopened";
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    throw new UnsupportedOperationException("no application opens it");
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}

  @Override
  public boolean persistent() {
    return false;
  }

  @Override
  public boolean isOpen() {
    return true;
  }
}
