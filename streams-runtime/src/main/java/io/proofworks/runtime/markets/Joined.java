package io.proofworks.runtime.markets;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;

/** Pieces of a store one after the other; each is opened when the one before it is at its end. */
final class Joined<K, V> implements KeyValueIterator<K, V> {

  private final Deque<MarketStore.Piece<K>> left;
  private final Function<MarketStore.Piece<K>, KeyValueIterator<K, V>> open;
  private final UnaryOperator<K> known;
  private @Nullable KeyValueIterator<K, V> current;

  /**
   * @param known a key of the store as its market knows it
   */
  Joined(
      List<MarketStore.Piece<K>> pieces,
      Function<MarketStore.Piece<K>, KeyValueIterator<K, V>> open,
      UnaryOperator<K> known) {
    this.left = new ArrayDeque<>(pieces);
    this.open = open;
    this.known = known;
  }

  @Override
  public boolean hasNext() {
    while (current == null || !current.hasNext()) {
      close();
      if (left.isEmpty()) {
        return false;
      }
      current = open.apply(left.removeFirst());
    }
    return true;
  }

  private KeyValueIterator<K, V> current() {
    if (!hasNext() || current == null) {
      throw new NoSuchElementException();
    }
    return current;
  }

  @Override
  public KeyValue<K, V> next() {
    KeyValue<K, V> next = current().next();
    return KeyValue.pair(known.apply(next.key), next.value);
  }

  @Override
  public K peekNextKey() {
    return known.apply(current().peekNextKey());
  }

  @Override
  public void close() {
    if (current != null) {
      current.close();
      current = null;
    }
  }
}
