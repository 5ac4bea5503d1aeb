package io.proofworks.runtime.state;

import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * A value of a store, as bytes, decoded, or both: it is decoded when somebody first wants to know
 * what it says, and encoded when it is first written. What is decoded has to be immutable, since
 * all who ask get the same. Not thread-safe.
 */
public final class StoredValue {

  private byte @Nullable [] bytes;
  private @Nullable Object value;
  private @Nullable Serializer<Object> serializer;
  private final long weight;

  private StoredValue(
      byte @Nullable [] bytes,
      @Nullable Object value,
      @Nullable Serializer<Object> serializer,
      long weight) {
    this.bytes = bytes;
    this.value = value;
    this.serializer = serializer;
    this.weight = weight;
  }

  static StoredValue of(byte[] bytes) {
    return new StoredValue(bytes, null, null, bytes.length);
  }

  /**
   * @param weight about how many bytes it will have; what is not written yet is bounded by it
   */
  @SuppressWarnings("unchecked") // it is given this value only
  static <V> StoredValue of(V value, Serde<V> serde, long weight) {
    return new StoredValue(null, value, (Serializer<Object>) serde.serializer(), weight);
  }

  /** About how many bytes it has. */
  long weight() {
    return weight;
  }

  /**
   * What it says.
   *
   * @param serde always the same for one value
   */
  @SuppressWarnings("unchecked") // of a key all values are of one kind
  <V> V as(Serde<V> serde) {
    if (value == null) {
      value = serde.deserializer().deserialize("", bytes);
      serializer = (Serializer<Object>) serde.serializer();
    }
    return (V) value;
  }

  /** As it is written. Whoever gets them does not change them. */
  public byte[] bytes() {
    byte[] known = bytes;
    if (known == null) {
      if (serializer == null) {
        throw new IllegalStateException("a value of no bytes that was not decoded");
      }
      known = serializer.serialize("", value);
      bytes = known;
    }
    return known;
  }

  /** Lets go of the bytes of what is known decoded: they can be made again. */
  void forgetBytes() {
    if (value != null) {
      bytes = null;
    }
  }
}
