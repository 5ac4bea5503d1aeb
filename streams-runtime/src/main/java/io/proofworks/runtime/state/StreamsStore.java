package io.proofworks.runtime.state;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
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

  private final KeyValueStore<Bytes, byte[]> store;
  private final Front front = new Front();

  private StreamsStore(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
  }

  public static StreamsStore of(ProcessorContext<?, ?> context, String name) {
    return of(context.<KeyValueStore<Bytes, byte[]>>getStateStore(name));
  }

  static StreamsStore of(KeyValueStore<Bytes, byte[]> store) {
    return new StreamsStore(store);
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    return store.get(Bytes.wrap(key));
  }

  @Override
  public void put(byte[] key, byte[] value) {
    store.put(Bytes.wrap(key), value);
    front.put(key, value);
  }

  @Override
  public void delete(byte[] key) {
    store.delete(Bytes.wrap(key));
    front.delete(key);
  }

  @Override
  public Optional<Entry> first() {
    if (front.isSpent()) {
      try (KeyValueIterator<Bytes, byte[]> rest = from(front.floor())) {
        front.readOn(entries(rest));
      }
    }
    return front.first();
  }

  @Override
  public List<Entry> first(int most) {
    return front.first(most).orElseGet(() -> read(most));
  }

  private List<Entry> read(int most) {
    List<Entry> first = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> all = from(front.lowest())) {
      Iterator<Entry> entries = entries(all);
      while (first.size() < most && entries.hasNext()) {
        first.add(entries.next());
      }
    }
    return first;
  }

  private KeyValueIterator<Bytes, byte[]> from(byte @Nullable [] key) {
    return store.range(key == null ? null : Bytes.wrap(key), null);
  }

  private static Iterator<Entry> entries(KeyValueIterator<Bytes, byte[]> iterator) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return iterator.hasNext();
      }

      @Override
      public Entry next() {
        KeyValue<Bytes, byte[]> next = iterator.next();
        return new Entry(next.key.get(), next.value);
      }
    };
  }
}
