package io.proofworks.runtime.state;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Values over a store of bytes: what was changed is written when it is {@linkplain #flush flushed},
 * once however often it changed, and not at all if it came and went meanwhile; what was read or
 * written lately stays decoded in memory, as much as the budget has.
 */
final class WriteBehind extends UnopenedStore<Bytes, StoredValue> {

  /** Of an entry, beside its key and value. */
  private static final int OVERHEAD = 100;

  private final KeyValueStore<Bytes, byte[]> store;
  private final CacheBudget budget;
  private final NavigableMap<Bytes, Change> changes = new TreeMap<>();
  private final Map<Bytes, Known> known = new LinkedHashMap<>(16, 0.75f, true);
  private long kept;

  /** About how many bytes of changes wait. */
  private long waiting;

  /**
   * What is to be written.
   *
   * @param value null to delete
   * @param fresh whether the store is known to have nothing under the key
   */
  private record Change(@Nullable StoredValue value, boolean fresh) {
    long weight() {
      return value == null ? 0 : value.weight();
    }
  }

  /**
   * As the store has it.
   *
   * @param value null if it has nothing under the key
   */
  private record Known(@Nullable StoredValue value, int bytes) {}

  WriteBehind(KeyValueStore<Bytes, byte[]> store, CacheBudget budget) {
    this.store = store;
    this.budget = budget;
  }

  @Override
  public @Nullable StoredValue get(Bytes key) {
    Change change = changes.get(key);
    if (change != null) {
      return change.value();
    }
    Known lately = known.get(key);
    return lately == null ? read(key) : lately.value();
  }

  private @Nullable StoredValue read(Bytes key) {
    byte[] bytes = store.get(key);
    StoredValue value = bytes == null ? null : StoredValue.of(bytes);
    know(key, value, bytes == null ? 0 : bytes.length);
    return value;
  }

  @Override
  public void put(Bytes key, @Nullable StoredValue value) {
    boolean fresh = isFresh(key);
    if (fresh && value == null) {
      drop(changes.remove(key));
    } else {
      change(key, new Change(value, fresh));
    }
  }

  private boolean isFresh(Bytes key) {
    Change before = changes.get(key);
    if (before != null) {
      return before.fresh();
    }
    Known lately = known.get(key);
    return lately != null && lately.value() == null;
  }

  @Override
  public @Nullable StoredValue putIfAbsent(Bytes key, StoredValue value) {
    StoredValue before = get(key);
    if (before == null) {
      change(key, new Change(value, !changes.containsKey(key))); // nothing was found in the store
    }
    return before;
  }

  private void change(Bytes key, Change change) {
    forget(key);
    drop(changes.put(key, change));
    waiting += change.weight();
    if (budget.isTooMuch(changes.size(), waiting)) {
      flush();
    }
  }

  private void drop(@Nullable Change before) {
    waiting -= before == null ? 0 : before.weight();
  }

  /** Writes what was changed. */
  @Override
  public void flush() {
    changes.forEach(this::write);
    changes.clear();
    waiting = 0;
  }

  private void write(Bytes key, Change change) {
    StoredValue value = change.value();
    if (value == null) {
      store.put(key, null);
      return;
    }
    byte[] bytes = value.bytes();
    store.put(key, bytes);
    know(key, value, bytes.length);
  }

  private void know(Bytes key, @Nullable StoredValue value, int length) {
    if (value != null) {
      value.forgetBytes();
    }
    int bytes = key.get().length + length + OVERHEAD;
    known.put(key, new Known(value, bytes));
    kept += bytes;
    budget.take(bytes);
    while (budget.isOverspent(kept)) {
      forget(known.keySet().iterator().next());
    }
  }

  private void forget(Bytes key) {
    Known gone = known.remove(key);
    if (gone != null) {
      kept -= gone.bytes();
      budget.giveBack(gone.bytes());
    }
  }

  /** Forgets what it knows, and what was changed and not flushed. */
  void forgetAll() {
    changes.clear();
    waiting = 0;
    known.clear();
    budget.giveBack(kept);
    kept = 0;
  }

  @Override
  public KeyValueIterator<Bytes, StoredValue> range(@Nullable Bytes from, @Nullable Bytes to) {
    return new Both(store.range(from, to), changesBetween(from, to));
  }

  private NavigableMap<Bytes, Change> changesBetween(@Nullable Bytes from, @Nullable Bytes to) {
    if (from != null && to != null && from.compareTo(to) > 0) {
      return new TreeMap<>();
    }
    NavigableMap<Bytes, Change> rest = from == null ? changes : changes.tailMap(from, true);
    return to == null ? rest : rest.headMap(to, true);
  }

  @Override
  public KeyValueIterator<Bytes, StoredValue> reverseRange(
      @Nullable Bytes from, @Nullable Bytes to) {
    throw new UnsupportedOperationException("nobody reads what is written behind backwards");
  }

  /** What the store has, as changed. Of no use once something is put. */
  private static final class Both implements KeyValueIterator<Bytes, StoredValue> {

    private final KeyValueIterator<Bytes, byte[]> stored;
    private final NavigableMap<Bytes, Change> changed;
    private Map.@Nullable Entry<Bytes, Change> change;
    private @Nullable KeyValue<Bytes, StoredValue> next;

    Both(KeyValueIterator<Bytes, byte[]> stored, NavigableMap<Bytes, Change> changed) {
      this.stored = stored;
      this.changed = changed;
      this.change = changed.firstEntry();
    }

    @Override
    public boolean hasNext() {
      while (next == null && (change != null || stored.hasNext())) {
        next = step();
      }
      return next != null;
    }

    /** The lower of both; null if it is one that was deleted. */
    private @Nullable KeyValue<Bytes, StoredValue> step() {
      Map.Entry<Bytes, Change> first = change;
      if (first == null
          || (stored.hasNext() && stored.peekNextKey().compareTo(first.getKey()) < 0)) {
        KeyValue<Bytes, byte[]> entry = stored.next();
        return KeyValue.pair(entry.key, StoredValue.of(entry.value));
      }
      if (stored.hasNext() && stored.peekNextKey().equals(first.getKey())) {
        stored.next();
      }
      change = changed.higherEntry(first.getKey());
      StoredValue value = first.getValue().value();
      return value == null ? null : KeyValue.pair(first.getKey(), value);
    }

    @Override
    public KeyValue<Bytes, StoredValue> next() {
      KeyValue<Bytes, StoredValue> found = peek();
      next = null;
      return found;
    }

    @Override
    public Bytes peekNextKey() {
      return peek().key;
    }

    private KeyValue<Bytes, StoredValue> peek() {
      if (!hasNext() || next == null) {
        throw new NoSuchElementException();
      }
      return next;
    }

    @Override
    public void close() {
      stored.close();
    }
  }
}
