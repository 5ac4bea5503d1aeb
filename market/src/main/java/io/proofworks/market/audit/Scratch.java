package io.proofworks.market.audit;

import io.proofworks.runtime.state.EmptyStores;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What an audit has to remember of a log, which may be of any length: maps and lists on disk, gone
 * when this is closed. Not for several threads at once.
 */
final class Scratch implements EmptyStores, AutoCloseable {

  /** Longer names stand by their hash. */
  private static final int MOST_NAME_BYTES = 160;

  private static final byte NAMED = 1;
  private static final byte HASHED = 2;

  private final ScratchDb db;
  private int made;

  private Scratch(ScratchDb db) {
    this.db = db;
  }

  /**
   * An empty one.
   *
   * @param directory where it makes its own
   */
  static Scratch under(Path directory) {
    return new Scratch(ScratchDb.under(directory));
  }

  /** An empty map by texts. */
  <V> ScratchMap<V> map(Codec<V> codec) {
    return new ScratchMap<>(db, prefix(), codec);
  }

  /** An empty set of texts. */
  ScratchMap<String> set() {
    return map(Codec.TEXT);
  }

  /** Empty lists by texts. */
  <V> ScratchLists<V> lists(Codec<V> codec) {
    return new ScratchLists<>(db, prefix(), codec);
  }

  @Override
  public KeyValueStore<Bytes, byte[]> next() {
    return new ScratchStore(db, prefix());
  }

  /** Where the keys of one more collection begin. */
  private byte[] prefix() {
    return ByteBuffer.allocate(Integer.BYTES).putInt(made++).array();
  }

  /** A text as part of a key: none is the beginning of another. */
  static byte[] name(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MOST_NAME_BYTES || text.indexOf(0) >= 0) {
      return Keys.joined(new byte[] {HASHED}, sha256(bytes));
    }
    return Arrays.copyOf(Keys.joined(new byte[] {NAMED}, bytes), bytes.length + 2);
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has it", e);
    }
  }

  /** What it takes on the disk now, bytes. */
  long bytes() {
    return db.bytes();
  }

  @Override
  public void close() {
    db.close();
  }
}
