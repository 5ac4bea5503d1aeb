package io.proofworks.serde;

/** What decoding bytes gave: the value, or why there is none. */
public sealed interface Decoded<V> {

  /** The bytes are exactly this value. */
  record Value<V>(V value) implements Decoded<V> {}

  /**
   * The bytes are no value of the topic's schema.
   *
   * @param detail one line for the author of the bytes
   */
  record Malformed<V>(String detail) implements Decoded<V> {}
}
