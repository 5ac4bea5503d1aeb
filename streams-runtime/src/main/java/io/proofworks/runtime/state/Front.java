package io.proofworks.runtime.state;

import io.proofworks.runtime.state.OrderedStore.Entry;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The entries with the lowest keys of a store, in memory: every entry that is not among them has a
 * higher key than all of them. Whoever asks again and again what is next in a queue would open an
 * iterator of the store each time, which is dear, also and above all for a queue that is empty.
 */
final class Front {

  /** Entries, and bytes of their values. */
  private static final int MOST = 32;

  private static final int MOST_BYTES = 1024 * 1024;

  private final TreeMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);
  private int bytes;

  /** Whether no entry is elsewhere. */
  private boolean whole;

  /** No entry elsewhere has a lower key. Null for no bound. */
  private byte @Nullable [] floor;

  /** Whether the lowest entry of the store cannot be told without reading on. */
  boolean isSpent() {
    return entries.isEmpty() && !whole;
  }

  /** Where to read on from, when this is spent; null for the beginning. */
  byte @Nullable [] floor() {
    return floor;
  }

  /** The lowest entry, when this is not spent. */
  Optional<Entry> first() {
    return entries.isEmpty() ? Optional.empty() : Optional.of(entry(entries.firstEntry()));
  }

  /** The lowest entries, if it has that many, or all that there are. */
  Optional<List<Entry>> first(int most) {
    return whole || most <= entries.size()
        ? Optional.of(entries.entrySet().stream().limit(most).map(Front::entry).toList())
        : Optional.empty();
  }

  /** The lowest key of all; null for no bound. */
  byte @Nullable [] lowest() {
    return entries.isEmpty() ? floor : entries.firstKey();
  }

  private static Entry entry(Map.Entry<byte[], byte[]> entry) {
    return new Entry(entry.getKey(), entry.getValue());
  }

  /** Takes up what the store has from {@link #floor} on, when this is spent. */
  void readOn(Iterator<Entry> store) {
    while (store.hasNext() && entries.size() < MOST && bytes < MOST_BYTES) {
      Entry next = store.next();
      add(next.key(), next.value());
    }
    whole = !store.hasNext();
    if (!entries.isEmpty()) {
      floor = entries.lastKey();
    }
  }

  /** An entry was put into the store. */
  void put(byte[] key, byte[] value) {
    if (whole || (!entries.isEmpty() && compare(key, entries.lastKey()) <= 0)) {
      add(key.clone(), value);
      leaveRest();
    } else if (floor != null && compare(key, floor) < 0) {
      floor = key.clone();
    }
  }

  /** An entry was deleted from the store. */
  void delete(byte[] key) {
    byte[] gone = entries.remove(key);
    bytes -= gone == null ? 0 : gone.length;
  }

  private void add(byte[] key, byte[] value) {
    byte[] before = entries.put(key, value);
    bytes += value.length - (before == null ? 0 : before.length);
  }

  private void leaveRest() {
    while (entries.size() > MOST || (bytes > MOST_BYTES && entries.size() > 1)) {
      Map.Entry<byte[], byte[]> last = entries.pollLastEntry();
      bytes -= last.getValue().length;
      floor = last.getKey();
      whole = false;
    }
  }

  private static int compare(byte[] one, byte[] other) {
    return Arrays.compareUnsigned(one, other);
  }
}
