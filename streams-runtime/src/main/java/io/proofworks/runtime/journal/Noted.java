package io.proofworks.runtime.journal;

import io.proofworks.runtime.state.EmptyStores;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/** A set of texts that may be as long as a journal, so it is kept in a store. */
public final class Noted {

  private static final byte[] THERE = {};

  private final KeyValueStore<Bytes, byte[]> texts;

  public Noted(EmptyStores stores) {
    texts = stores.next();
  }

  /** Whether it is new. */
  public boolean add(String text) {
    return texts.putIfAbsent(key(text), THERE) == null;
  }

  public boolean contains(String text) {
    return texts.get(key(text)) != null;
  }

  private static Bytes key(String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
