package io.proofworks.runtime.markets;

import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.state.UnopenedStore;
import java.util.ArrayList;
import java.util.List;
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

  /**
   * The markets that have something in it beside the deployment's first, by domain.
   *
   * @param any a key of the store's kind
   */
  public static <K> List<Hash32> markets(ReadOnlyKeyValueStore<K, ?> store, K any) {
    KeySpace<K> space = KeySpace.of(any);
    List<Hash32> found = new ArrayList<>();
    Optional<Hash32> next = from(store, space, space.first());
    while (next.isPresent()) {
      found.add(next.get());
      next = from(store, space, space.last(next.get()));
    }
    return found;
  }

  private static <K> Optional<Hash32> from(
      ReadOnlyKeyValueStore<K, ?> store, KeySpace<K> space, K from) {
    try (KeyValueIterator<K, ?> rest = store.range(from, space.last())) {
      return rest.hasNext() ? Optional.of(space.market(rest.peekNextKey())) : Optional.empty();
    }
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
