package io.proofworks.sharding.processor;

import io.proofworks.runtime.Turn;
import io.proofworks.runtime.state.QueueStore;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * A state store of domain values under text keys, in the order of the keys. Whoever asks for the
 * first ones of a range names one of few beginnings; the ranges of two maps of one store are apart.
 */
final class StateMap<V> {

  private final KeyValueStore<Bytes, byte[]> store;
  private final Serde<V> serde;
  private final String name;

  /** Keeps whatever is put. */
  StateMap(ProcessingContext context, String name, Serde<V> serde) {
    this(new QueueStore<>(context.getStateStore(name)), serde, name);
  }

  /** Keeps what is put by a turn that comes to its end. */
  StateMap(Turn turn, ProcessingContext context, String name, Serde<V> serde) {
    this(turn, context.<KeyValueStore<Bytes, byte[]>>getStateStore(name), name, serde);
  }

  /** Keeps what is put by a turn that comes to its end. */
  StateMap(Turn turn, KeyValueStore<Bytes, byte[]> store, String name, Serde<V> serde) {
    this(turn.over(new QueueStore<>(store)), serde, name);
  }

  /** Keeps whatever is put. */
  StateMap(KeyValueStore<Bytes, byte[]> store, String name, Serde<V> serde) {
    this(new QueueStore<>(store), serde, name);
  }

  private StateMap(KeyValueStore<Bytes, byte[]> store, Serde<V> serde, String name) {
    this.store = store;
    this.serde = serde;
    this.name = name;
  }

  Optional<V> get(String key) {
    byte[] value = store.get(key(key));
    return value == null ? Optional.empty() : Optional.of(read(value));
  }

  void put(String key, V value) {
    store.put(key(key), serde.serializer().serialize(name, value));
  }

  void remove(String key) {
    store.delete(key(key));
  }

  /** The lowest key. */
  Optional<String> first() {
    return firstFrom("");
  }

  /** The lowest key that is not below the given one. */
  Optional<String> firstFrom(String from) {
    try (KeyValueIterator<Bytes, byte[]> some = store.range(key(from), null)) {
      return some.hasNext() ? Optional.of(text(some.next().key)) : Optional.empty();
    }
  }

  /** Counts all entries, one by one. */
  long size() {
    long entries = 0;
    try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
      for (; all.hasNext(); all.next()) {
        entries++;
      }
    }
    return entries;
  }

  void forEach(BiConsumer<String, V> each) {
    try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
      visit(all, each);
    }
  }

  /** Every entry with a key strictly before the given one. */
  void forEachBefore(String end, BiConsumer<String, V> each) {
    try (KeyValueIterator<Bytes, byte[]> some = store.range(null, key(end))) {
      visit(
          some,
          (key, value) -> {
            if (key.compareTo(end) < 0) {
              each.accept(key, value);
            }
          });
    }
  }

  private void visit(KeyValueIterator<Bytes, byte[]> entries, BiConsumer<String, V> each) {
    while (entries.hasNext()) {
      KeyValue<Bytes, byte[]> entry = entries.next();
      each.accept(text(entry.key), read(entry.value));
    }
  }

  private static String text(Bytes key) {
    return new String(key.get(), StandardCharsets.UTF_8);
  }

  private V read(byte[] value) {
    return serde.deserializer().deserialize(name, value);
  }

  private static Bytes key(String key) {
    return Bytes.wrap(key.getBytes(StandardCharsets.UTF_8));
  }
}
