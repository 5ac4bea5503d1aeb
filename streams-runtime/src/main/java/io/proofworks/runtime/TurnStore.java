package io.proofworks.runtime;

import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** A store that says, before each change, how it is taken back. */
final class TurnStore<K, V> implements KeyValueStore<K, V> {

  private final KeyValueStore<K, V> store;
  private final Consumer<Runnable> undo;

  TurnStore(KeyValueStore<K, V> store, Consumer<Runnable> undo) {
    this.store = store;
    this.undo = undo;
  }

  @Override
  public void put(K key, @Nullable V value) {
    remember(key, store.get(key));
    store.put(key, value);
  }

  @Override
  public @Nullable V putIfAbsent(K key, V value) {
    remember(key, store.get(key));
    return store.putIfAbsent(key, value);
  }

  @Override
  public void putAll(List<KeyValue<K, V>> entries) {
    entries.forEach(entry -> put(entry.key, entry.value));
  }

  @Override
  public @Nullable V delete(K key) {
    remember(key, store.get(key));
    return store.delete(key);
  }

  private void remember(K key, @Nullable V before) {
    undo.accept(() -> store.put(key, before));
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
