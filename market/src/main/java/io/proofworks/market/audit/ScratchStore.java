package io.proofworks.market.audit;

import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksIterator;

/** A store of Kafka Streams in a {@link ScratchDb}, for what a partition knows in a replay. */
final class ScratchStore implements KeyValueStore<Bytes, byte[]> {

  private final ScratchDb db;
  private final byte[] prefix;

  ScratchStore(ScratchDb db, byte[] prefix) {
    this.db = db;
    this.prefix = prefix;
  }

  private byte[] key(Bytes key) {
    return Keys.joined(prefix, key.get());
  }

  @Override
  public void put(Bytes key, byte @Nullable [] value) {
    if (value == null) {
      db.delete(key(key));
    } else {
      db.put(key(key), value);
    }
  }

  @Override
  public byte @Nullable [] putIfAbsent(Bytes key, byte[] value) {
    byte[] before = get(key);
    if (before == null) {
      put(key, value);
    }
    return before;
  }

  @Override
  public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
    entries.forEach(entry -> put(entry.key, entry.value));
  }

  @Override
  public byte @Nullable [] delete(Bytes key) {
    byte[] before = get(key);
    db.delete(key(key));
    return before;
  }

  @Override
  public byte @Nullable [] get(Bytes key) {
    return db.get(key(key));
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> range(@Nullable Bytes from, @Nullable Bytes to) {
    return new Range(from == null ? prefix : key(from), to == null ? null : key(to));
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> all() {
    return range(null, null);
  }

  /** As the entries were when it was made. */
  private final class Range implements KeyValueIterator<Bytes, byte[]> {

    private final RocksIterator entries = db.entries();
    private final byte @Nullable [] end;

    Range(byte[] from, byte @Nullable [] end) {
      this.end = end;
      entries.seek(from);
    }

    @Override
    public boolean hasNext() {
      if (!entries.isValid()) {
        return false;
      }
      byte[] key = entries.key();
      return ScratchDb.startsWith(key, prefix)
          && (end == null || Arrays.compareUnsigned(key, end) <= 0);
    }

    @Override
    public KeyValue<Bytes, byte[]> next() {
      KeyValue<Bytes, byte[]> next = KeyValue.pair(peekNextKey(), entries.value());
      entries.next();
      return next;
    }

    @Override
    public Bytes peekNextKey() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return Bytes.wrap(Keys.without(prefix, entries.key()));
    }

    @Override
    public void close() {
      entries.close();
    }
  }

  @Override
  public long approximateNumEntries() {
    throw new UnsupportedOperationException("no partition asks");
  }

  @Override
  public String name() {
    return "scratch";
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    throw new UnsupportedOperationException("no application opens it");
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}

  @Override
  public boolean persistent() {
    return false;
  }

  @Override
  public boolean isOpen() {
    return true;
  }
}
