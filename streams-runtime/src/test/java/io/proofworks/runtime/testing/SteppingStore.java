package io.proofworks.runtime.testing;

import io.proofworks.runtime.state.MemoryKeyValueStore;
import io.proofworks.runtime.state.StoreView;
import java.util.TreeSet;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;

/** Counts what a store on disk steps over until it has the first entry of a range. */
public final class SteppingStore<V> extends StoreView<Bytes, V> {

  private static final Bytes LOWEST = Bytes.wrap(new byte[0]);

  private final String name;
  private final TreeSet<Bytes> ever = new TreeSet<>();
  private long steps;

  /** An empty one of that name. */
  public SteppingStore(String name) {
    super(new MemoryKeyValueStore<>());
    this.name = name;
  }

  /** Leaves a tombstone. */
  public void bury(Bytes key, V value) {
    put(key, value);
    delete(key);
  }

  /** Entries that are gone, and were stepped over. */
  public long steps() {
    return steps;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void put(Bytes key, @Nullable V value) {
    ever.add(key);
    super.put(key, value);
  }

  @Override
  public KeyValueIterator<Bytes, V> range(@Nullable Bytes from, @Nullable Bytes to) {
    for (Bytes key : ever.tailSet(from == null ? LOWEST : from)) {
      if (get(key) != null || (to != null && key.compareTo(to) > 0)) {
        break;
      }
      steps++;
    }
    return super.range(from, to);
  }
}
