package io.proofworks.runtime.state;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;
import org.jspecify.annotations.Nullable;

/**
 * {@link WriteBehind} over a store of Kafka Streams on disk, with its changelog. It is flushed
 * before each commit, into the transaction of what led to the changes, so a crash loses nothing.
 *
 * <p>Kafka Streams has no public word for "before a commit": what it calls on a store of its public
 * interface comes after the transaction. {@link CachedStateStore} is internal, and this class is
 * the only one that knows it.
 */
public final class WriteBehindStore extends StoreView<Bytes, StoredValue>
    implements CachedStateStore<Bytes, StoredValue> {

  private static final long FEW_BYTES = 64 * 1024;

  private final KeyValueStore<Bytes, byte[]> store;
  private final WriteBehind values;
  private final CacheBudget budget;

  /** Whether it has its share of the budget: Kafka Streams may close a store more than once. */
  private boolean counted;

  private WriteBehindStore(
      KeyValueStore<Bytes, byte[]> store, WriteBehind values, CacheBudget budget) {
    super(values);
    this.store = store;
    this.values = values;
    this.budget = budget;
  }

  /** Of a few small values, all of which stay in memory. */
  public static StoreBuilder<WriteBehindStore> ofFew(String name) {
    return builder(name, CacheBudget.of(FEW_BYTES));
  }

  /**
   * Makes stores of that name.
   *
   * @param budget shared by all that one application of a process opens
   */
  public static StoreBuilder<WriteBehindStore> builder(String name, CacheBudget budget) {
    StoreBuilder<KeyValueStore<Bytes, byte[]>> stored =
        Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray());
    return new Builder(stored, budget);
  }

  private record Builder(StoreBuilder<KeyValueStore<Bytes, byte[]>> stored, CacheBudget budget)
      implements StoreBuilder<WriteBehindStore> {

    @Override
    public StoreBuilder<WriteBehindStore> withCachingEnabled() {
      return this; // it is a cache
    }

    @Override
    public StoreBuilder<WriteBehindStore> withCachingDisabled() {
      return new Builder(stored, CacheBudget.of(0, 0));
    }

    @Override
    public StoreBuilder<WriteBehindStore> withLoggingEnabled(Map<String, String> config) {
      return new Builder(stored.withLoggingEnabled(new HashMap<>(config)), budget);
    }

    @Override
    public StoreBuilder<WriteBehindStore> withLoggingDisabled() {
      return new Builder(stored.withLoggingDisabled(), budget);
    }

    @Override
    public WriteBehindStore build() {
      KeyValueStore<Bytes, byte[]> store = stored.build();
      return new WriteBehindStore(store, new WriteBehind(store, budget), budget);
    }

    @Override
    public Map<String, String> logConfig() {
      return stored.logConfig();
    }

    @Override
    public boolean loggingEnabled() {
      return stored.loggingEnabled();
    }

    @Override
    public String name() {
      return stored.name();
    }
  }

  @Override
  public void flushCache() {
    values.flush();
  }

  @Override
  public void clearCache() {
    values.forgetAll();
  }

  @Override
  public boolean setFlushListener(
      CacheFlushListener<Bytes, StoredValue> listener, boolean sendOldValues) {
    return false;
  }

  @Override
  public String name() {
    return store.name();
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    if (!counted) {
      budget.open();
      counted = true;
    }
    store.init(context, root);
  }

  @Override
  public void close() {
    values.forgetAll();
    if (counted) {
      budget.close();
      counted = false;
    }
    store.close();
  }

  @Override
  public boolean persistent() {
    return store.persistent();
  }

  @Override
  public boolean isOpen() {
    return store.isOpen();
  }

  @Override
  public void commit(Map<TopicPartition, Long> changelogOffsets) {
    store.commit(changelogOffsets);
  }

  @Override
  public @Nullable Long committedOffset(TopicPartition partition) {
    return store.committedOffset(partition);
  }

  @Override
  @Deprecated
  public boolean managesOffsets() {
    return store.managesOffsets();
  }

  @Override
  public long approximateNumUncommittedBytes() {
    return store.approximateNumUncommittedBytes();
  }

  @Override
  public Position getPosition() {
    return store.getPosition();
  }

  @Override
  public long approximateNumEntries() {
    return store.approximateNumEntries();
  }
}
