package io.proofworks.protocol;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The digest by which a verdict names the bytes of its input, so that whoever wrote them knows the
 * answer for its own, wherever the broker put them.
 */
public final class RecordDigest {

  private static final byte[] EMPTY = new byte[0];

  private RecordDigest() {}

  /**
   * Keccak-256 of (key length as big-endian u32, key, value): the same bytes under another key are
   * another input. A missing key has the length 0xffffffff, a missing value counts as empty.
   */
  public static Hash32 of(byte @Nullable [] key, byte @Nullable [] value) {
    byte[] keyBytes = key == null ? EMPTY : key;
    int length = key == null ? -1 : key.length;
    byte[] prefix = ByteBuffer.allocate(Integer.BYTES).putInt(length).array();
    return Keccak.hash(prefix, keyBytes, value == null ? EMPTY : value);
  }
}
