package io.proofworks.runtime.state;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * A store that queues are kept in: ranges of keys that are read and emptied from their beginning. A
 * queue that is emptied from the front leaves tombstones, and each look at its first entry would
 * step over all of them; this knows below which key nothing is left, and begins there. Of each
 * range it is known by where it begins, so there have to be few such places. Lost with the process,
 * and then found again by one walk.
 *
 * <p>Nothing else may put into these ranges. Beneath a {@link io.proofworks.runtime.Turn}, and not
 * above it: what a turn takes back has to come by here.
 */
public final class QueueStore<V> extends StoreView<Bytes, V> {

  private static final Bytes LOWEST = Bytes.wrap(new byte[0]);

  private final KeyValueStore<Bytes, V> store;

  /** Beginning of a range, to the key below which nothing is left of it. */
  private final Map<Bytes, Bytes> fronts = new HashMap<>();

  public QueueStore(KeyValueStore<Bytes, V> store) {
    super(store);
    this.store = store;
  }

  @Override
  public void put(Bytes key, @Nullable V value) {
    putting(key);
    super.put(key, value);
  }

  @Override
  public @Nullable V putIfAbsent(Bytes key, V value) {
    putting(key);
    return super.putIfAbsent(key, value);
  }

  private void putting(Bytes key) {
    fronts.replaceAll(
        (from, front) -> from.compareTo(key) <= 0 && key.compareTo(front) < 0 ? key : front);
  }

  @Override
  public KeyValueIterator<Bytes, V> range(@Nullable Bytes from, @Nullable Bytes to) {
    Bytes start = from == null ? LOWEST : from;
    Bytes front = fronts.getOrDefault(start, start);
    if (to != null && front.compareTo(to) > 0) {
      return new MemoryKeyValueStore<Bytes, V>().all();
    }
    KeyValueIterator<Bytes, V> found = store.range(front, to);
    if (found.hasNext()) {
      fronts.put(start, found.peekNextKey());
    } else if (to != null) {
      fronts.put(start, to);
    }
    return found;
  }
}
