package io.proofworks.topics;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A tick: a record with a null key and the header {@code tick}. Its own append time is what it
 * says, so that an idle partition times out as a busy one does. A tick that an outsider forges is
 * harmless there: the broker stamps it, so the time it brings is true.
 *
 * <p>Its value is empty, or 8 bytes (big-endian, epoch milliseconds of the ticker's clock): since
 * when the ticker had been trying to append to that partition. A tick that had to wait shows that
 * nobody could append meanwhile; {@link io.proofworks.protocol.LogClosures} says what follows.
 */
public final class Ticks {

  /** Name of the header that marks a tick. */
  public static final String HEADER = "tick";

  private static final byte[] MARK = "1".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] EMPTY = new byte[0];

  private Ticks() {}

  /** Whether a record with these headers is a tick, whatever its key and value are. */
  public static boolean isTick(Headers headers) {
    return headers.lastHeader(HEADER) != null;
  }

  /** A tick for that partition; the broker gives it its time. */
  public static ProducerRecord<byte[], byte[]> record(String topic, int partition) {
    return marked(new ProducerRecord<>(topic, partition, null, EMPTY));
  }

  /**
   * A tick that says since when its sender has been trying.
   *
   * @param since epoch milliseconds; 0 when nothing can have been appended before its sender
   *     started
   */
  public static ProducerRecord<byte[], byte[]> record(String topic, int partition, long since) {
    byte[] value = ByteBuffer.allocate(Long.BYTES).putLong(since).array();
    return marked(new ProducerRecord<>(topic, partition, null, value));
  }

  /** Since when a tick's sender had been trying; empty when its value does not say. */
  public static OptionalLong since(byte @Nullable [] value) {
    return value != null && value.length == Long.BYTES
        ? OptionalLong.of(ByteBuffer.wrap(value).getLong())
        : OptionalLong.empty();
  }

  private static ProducerRecord<byte[], byte[]> marked(ProducerRecord<byte[], byte[]> tick) {
    tick.headers().add(HEADER, MARK);
    return tick;
  }
}
