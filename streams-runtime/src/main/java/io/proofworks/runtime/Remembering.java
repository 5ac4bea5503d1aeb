package io.proofworks.runtime;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads bytes that it has read lately without decoding them again. What it says is a function of
 * the bytes, as that of any other: a change of the store, or one that is taken back, needs no word
 * to it. May be shared by threads.
 */
final class Remembering<T> implements Deserializer<T> {

  /** A power of two. Values share a slot by chance, and then take turns. */
  private static final int SLOTS = 64;

  /** Of larger ones, the memory would be worth more than the time. */
  private static final int MOST_BYTES = 64 * 1024;

  private final Deserializer<T> deserializer;
  private final AtomicReferenceArray<@Nullable Known<T>> slots = new AtomicReferenceArray<>(SLOTS);

  private record Known<T>(byte[] bytes, T value) {}

  /**
   * @param deserializer of immutable values
   */
  Remembering(Deserializer<T> deserializer) {
    this.deserializer = deserializer;
  }

  @Override
  @SuppressWarnings("NullAway") // null stays null, which Kafka's interface does not say
  public T deserialize(String topic, byte @Nullable [] bytes) {
    if (bytes == null || bytes.length > MOST_BYTES) {
      return deserializer.deserialize(topic, bytes);
    }
    int hash = Arrays.hashCode(bytes);
    int slot = (hash ^ hash >>> 16) & (SLOTS - 1);
    Known<T> known = slots.get(slot);
    if (known != null && Arrays.equals(known.bytes(), bytes)) {
      return known.value();
    }
    T value = deserializer.deserialize(topic, bytes);
    slots.set(slot, new Known<>(bytes, value));
    return value;
  }
}
