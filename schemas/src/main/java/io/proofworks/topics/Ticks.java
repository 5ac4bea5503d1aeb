package io.proofworks.topics;

import io.proofworks.protocol.Digests;
import io.proofworks.protocol.SessionKey;
import io.proofworks.protocol.TickClaim;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A tick: a record with the header {@code tick}, no key, and as its value nothing or a signed
 * {@link TickClaim} (since and sent, 8 bytes big-endian each, then the 64 bytes of an Ed25519
 * signature of {@link Digests#tick}). Its own append time is what it says, so that an idle
 * partition times out as a busy one does; the broker stamps it, so that time is true whoever wrote
 * the tick. What a claim says counts only if the market's tick key signed it; {@link
 * io.proofworks.protocol.LogClosures} says what follows.
 *
 * <p>A record of any other form is an input like all others, with the header or without.
 */
public final class Ticks {

  /** Name of the header that marks a tick. */
  public static final String HEADER = "tick";

  private static final byte[] MARK = "1".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] EMPTY = new byte[0];
  private static final int CLAIM_BYTES = 2 * Long.BYTES + SessionKey.SIGNATURE_BYTES;

  private Ticks() {}

  /** Whether a record is a tick by its form. */
  public static boolean isTick(Headers headers, byte @Nullable [] key, byte @Nullable [] value) {
    return key == null && isKeylessTick(headers, value);
  }

  /** Whether a record is a tick by its form. */
  public static boolean isTick(ConsumerRecord<?, byte[]> record) {
    return record.key() == null && isKeylessTick(record.headers(), record.value());
  }

  private static boolean isKeylessTick(Headers headers, byte @Nullable [] value) {
    return headers.lastHeader(HEADER) != null
        && (value == null || value.length == 0 || value.length == CLAIM_BYTES);
  }

  /** A tick for that partition that claims nothing; the broker gives it its time. */
  public static ProducerRecord<byte[], byte[]> record(String topic, int partition) {
    return marked(new ProducerRecord<>(topic, partition, null, EMPTY));
  }

  /** A tick that claims something, signed by the market's tick key. */
  public static ProducerRecord<byte[], byte[]> record(
      String topic, int partition, TickClaim claim, SessionKey key, Digests digests) {
    byte[] value =
        ByteBuffer.allocate(CLAIM_BYTES)
            .putLong(claim.since())
            .putLong(claim.sent())
            .put(key.sign(digests.tick(topic, partition, claim)))
            .array();
    return marked(new ProducerRecord<>(topic, partition, null, value));
  }

  /**
   * What a tick of that partition claims; empty when it claims nothing, or when the key did not
   * sign it for that partition of that market.
   *
   * @param key the tick key of the policy in force
   */
  public static Optional<TickClaim> claim(
      String topic, int partition, byte @Nullable [] value, byte[] key, Digests digests) {
    if (value == null || value.length != CLAIM_BYTES) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.wrap(value);
    TickClaim claim = new TickClaim(bytes.getLong(), bytes.getLong());
    byte[] signature = new byte[SessionKey.SIGNATURE_BYTES];
    bytes.get(signature);
    return SessionKey.verify(key, digests.tick(topic, partition, claim), signature)
        ? Optional.of(claim)
        : Optional.empty();
  }

  private static ProducerRecord<byte[], byte[]> marked(ProducerRecord<byte[], byte[]> tick) {
    tick.headers().add(HEADER, MARK);
    return tick;
  }
}
