package io.proofworks.runtime.state;

import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Values in a store of bytes, as Kafka Streams keeps them. */
final class SerdeStore<K, V> extends UnopenedStore<K, V> {

  private final KeyValueStore<Bytes, byte[]> store;
  private final Serde<K> keys;
  private final Serde<V> values;

  SerdeStore(KeyValueStore<Bytes, byte[]> store, Serde<K> keys, Serde<V> values) {
    this.store = store;
    this.keys = keys;
    this.values = values;
  }

  private Bytes key(K key) {
    return Bytes.wrap(keys.serializer().serialize("", key));
  }

  private @Nullable Bytes bound(@Nullable K key) {
    return key == null ? null : key(key);
  }

  private byte @Nullable [] bytes(@Nullable V value) {
    return value == null ? null : values.serializer().serialize("", value);
  }

  private @Nullable V value(byte @Nullable [] bytes) {
    return bytes == null ? null : values.deserializer().deserialize("", bytes);
  }

  @Override
  public void put(K key, @Nullable V value) {
    store.put(key(key), bytes(value));
  }

  @Override
  public @Nullable V get(K key) {
    return value(store.get(key(key)));
  }

  @Override
  public KeyValueIterator<K, V> range(@Nullable K from, @Nullable K to) {
    return new Values(store.range(bound(from), bound(to)));
  }

  @Override
  public KeyValueIterator<K, V> reverseRange(@Nullable K from, @Nullable K to) {
    return new Values(store.reverseRange(bound(from), bound(to)));
  }

  private final class Values implements KeyValueIterator<K, V> {

    private final KeyValueIterator<Bytes, byte[]> entries;

    Values(KeyValueIterator<Bytes, byte[]> entries) {
      this.entries = entries;
    }

    private K key(Bytes bytes) {
      return keys.deserializer().deserialize("", bytes.get());
    }

    @Override
    public boolean hasNext() {
      return entries.hasNext();
    }

    @Override
    public KeyValue<K, V> next() {
      KeyValue<Bytes, byte[]> next = entries.next();
      return KeyValue.pair(key(next.key), values.deserializer().deserialize("", next.value));
    }

    @Override
    public K peekNextKey() {
      return key(entries.peekNextKey());
    }

    @Override
    public void close() {
      entries.close();
    }
  }
}
