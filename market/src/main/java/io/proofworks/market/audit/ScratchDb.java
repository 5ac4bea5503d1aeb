package io.proofworks.market.audit;

import io.proofworks.runtime.state.OrderedStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.CompressionType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteOptions;

/**
 * Bytes by bytes in a directory of their own that is gone when this is closed: what an audit would
 * otherwise keep in memory. Not for several threads at once.
 */
final class ScratchDb implements AutoCloseable {

  private static final long MEMTABLE_BYTES = 16L << 20;
  private static final long CACHE_BYTES = 32L << 20;

  static {
    RocksDB.loadLibrary();
  }

  private final Path directory;
  private final LRUCache cache = new LRUCache(CACHE_BYTES);
  private final Options options;
  private final WriteOptions writing = new WriteOptions().setDisableWAL(true);
  private final RocksDB db;

  private ScratchDb(Path directory) {
    this.directory = directory;
    this.options =
        new Options()
            .setCreateIfMissing(true)
            .setWriteBufferSize(MEMTABLE_BYTES)
            .setCompressionType(CompressionType.LZ4_COMPRESSION)
            .setTableFormatConfig(new BlockBasedTableConfig().setBlockCache(cache));
    try {
      this.db = RocksDB.open(options, directory.toString());
    } catch (RocksDBException e) {
      throw failed(e);
    }
  }

  /**
   * An empty one.
   *
   * @param under where it makes its directory
   */
  static ScratchDb under(Path under) {
    try {
      return new ScratchDb(Files.createTempDirectory(under, "proofworks-audit-"));
    } catch (IOException e) {
      throw new UncheckedIOException("making a directory in " + under, e);
    }
  }

  void put(byte[] key, byte[] value) {
    try {
      db.put(writing, key, value);
    } catch (RocksDBException e) {
      throw failed(e);
    }
  }

  byte @Nullable [] get(byte[] key) {
    try {
      return db.get(key);
    } catch (RocksDBException e) {
      throw failed(e);
    }
  }

  void delete(byte[] key) {
    try {
      db.delete(writing, key);
    } catch (RocksDBException e) {
      throw failed(e);
    }
  }

  /**
   * The entries from a key on whose keys begin with a prefix, in the unsigned order of the keys.
   *
   * @param bytes of values after which no more are taken
   */
  List<OrderedStore.Entry> page(byte[] from, byte[] prefix, int most, long bytes) {
    List<OrderedStore.Entry> page = new ArrayList<>();
    long taken = 0;
    try (RocksIterator entries = db.newIterator()) {
      entries.seek(from);
      while (entries.isValid() && page.size() < most && taken < bytes) {
        byte[] key = entries.key();
        if (!startsWith(key, prefix)) {
          break;
        }
        byte[] value = entries.value();
        taken += value.length;
        page.add(new OrderedStore.Entry(key, value));
        entries.next();
      }
    }
    return page;
  }

  private static boolean startsWith(byte[] key, byte[] prefix) {
    return key.length >= prefix.length
        && java.util.Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
  }

  /** A store of its own in it, apart from those of other names. */
  OrderedStore store(String name) {
    byte[] prefix = Keys.of(name).bytes();
    return new OrderedStore() {
      @Override
      public byte @Nullable [] get(byte[] key) {
        return ScratchDb.this.get(Keys.joined(prefix, key));
      }

      @Override
      public void put(byte[] key, byte[] value) {
        ScratchDb.this.put(Keys.joined(prefix, key), value);
      }

      @Override
      public void delete(byte[] key) {
        ScratchDb.this.delete(Keys.joined(prefix, key));
      }

      @Override
      public Optional<Entry> first() {
        return first(1).stream().findFirst();
      }

      @Override
      public List<Entry> first(int most) {
        return page(prefix, prefix, most, Long.MAX_VALUE).stream()
            .map(entry -> new Entry(Keys.without(prefix, entry.key()), entry.value()))
            .toList();
      }
    };
  }

  @Override
  public void close() {
    db.close();
    options.close();
    writing.close();
    cache.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("removing " + directory, e);
    }
  }

  private static UncheckedIOException failed(RocksDBException e) {
    return new UncheckedIOException(new IOException("scratch store: " + e.getMessage(), e));
  }
}
