package io.proofworks.market.audit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompressionType;
import org.rocksdb.IndexType;
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
  private static final long CACHE_BYTES = 64L << 20;
  private static final double BITS_A_KEY = 10;

  /** Pages begin small: most are read for their first entry. */
  private static final int FIRST_PAGE = 8;

  private static final int PAGE_ENTRIES = 2_000;
  private static final long PAGE_BYTES = 4L << 20;

  static {
    RocksDB.loadLibrary();
  }

  /** A key with its value. */
  record Pair(byte[] key, byte[] value) {}

  private final Path directory;
  private final LRUCache cache = new LRUCache(CACHE_BYTES);
  private final BloomFilter filter = new BloomFilter(BITS_A_KEY);
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
            .setTableFormatConfig(tables());
    try {
      this.db = RocksDB.open(options, directory.toString());
    } catch (RocksDBException e) {
      throw failed(e);
    }
  }

  /** Indexes and filters are as long as what is kept, so they count as what may leave the cache. */
  private BlockBasedTableConfig tables() {
    return new BlockBasedTableConfig()
        .setBlockCache(cache)
        .setFilterPolicy(filter)
        .setIndexType(IndexType.kTwoLevelIndexSearch)
        .setPartitionFilters(true)
        .setCacheIndexAndFilterBlocks(true);
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

  /** As they are now, from before the first on; to be closed. */
  RocksIterator entries() {
    return db.newIterator();
  }

  /** The entries whose keys begin with a prefix, in the unsigned order of the keys. */
  Iterator<Pair> entries(byte[] prefix) {
    return entries(prefix, prefix);
  }

  /**
   * Those of them from a key on. They are read a page at a time, so that nothing stays open between
   * two steps; what is changed meanwhile may be seen.
   */
  Iterator<Pair> entries(byte[] from, byte[] prefix) {
    return new Pages(from, prefix);
  }

  /** The last entry that is not above a key, of those whose keys begin with a prefix. */
  Optional<Pair> last(byte[] upTo, byte[] prefix) {
    try (RocksIterator entries = db.newIterator()) {
      entries.seekForPrev(upTo);
      return entries.isValid() && startsWith(entries.key(), prefix)
          ? Optional.of(new Pair(entries.key(), entries.value()))
          : Optional.empty();
    }
  }

  /** What it takes on the disk now, bytes. */
  long bytes() {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(Path::toFile).mapToLong(File::length).sum();
    } catch (IOException e) {
      throw new UncheckedIOException("looking at " + directory, e);
    }
  }

  private List<Pair> page(byte[] from, byte[] prefix, int most) {
    List<Pair> page = new ArrayList<>();
    long taken = 0;
    try (RocksIterator entries = db.newIterator()) {
      entries.seek(from);
      while (entries.isValid() && page.size() < most && taken < PAGE_BYTES) {
        byte[] key = entries.key();
        if (!startsWith(key, prefix)) {
          break;
        }
        byte[] value = entries.value();
        taken += value.length;
        page.add(new Pair(key, value));
        entries.next();
      }
    }
    return page;
  }

  static boolean startsWith(byte[] key, byte[] prefix) {
    return key.length >= prefix.length
        && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
  }

  /** Goes through the entries with a prefix. */
  private final class Pages implements Iterator<Pair> {

    private final byte[] prefix;
    private final Deque<Pair> page = new ArrayDeque<>();
    private byte[] from;
    private int most = FIRST_PAGE;
    private boolean ended;

    Pages(byte[] from, byte[] prefix) {
      this.from = from;
      this.prefix = prefix;
    }

    @Override
    public boolean hasNext() {
      if (page.isEmpty() && !ended) {
        List<Pair> next = page(from, prefix, most);
        most = Math.min(2 * most, PAGE_ENTRIES);
        page.addAll(next);
        ended = next.isEmpty();
        from = ended ? from : after(next.getLast().key());
      }
      return !page.isEmpty();
    }

    /** The lowest key above one. */
    private static byte[] after(byte[] key) {
      return Arrays.copyOf(key, key.length + 1);
    }

    @Override
    public Pair next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return page.removeFirst();
    }
  }

  @Override
  public void close() {
    db.close();
    options.close();
    writing.close();
    filter.close();
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
