package io.proofworks.proofs.circom;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** Bytes of which parts are read: a file, or an array. */
interface StoredBytes {

  long size() throws IOException;

  /**
   * A part of them, little-endian.
   *
   * @param from with length, within the size
   */
  ByteBuffer part(long from, int length) throws IOException;

  /** Those of a file, as long as it is open. */
  static StoredBytes of(FileChannel file) {
    return new StoredBytes() {
      @Override
      public long size() throws IOException {
        return file.size();
      }

      @Override
      public ByteBuffer part(long from, int length) throws IOException {
        ByteBuffer part = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (part.hasRemaining()) {
          if (file.read(part, from + part.position()) < 0) {
            throw new EOFException("it has become shorter");
          }
        }
        return part.flip();
      }
    };
  }

  /** Those of an array. */
  static StoredBytes of(byte[] bytes) {
    return new StoredBytes() {
      @Override
      public long size() {
        return bytes.length;
      }

      @Override
      public ByteBuffer part(long from, int length) {
        return ByteBuffer.wrap(bytes, Math.toIntExact(from), length)
            .slice()
            .order(ByteOrder.LITTLE_ENDIAN);
      }
    };
  }
}
