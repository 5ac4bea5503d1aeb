package io.proofworks.runtime.state;

import io.proofworks.operations.Meters;
import io.proofworks.operations.Metric;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * The native memory of RocksDB, one for all stores and partitions of a process: blocks that were
 * read, indexes and filters, and what was written and is not in a file yet. Left to itself each
 * store takes 50 MiB for blocks, 48 MiB for writes and as much as its indexes want.
 *
 * @see <a href="https://github.com/facebook/rocksdb/wiki/Memory-usage-in-RocksDB">Memory usage in
 *     RocksDB</a>
 */
public final class RocksMemory implements RocksDBConfigSetter {

  /** Name in Kafka Streams' configuration under which a store finds the size, bytes. */
  private static final String BYTES = "proofworks.state.rocksdb.bytes";

  /** Half of it may be writes: then the store that has most of them writes a file. */
  private static final int WRITES = 2;

  /**
   * What one store writes before it makes a file: one that is quiet keeps no more of what others
   * may have. Only a store that writes makes one, so without it they would take what is there.
   */
  private static final int STORES = 64;

  private static final long LEAST_WRITE_BUFFER = 256L * 1024;

  /** RocksDB takes an eighth of a write buffer at once, however little is written. */
  private static final long ARENA_BYTES = 64L * 1024;

  /** What indexes and filters are kept in, before blocks of values. */
  private static final double FIRST = 0.25;

  private static final int SHARDS = 4;

  /** By its size; a process has one. */
  private static final ConcurrentMap<Long, Shared> PROCESS = new ConcurrentHashMap<>();

  /** Lives as long as the process: stores of one application close while others are open. */
  private record Shared(LRUCache cache, WriteBufferManager writes) {

    static Shared of(long bytes) {
      RocksDB.loadLibrary();
      LRUCache cache = new LRUCache(bytes, SHARDS, false, FIRST);
      return new Shared(cache, new WriteBufferManager(bytes / WRITES, cache));
    }
  }

  /** For Kafka Streams, which makes one for each store. */
  public RocksMemory() {}

  /**
   * Has all stores of an application share it with those of others of the process.
   *
   * @param bytes in all
   */
  public static void share(Properties config, long bytes) {
    config.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, RocksMemory.class);
    config.put(BYTES, bytes);
  }

  /** Shows what all stores have, for as long as the process lives. */
  public static void show(Meters meters) {
    meters.show(Metric.STATE_ROCKSDB_BYTES, PROCESS, all -> used());
  }

  /** Bytes that all stores of this process have together. */
  static long used() {
    return PROCESS.values().stream().mapToLong(shared -> shared.cache().getUsage()).sum();
  }

  @Override
  public void setConfig(String store, Options options, Map<String, Object> configs) {
    long bytes = Long.parseLong(String.valueOf(configs.get(BYTES)));
    Shared shared = PROCESS.computeIfAbsent(bytes, Shared::of);
    BlockBasedTableConfig tables = (BlockBasedTableConfig) options.tableFormatConfig();
    tables.setBlockCache(shared.cache());
    tables.setCacheIndexAndFilterBlocks(true);
    tables.setCacheIndexAndFilterBlocksWithHighPriority(true);
    tables.setPinTopLevelIndexAndFilter(true);
    options.setTableFormatConfig(tables);
    options.setWriteBufferManager(shared.writes());
    options.setWriteBufferSize(Math.max(bytes / STORES, LEAST_WRITE_BUFFER));
    options.setArenaBlockSize(ARENA_BYTES);
    options.setOptimizeFiltersForHits(false); // many look-ups ask whether a thing was before
  }

  @Override
  public void close(String store, Options options) {
    // what all share stays
  }
}
