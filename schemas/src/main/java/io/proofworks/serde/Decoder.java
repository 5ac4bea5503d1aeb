package io.proofworks.serde;

import org.jspecify.annotations.Nullable;

/** Turns the bytes of a topic's values into records. Thread-safe. */
public interface Decoder<V> {

  /**
   * Decodes one value. Bad bytes are an answer, never an exception, and never cost more memory than
   * a small multiple of their own size.
   *
   * @param bytes the record's value; null (a tombstone) is malformed
   * @throws RegistryException only for topics that no outsider writes, when the registry cannot be
   *     asked for a writer's schema: the record is neither good nor bad until it can
   */
  Decoded<V> decode(byte @Nullable [] bytes);
}
