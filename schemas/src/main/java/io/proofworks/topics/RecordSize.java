package io.proofworks.topics;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * What a broker compares with a topic's {@code max.message.bytes}: the bytes of a batch of one
 * record, in Kafka's format 2, uncompressed. Source: the description of record batches in Kafka's
 * protocol guide.
 */
public final class RecordSize {

  /** A batch before its first record. */
  private static final int BATCH = 61;

  /** Attributes, and the differences of time and offset, which are 0 in a batch of one. */
  private static final int FIXED = 3;

  private RecordSize() {}

  /** Bytes of a batch that has this record alone. */
  public static int ofBatch(
      byte @Nullable [] key, byte @Nullable [] value, Iterable<Header> headers) {
    long body = FIXED + sized(key) + sized(value) + ofHeaders(headers);
    return Math.toIntExact(BATCH + varint(body) + body);
  }

  /** Bytes of the headers within their record. */
  public static int ofHeaders(Iterable<Header> headers) {
    long bytes = 0;
    int count = 0;
    for (Header header : headers) {
      bytes += sized(header.key().getBytes(StandardCharsets.UTF_8)) + sized(header.value());
      count++;
    }
    return Math.toIntExact(varint(count) + bytes);
  }

  private static long sized(byte @Nullable [] bytes) {
    return bytes == null ? 1 : varint(bytes.length) + (long) bytes.length;
  }

  /** Bytes of a number from 0 in Kafka's zig-zag encoding of variable length. */
  private static int varint(long number) {
    int bits = Long.SIZE - Long.numberOfLeadingZeros(number << 1);
    return Math.max(1, (bits + 6) / 7);
  }
}
