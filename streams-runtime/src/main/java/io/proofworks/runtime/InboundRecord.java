package io.proofworks.runtime;

import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Keccak;
import io.proofworks.protocol.PlainText;
import io.proofworks.protocol.RecordDigest;
import io.proofworks.topics.Partitions;
import io.proofworks.topics.Ticks;
import io.proofworks.topics.Topic;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * An input as it stands in the log, before anything of it is believed.
 *
 * @param keyBytes as written; null when the record has no key
 * @param value as written; empty when the record has none
 * @param key the key's text; empty when there is none, it is not UTF-8, or it has more than {@link
 *     Topic#MAX_KEY_BYTES} bytes
 * @param headers as written
 * @param digest see {@link #digest(byte[], byte[])}
 */
public record InboundRecord(
    Coordinates coordinates,
    byte @Nullable [] keyBytes,
    byte[] value,
    Optional<String> key,
    Headers headers,
    Hash32 digest) {

  /** Stands for the key of a record that has no readable one. */
  public static final String UNREADABLE = "unreadable";

  private static final byte[] EMPTY = new byte[0];

  /**
   * The record a processor was handed, with where it came from. Only for processors that are fed by
   * a source directly, with byte-array serdes.
   *
   * @throws IllegalStateException when the record did not come from a topic (a punctuator's)
   */
  public static InboundRecord of(Record<byte[], byte[]> record, ProcessingContext context) {
    RecordMetadata from =
        context
            .recordMetadata()
            .orElseThrow(() -> new IllegalStateException("a record that comes from no topic"));
    Coordinates coordinates =
        new Coordinates(from.topic(), from.partition(), from.offset(), record.timestamp());
    return of(coordinates, record.key(), record.value(), record.headers());
  }

  /** The record of those coordinates and bytes. */
  public static InboundRecord of(
      Coordinates coordinates, byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
    byte[] bytes = value == null ? EMPTY : value;
    return new InboundRecord(coordinates, key, bytes, text(key), headers, digest(key, bytes));
  }

  /** The record of those coordinates and bytes, without headers. */
  public static InboundRecord of(
      Coordinates coordinates, byte @Nullable [] key, byte @Nullable [] value) {
    return of(coordinates, key, value, new RecordHeaders());
  }

  /** What verdicts and journals name the record by: {@link RecordDigest}. */
  public static Hash32 digest(byte @Nullable [] key, byte @Nullable [] value) {
    return RecordDigest.of(key, value);
  }

  /** Whether the record only says what time it is, by its form. */
  public boolean isTick() {
    return Ticks.isTick(headers, keyBytes, value);
  }

  /** When the broker appended it, epoch milliseconds. */
  public long time() {
    return coordinates.time();
  }

  /**
   * The key for an answer to this input: its own, or Keccak-256 of one that is too large or not
   * plain enough to repeat, in hex.
   */
  public String answerKey() {
    if (key.isPresent() ? PlainText.isPlain(key.get()) : !hasOversizedKey()) {
      return key.orElse(UNREADABLE);
    }
    return Keccak.hash(keyBytes == null ? EMPTY : keyBytes).hex();
  }

  /** Whether the key is larger than any that the market has. */
  public boolean hasOversizedKey() {
    return keyBytes != null && keyBytes.length > Topic.MAX_KEY_BYTES;
  }

  /**
   * Whether the record is in the partition that its key hashes to; one without a key never is.
   *
   * @param partitions of its topic
   */
  public boolean inPartitionOfItsKey(int partitions) {
    return keyBytes != null && Partitions.of(keyBytes, partitions) == coordinates.partition();
  }

  /** The coordinates as they travel in records. */
  public io.proofworks.avro.Coordinates avroCoordinates() {
    return new io.proofworks.avro.Coordinates(
        coordinates.topic(), coordinates.partition(), coordinates.offset(), coordinates.time());
  }

  private static Optional<String> text(byte @Nullable [] key) {
    if (key == null || key.length > Topic.MAX_KEY_BYTES) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
