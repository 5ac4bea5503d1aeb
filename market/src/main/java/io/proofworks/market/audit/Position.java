package io.proofworks.market.audit;

import io.proofworks.runtime.Coordinates;
import java.nio.ByteBuffer;

/** Where a record stands on a topic that is known. */
record Position(int partition, long offset) {

  static final Codec<Position> CODEC = new Codec<>(Position::bytes, Position::of);

  static Position of(Coordinates at) {
    return new Position(at.partition(), at.offset());
  }

  private byte[] bytes() {
    return ByteBuffer.allocate(Integer.BYTES + Long.BYTES)
        .putInt(partition)
        .putLong(offset)
        .array();
  }

  private static Position of(byte[] stored) {
    ByteBuffer bytes = ByteBuffer.wrap(stored);
    return new Position(bytes.getInt(), bytes.getLong());
  }
}
