package io.proofworks.runtime.state;

import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * Values by bytes, in the unsigned order of the keys. State of a partition lives in such stores, on
 * disk under Kafka Streams and in memory in a replay, so that both run the same code.
 *
 * <p>Under one key there are bytes, or values of one kind. Values are immutable: a store may keep
 * them as they are.
 */
public interface OrderedStore {

  /** About what a value has of which nobody says more, bytes. */
  int SMALL = 1_024;

  byte @Nullable [] get(byte[] key);

  void put(byte[] key, byte[] value);

  /** The value under a key, as the serde reads it. */
  default <V> @Nullable V get(byte[] key, Serde<V> serde) {
    byte[] known = get(key);
    return known == null ? null : serde.deserializer().deserialize("", known);
  }

  /** Puts a small value, which is written as the serde has it. */
  default <V> void put(byte[] key, V value, Serde<V> serde) {
    put(key, value, serde, SMALL);
  }

  /**
   * The same of any size.
   *
   * @param weight about how many bytes it will have as it is written
   */
  default <V> void put(byte[] key, V value, Serde<V> serde, long weight) {
    put(key, serde.serializer().serialize("", value));
  }

  /** The same under a key that has no value yet, and is most likely gone again soon. */
  default <V> void enqueue(byte[] key, V value, Serde<V> serde, long weight) {
    put(key, value, serde, weight);
  }

  void delete(byte[] key);

  /** The lowest key. */
  Optional<byte[]> first();

  /** The lowest keys, in their order. */
  List<byte[]> first(int most);
}
