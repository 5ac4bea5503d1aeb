package io.proofworks.market.audit;

import io.proofworks.runtime.Coordinates;
import io.proofworks.topics.Ticks;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * A record of the log, all of it.
 *
 * @param claimed whether its time is its writer's word, and not when the broker appended it
 */
record StoredRecord(
    Coordinates at,
    byte @Nullable [] key,
    byte @Nullable [] value,
    Headers headers,
    boolean claimed) {

  private static final int NONE = -1;

  /** One that the broker dated. */
  StoredRecord(Coordinates at, byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
    this(at, key, value, headers, false);
  }

  static StoredRecord of(ConsumerRecord<byte[], byte[]> record) {
    return new StoredRecord(
        new Coordinates(record.topic(), record.partition(), record.offset(), record.timestamp()),
        record.key(),
        record.value(),
        record.headers(),
        record.timestampType() != TimestampType.LOG_APPEND_TIME);
  }

  boolean tick() {
    return Ticks.isTick(headers, key, value);
  }

  /** Everything but topic, partition and offset. */
  byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeLong(at.time());
      out.writeBoolean(claimed);
      write(out, key);
      write(out, value);
      Header[] all = headers.toArray();
      out.writeInt(all.length);
      for (Header header : all) {
        write(out, header.key().getBytes(StandardCharsets.UTF_8));
        write(out, header.value());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  /** What {@link #bytes} wrote of the record at that place. */
  static StoredRecord of(String topic, int partition, long offset, byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      Coordinates at = new Coordinates(topic, partition, offset, in.readLong());
      boolean claimed = in.readBoolean();
      byte[] key = read(in);
      byte[] value = read(in);
      Headers headers = new RecordHeaders();
      for (int n = in.readInt(); n > 0; n--) {
        headers.add(new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8), read(in));
      }
      return new StoredRecord(at, key, value, headers, claimed);
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  private static void write(DataOutputStream out, byte @Nullable [] bytes) throws IOException {
    out.writeInt(bytes == null ? NONE : bytes.length);
    if (bytes != null) {
      out.write(bytes);
    }
  }

  private static byte @Nullable [] read(DataInputStream in) throws IOException {
    int length = in.readInt();
    return length == NONE ? null : in.readNBytes(length);
  }
}
