package io.proofworks.runtime.state;

import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** A store of Kafka Streams behind something that has its own way with some of the calls. */
public abstract class StoreView<K, V> implements KeyValueStore<K, V> {

  private final KeyValueStore<K, V> store;

  protected StoreView(KeyValueStore<K, V> store) {
    this.store = store;
  }

  @Override
  public void put(K key, @Nullable V value) {
    store.put(key, value);
  }

  @Override
  public @Nullable V putIfAbsent(K key, V value) {
    return store.putIfAbsent(key, value);
  }

  @Override
  public void putAll(List<KeyValue<K, V>> entries) {
    entries.forEach(entry -> put(entry.key, entry.value));
  }

  @Override
  public @Nullable V delete(K key) {
    return store.delete(key);
  }

  @Override
  public @Nullable V get(K key) {
    return store.get(key);
  }

  @Override
  public KeyValueIterator<K, V> range(@Nullable K from, @Nullable K to) {
    return store.range(from, to);
  }

  @Override
  public KeyValueIterator<K, V> reverseRange(@Nullable K from, @Nullable K to) {
    return store.reverseRange(from, to);
  }

  @Override
  public KeyValueIterator<K, V> all() {
    return store.all();
  }

  @Override
  public KeyValueIterator<K, V> reverseAll() {
    return store.reverseAll();
  }

  @Override
  public long approximateNumEntries() {
    return store.approximateNumEntries();
  }

  @Override
  public String name() {
    return store.name();
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    throw new UnsupportedOperationException("Kafka Streams opens the store itself");
  }

  @Override
  public void flush() {
    throw new UnsupportedOperationException("Kafka Streams writes the store itself");
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException("Kafka Streams closes the store itself");
  }

  @Override
  public boolean persistent() {
    return store.persistent();
  }

  @Override
  public boolean isOpen() {
    return store.isOpen();
  }
}
