package io.proofworks.runtime.state;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Bytes by bytes, in the unsigned order of the keys. State of a partition lives in such stores, on
 * disk under Kafka Streams and in memory in a replay, so that both run the same code.
 */
public interface OrderedStore {

  byte @Nullable [] get(byte[] key);

  void put(byte[] key, byte[] value);

  void delete(byte[] key);

  /** The entry with the lowest key. */
  Optional<Entry> first();

  /** The entries with the lowest keys, in their order. */
  List<Entry> first(int most);

  /** A key with its value. */
  record Entry(byte[] key, byte[] value) {}
}
