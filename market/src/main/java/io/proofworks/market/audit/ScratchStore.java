package io.proofworks.market.audit;

import io.proofworks.runtime.state.UnopenedStore;
import java.util.Arrays;
import java.util.NoSuchElementException;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksIterator;

/** A store of Kafka Streams in a {@link ScratchDb}, for what a partition knows in a replay. */
final class ScratchStore extends UnopenedStore<Bytes, byte[]> {

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
  public byte @Nullable [] get(Bytes key) {
    return db.get(key(key));
  }

  @Override
  public KeyValueIterator<Bytes, byte[]> range(@Nullable Bytes from, @Nullable Bytes to) {
    return new Range(from == null ? prefix : key(from), to == null ? null : key(to));
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
}
