package io.proofworks.runtime.state;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * A store of Kafka Streams, of which nothing else changes the entries. It remembers its {@link
 * Front}, and below which key nothing is left: a queue that is emptied from the front leaves
 * tombstones, and each look at its first entry would step over all of them.
 */
public final class StreamsStore implements OrderedStore {

  private final KeyValueStore<Bytes, StoredValue> store;
  private final Front front = new Front();

  private StreamsStore(KeyValueStore<Bytes, StoredValue> store) {
    this.store = store;
  }

  /** One that {@link WriteBehindStore} made. */
  public static StreamsStore of(ProcessorContext<?, ?> context, String name) {
    return new StreamsStore(context.<KeyValueStore<Bytes, StoredValue>>getStateStore(name));
  }

  /** Over one that no application opens. What was changed need not be written there yet. */
  static StreamsStore of(KeyValueStore<Bytes, byte[]> store, CacheBudget budget) {
    return new StreamsStore(new WriteBehind(store, budget));
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    StoredValue value = store.get(Bytes.wrap(key));
    return value == null ? null : value.bytes();
  }

  @Override
  public <V> @Nullable V get(byte[] key, Serde<V> serde) {
    StoredValue value = store.get(Bytes.wrap(key));
    return value == null ? null : value.as(serde);
  }

  @Override
  public void put(byte[] key, byte[] value) {
    put(key, StoredValue.of(value));
  }

  @Override
  public <V> void put(byte[] key, V value, Serde<V> serde, long weight) {
    put(key, StoredValue.of(value, serde, weight));
  }

  private void put(byte[] key, StoredValue value) {
    store.put(Bytes.wrap(key), value);
    front.put(key);
  }

  @Override
  public <V> void enqueue(byte[] key, V value, Serde<V> serde, long weight) {
    StoredValue queued = StoredValue.of(value, serde, weight);
    if (store.putIfAbsent(Bytes.wrap(key), queued) == null) {
      front.put(key);
    } else {
      put(key, queued);
    }
  }

  @Override
  public void delete(byte[] key) {
    store.put(Bytes.wrap(key), null);
    front.delete(key);
  }

  @Override
  public Optional<byte[]> first() {
    if (front.isSpent()) {
      try (KeyValueIterator<Bytes, StoredValue> rest = from(front.floor())) {
        front.readOn(keys(rest));
      }
    }
    return front.first();
  }

  @Override
  public List<byte[]> first(int most) {
    return front.first(most).orElseGet(() -> read(most));
  }

  private List<byte[]> read(int most) {
    List<byte[]> first = new ArrayList<>();
    try (KeyValueIterator<Bytes, StoredValue> all = from(front.lowest())) {
      while (first.size() < most && all.hasNext()) {
        first.add(all.next().key.get());
      }
    }
    return first;
  }

  private KeyValueIterator<Bytes, StoredValue> from(byte @Nullable [] key) {
    return store.range(key == null ? null : Bytes.wrap(key), null);
  }

  private static Iterator<byte[]> keys(KeyValueIterator<Bytes, ?> iterator) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return iterator.hasNext();
      }

      @Override
      public byte[] next() {
        return iterator.next().key.get();
      }
    };
  }
}
