package io.proofworks.market.audit;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A list of values for each text, on disk. In a list values stand by a number that is given with
 * them, and those of one number as they came.
 */
final class ScratchLists<V> {

  private static final byte[] END = new byte[0];

  private final ScratchDb db;
  private final byte[] prefix;
  private final Codec<V> codec;
  private long added;

  ScratchLists(ScratchDb db, byte[] prefix, Codec<V> codec) {
    this.db = db;
    this.prefix = prefix;
    this.codec = codec;
  }

  private byte[] list(String name) {
    return Keys.joined(prefix, Scratch.name(name));
  }

  private static byte[] place(byte[] list, long number, long added) {
    return ByteBuffer.allocate(list.length + 2 * Long.BYTES)
        .put(list)
        .putLong(number ^ Long.MIN_VALUE)
        .putLong(added)
        .array();
  }

  /** Adds one after all that came before. */
  void add(String name, V value) {
    add(name, 0, value);
  }

  void add(String name, long number, V value) {
    db.put(place(list(name), number, added++), codec.write().apply(value));
  }

  /** All of a list. */
  Iterable<V> of(String name) {
    byte[] list = list(name);
    return () -> new Values(db.entries(list), END);
  }

  /** Those of a list with a number from one to another, both included. */
  Iterable<V> between(String name, long from, long to) {
    byte[] list = list(name);
    return () -> new Values(db.entries(place(list, from, 0), list), place(list, to, -1));
  }

  /** The number of the last of a list that is not above that. */
  OptionalLong last(String name, long number) {
    byte[] list = list(name);
    Optional<ScratchDb.Pair> last = db.last(place(list, number, -1), list);
    return last.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(ByteBuffer.wrap(last.get().key()).getLong(list.length) ^ Long.MIN_VALUE);
  }

  boolean isEmpty(String name) {
    return !db.entries(list(name)).hasNext();
  }

  /** Takes the first of a list out of it; null if there is none. */
  @Nullable V poll(String name) {
    Iterator<ScratchDb.Pair> all = db.entries(list(name));
    if (!all.hasNext()) {
      return null;
    }
    ScratchDb.Pair first = all.next();
    db.delete(first.key());
    return codec.read().apply(first.value());
  }

  /** All of all lists, one list after the other. */
  Iterable<V> all() {
    return () -> new Values(db.entries(prefix), END);
  }

  /** The first one of each list. */
  Iterable<V> firsts() {
    return () ->
        new Iterator<>() {
          private byte[] from = prefix;
          private Iterator<ScratchDb.Pair> rest = db.entries(from, prefix);

          @Override
          public boolean hasNext() {
            return rest.hasNext();
          }

          @Override
          public V next() {
            ScratchDb.Pair first = rest.next();
            byte[] list = Arrays.copyOf(first.key(), first.key().length - 2 * Long.BYTES);
            from = Keys.joined(place(list, Long.MAX_VALUE, -1), new byte[1]);
            rest = db.entries(from, prefix);
            return codec.read().apply(first.value());
          }
        };
  }

  private final class Values implements Iterator<V> {

    private final Iterator<ScratchDb.Pair> entries;
    private final byte[] end;
    private ScratchDb.@Nullable Pair next;

    /**
     * @param end last key; empty for no bound
     */
    Values(Iterator<ScratchDb.Pair> entries, byte[] end) {
      this.entries = entries;
      this.end = end;
    }

    @Override
    public boolean hasNext() {
      if (next == null && entries.hasNext()) {
        next = entries.next();
      }
      return next != null && (end.length == 0 || Arrays.compareUnsigned(next.key(), end) <= 0);
    }

    @Override
    public V next() {
      ScratchDb.Pair found = hasNext() ? next : null;
      if (found == null) {
        throw new NoSuchElementException();
      }
      next = null;
      return codec.read().apply(found.value());
    }
  }
}
