package io.proofworks.serde;

import java.nio.ByteBuffer;

/** Confluent's framing: a zero byte, the schema id as big-endian int, Avro binary. */
final class WireFormat {

  static final int HEADER_BYTES = 5;

  private static final byte MAGIC = 0;

  private WireFormat() {}

  static boolean framed(byte[] bytes) {
    return bytes.length >= HEADER_BYTES && bytes[0] == MAGIC;
  }

  static int schemaId(byte[] bytes) {
    return ByteBuffer.wrap(bytes).getInt(1);
  }

  static byte[] frame(int schemaId, byte[] body) {
    return ByteBuffer.allocate(HEADER_BYTES + body.length)
        .put(MAGIC)
        .putInt(schemaId)
        .put(body)
        .array();
  }
}
