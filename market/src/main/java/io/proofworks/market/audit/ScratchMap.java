package io.proofworks.market.audit;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Values by texts, on disk. */
final class ScratchMap<V> {

  private final ScratchDb db;
  private final byte[] prefix;
  private final Codec<V> codec;

  ScratchMap(ScratchDb db, byte[] prefix, Codec<V> codec) {
    this.db = db;
    this.prefix = prefix;
    this.codec = codec;
  }

  private byte[] key(String name) {
    return Keys.joined(prefix, Scratch.name(name));
  }

  @Nullable V get(String name) {
    byte[] bytes = db.get(key(name));
    return bytes == null ? null : codec.read().apply(bytes);
  }

  V getOrDefault(String name, V otherwise) {
    @Nullable V found = get(name);
    return found == null ? otherwise : found;
  }

  boolean contains(String name) {
    return db.get(key(name)) != null;
  }

  void put(String name, V value) {
    db.put(key(name), codec.write().apply(value));
  }

  void remove(String name) {
    db.delete(key(name));
  }

  /** Puts it unless there is one; that one, or null. */
  @Nullable V putIfAbsent(String name, V value) {
    @Nullable V before = get(name);
    if (before == null) {
      put(name, value);
    }
    return before;
  }

  /** In the order of the names. */
  Iterable<V> values() {
    return () -> {
      Iterator<ScratchDb.Pair> all = db.entries(prefix);
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return all.hasNext();
        }

        @Override
        public V next() {
          return codec.read().apply(all.next().value());
        }
      };
    };
  }
}
