package io.proofworks.runtime;

import io.proofworks.runtime.state.StoreView;
import java.util.function.Consumer;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** A store that says, before each change, how it is taken back. */
final class TurnStore<K, V> extends StoreView<K, V> {

  private final KeyValueStore<K, V> store;
  private final Consumer<Runnable> undo;

  TurnStore(KeyValueStore<K, V> store, Consumer<Runnable> undo) {
    super(store);
    this.store = store;
    this.undo = undo;
  }

  @Override
  public void put(K key, @Nullable V value) {
    remember(key);
    super.put(key, value);
  }

  @Override
  public @Nullable V putIfAbsent(K key, V value) {
    remember(key);
    return super.putIfAbsent(key, value);
  }

  @Override
  public @Nullable V delete(K key) {
    remember(key);
    return super.delete(key);
  }

  private void remember(K key) {
    @Nullable V before = store.get(key);
    undo.accept(() -> store.put(key, before));
  }
}
