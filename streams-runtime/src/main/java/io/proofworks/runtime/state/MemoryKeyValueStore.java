package io.proofworks.runtime.state;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;

/**
 * A store of Kafka Streams that dies with the process, for replays of what was written against one.
 *
 * @param <K> whose order is that of the keys' bytes: texts of ASCII and bytes
 */
public final class MemoryKeyValueStore<K extends Comparable<K>, V> extends UnopenedStore<K, V> {

  private final TreeMap<K, V> entries = new TreeMap<>();

  @Override
  public void put(K key, @Nullable V value) {
    if (value == null) {
      entries.remove(key);
    } else {
      entries.put(key, value);
    }
  }

  @Override
  public @Nullable V get(K key) {
    return entries.get(key);
  }

  @Override
  public KeyValueIterator<K, V> range(@Nullable K from, @Nullable K to) {
    return iterator(between(from, to));
  }

  @Override
  public KeyValueIterator<K, V> reverseRange(@Nullable K from, @Nullable K to) {
    return iterator(between(from, to).descendingMap());
  }

  private NavigableMap<K, V> between(@Nullable K from, @Nullable K to) {
    if (from != null && to != null && from.compareTo(to) > 0) {
      return new TreeMap<>();
    }
    NavigableMap<K, V> upper = from == null ? entries : entries.tailMap(from, true);
    return to == null ? upper : upper.headMap(to, true);
  }

  /** Over what is there now: whoever goes through it may change the store meanwhile. */
  private static <K, V> KeyValueIterator<K, V> iterator(Map<K, V> entries) {
    Deque<KeyValue<K, V>> all = new ArrayDeque<>();
    entries.forEach((key, value) -> all.add(KeyValue.pair(key, value)));
    return new KeyValueIterator<>() {
      @Override
      public boolean hasNext() {
        return !all.isEmpty();
      }

      @Override
      public KeyValue<K, V> next() {
        return all.remove();
      }

      @Override
      public K peekNextKey() {
        return all.element().key;
      }

      @Override
      public void close() {}
    };
  }
}
