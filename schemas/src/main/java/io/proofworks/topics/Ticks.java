package io.proofworks.topics;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * A tick: a record with a null key, an empty value and the header {@code tick}. It says nothing but
 * its own append time, so that an idle partition times out as a busy one does. A tick that an
 * outsider forges is harmless: the broker stamps it, so the time it brings is true.
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
    ProducerRecord<byte[], byte[]> tick = new ProducerRecord<>(topic, partition, null, EMPTY);
    tick.headers().add(HEADER, MARK);
    return tick;
  }
}
