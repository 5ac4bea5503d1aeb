package io.proofworks.runtime.state;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The lowest keys of a store, in memory: every key that is not among them is higher than all of
 * them. Whoever asks again and again what is next in a queue would open an iterator of the store
 * each time, which is dear, also and above all for a queue that is empty.
 */
final class Front {

  private static final int MOST = 256;

  private final TreeSet<byte[]> keys = new TreeSet<>(Arrays::compareUnsigned);

  /** Whether no key is elsewhere. */
  private boolean whole;

  /** No key elsewhere is lower. Null for no bound. */
  private byte @Nullable [] floor;

  /** Whether the lowest key of the store cannot be told without reading on. */
  boolean isSpent() {
    return keys.isEmpty() && !whole;
  }

  /** Where to read on from, when this is spent; null for the beginning. */
  byte @Nullable [] floor() {
    return floor;
  }

  /** The lowest key, when this is not spent. */
  Optional<byte[]> first() {
    return keys.isEmpty() ? Optional.empty() : Optional.of(keys.first());
  }

  /** The lowest keys, if it has that many, or all that there are. */
  Optional<List<byte[]>> first(int most) {
    return whole || most <= keys.size()
        ? Optional.of(keys.stream().limit(most).toList())
        : Optional.empty();
  }

  /** The lowest key of all; null for no bound. */
  byte @Nullable [] lowest() {
    return keys.isEmpty() ? floor : keys.first();
  }

  /** Takes up what the store has from {@link #floor} on, when this is spent. */
  void readOn(Iterator<byte[]> store) {
    while (store.hasNext() && keys.size() < MOST) {
      keys.add(store.next());
    }
    whole = !store.hasNext();
    if (!keys.isEmpty()) {
      floor = keys.last();
    }
  }

  /** A key was put into the store. */
  void put(byte[] key) {
    if (whole || (!keys.isEmpty() && compare(key, keys.last()) <= 0)) {
      keys.add(key.clone());
      leaveRest();
    } else if (floor != null && compare(key, floor) < 0) {
      floor = key.clone();
    }
  }

  /** A key was deleted from the store. */
  void delete(byte[] key) {
    keys.remove(key);
  }

  private void leaveRest() {
    while (keys.size() > MOST) {
      floor = keys.pollLast();
      whole = false;
    }
  }

  private static int compare(byte[] one, byte[] other) {
    return Arrays.compareUnsigned(one, other);
  }
}
