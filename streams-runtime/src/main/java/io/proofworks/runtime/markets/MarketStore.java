package io.proofworks.runtime.markets;

import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.state.StoreView;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * What one market has in a store, as if it had the store for itself. How many entries there are is
 * told of the whole store.
 */
public final class MarketStore<K, V> extends StoreView<K, V> {

  private final KeyValueStore<K, V> store;
  private final Optional<Hash32> market;
  private @Nullable KeySpace<K> space;

  /**
   * @param market empty for the deployment's first, whose keys stand as they are
   */
  public MarketStore(KeyValueStore<K, V> store, Optional<Hash32> market) {
    super(store);
    this.store = store;
    this.market = market;
  }

  @Override
  public void put(K key, @Nullable V value) {
    store.put(kept(key), value);
  }

  @Override
  public @Nullable V putIfAbsent(K key, V value) {
    return store.putIfAbsent(kept(key), value);
  }

  @Override
  public @Nullable V delete(K key) {
    return store.delete(kept(key));
  }

  @Override
  public @Nullable V get(K key) {
    return store.get(kept(key));
  }

  @Override
  public KeyValueIterator<K, V> range(@Nullable K from, @Nullable K to) {
    return read(pieces(from, to), store::range);
  }

  @Override
  public KeyValueIterator<K, V> reverseRange(@Nullable K from, @Nullable K to) {
    return read(pieces(from, to).reversed(), store::reverseRange);
  }

  @Override
  public KeyValueIterator<K, V> all() {
    return range(null, null);
  }

  @Override
  public KeyValueIterator<K, V> reverseAll() {
    return reverseRange(null, null);
  }

  private K kept(K key) {
    return market.map(own -> space(key).kept(own, key)).orElse(key);
  }

  private KeyValueIterator<K, V> read(
      List<Piece<K>> pieces, BiFunction<@Nullable K, @Nullable K, KeyValueIterator<K, V>> range) {
    UnaryOperator<K> known = market.isEmpty() ? key -> key : key -> space(key).known(key);
    return new Joined<>(pieces, piece -> range.apply(piece.from(), piece.to()), known);
  }

  /** A stretch of the store; null for no bound. */
  record Piece<K>(@Nullable K from, @Nullable K to) {}

  /** Where in the store a range of this market's keys stands. */
  private List<Piece<K>> pieces(@Nullable K from, @Nullable K to) {
    Optional<KeySpace<K>> keys = spaceOf(from, to);
    if (keys.isEmpty()) {
      return List.of();
    }
    KeySpace<K> space = keys.get();
    if (market.isPresent()) {
      K first = from == null ? space.first(market.get()) : space.kept(market.get(), from);
      K last = to == null ? space.last(market.get()) : space.kept(market.get(), to);
      return List.of(new Piece<>(first, last));
    }
    if ((to != null && !space.isBehind(to)) || (from != null && space.isBehind(from))) {
      return List.of(new Piece<>(from, to));
    }
    return List.of(new Piece<>(from, space.first()), new Piece<>(space.last(), to));
  }

  private KeySpace<K> space(K key) {
    KeySpace<K> known = space;
    if (known == null) {
      known = KeySpace.of(key);
      space = known;
    }
    return known;
  }

  /** What kind of keys the store has is told by any of them; empty while it has none. */
  private Optional<KeySpace<K>> spaceOf(@Nullable K from, @Nullable K to) {
    if (space != null) {
      return Optional.of(space);
    }
    if (from != null || to != null) {
      return Optional.of(space(from == null ? Objects.requireNonNull(to) : from));
    }
    try (KeyValueIterator<K, V> all = store.all()) {
      return all.hasNext() ? Optional.of(space(all.peekNextKey())) : Optional.empty();
    }
  }
}
