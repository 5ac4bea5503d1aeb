package io.proofworks.runtime.markets;

import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.state.UnopenedStore;
import java.util.Optional;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** A store that is read from outside its task, and only read. */
public final class MarketReads<K, V> extends UnopenedStore<K, V> {

  private final ReadOnlyKeyValueStore<K, V> store;

  private MarketReads(ReadOnlyKeyValueStore<K, V> store) {
    this.store = store;
  }

  /** What a market that is not the deployment's first has in it. */
  public static <K, V> ReadOnlyKeyValueStore<K, V> of(
      ReadOnlyKeyValueStore<K, V> store, Hash32 market) {
    return new MarketStore<>(new MarketReads<>(store), Optional.of(market));
  }

  @Override
  public void put(K key, @Nullable V value) {
    throw new UnsupportedOperationException("a store that is only read");
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
}
