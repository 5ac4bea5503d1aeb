package io.proofworks.runtime.state;

import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Gives an empty store each time that it is asked, which dies with whoever gives it: where a replay
 * keeps what a partition knows, and what it has to remember of a log that may be of any length.
 */
@FunctionalInterface
public interface EmptyStores {

  /** In memory: for what is small. */
  EmptyStores IN_MEMORY = MemoryKeyValueStore::new;

  /** Of a partition's state that a replay keeps decoded, in each of its stores. */
  long REPLAY_BYTES = 1024 * 1024;

  KeyValueStore<Bytes, byte[]> next();

  /** One of values; equal keys have to be equal bytes, and their order is that of the bytes. */
  default <K, V> KeyValueStore<K, V> next(Serde<K> keys, Serde<V> values) {
    return new SerdeStore<>(next(), keys, values);
  }

  /** One as a partition of settlement keeps its state. */
  default OrderedStore ordered() {
    return ordered(CacheBudget.of(REPLAY_BYTES));
  }

  /** The same with that much of it in memory. */
  default OrderedStore ordered(CacheBudget budget) {
    return StreamsStore.of(next(), budget);
  }
}
