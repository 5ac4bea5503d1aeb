package io.proofworks.runtime.state;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * A store of Kafka Streams. It remembers below which key nothing is left: a queue that is emptied
 * from the front leaves tombstones, and each look at its first entry would step over all of them.
 */
public final class StreamsStore implements OrderedStore {

  private final KeyValueStore<Bytes, byte[]> store;
  private byte @Nullable [] floor;

  private StreamsStore(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
  }

  public static StreamsStore of(ProcessorContext<?, ?> context, String name) {
    return new StreamsStore(context.getStateStore(name));
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    return store.get(Bytes.wrap(key));
  }

  @Override
  public void put(byte[] key, byte[] value) {
    if (floor != null && Arrays.compareUnsigned(key, floor) < 0) {
      floor = key.clone();
    }
    store.put(Bytes.wrap(key), value);
  }

  @Override
  public void delete(byte[] key) {
    store.delete(Bytes.wrap(key));
  }

  @Override
  public Optional<Entry> first() {
    Bytes from = floor == null ? null : Bytes.wrap(floor);
    try (KeyValueIterator<Bytes, byte[]> entries = store.range(from, null)) {
      if (!entries.hasNext()) {
        return Optional.empty();
      }
      KeyValue<Bytes, byte[]> first = entries.next();
      floor = first.key.get().clone();
      return Optional.of(new Entry(first.key.get(), first.value));
    }
  }

  @Override
  public List<Entry> first(int most) {
    Bytes from = floor == null ? null : Bytes.wrap(floor);
    List<Entry> first = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> entries = store.range(from, null)) {
      while (first.size() < most && entries.hasNext()) {
        KeyValue<Bytes, byte[]> next = entries.next();
        first.add(new Entry(next.key.get(), next.value));
      }
    }
    return first;
  }
}
