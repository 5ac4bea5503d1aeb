package io.proofworks.aggregation.processor;

import io.proofworks.runtime.InboundRecord;
import io.proofworks.topics.Partitions;
import io.proofworks.topics.Ticks;
import io.proofworks.topics.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.processor.api.Record;

/**
 * How records cross from the partitions of one key to those of another. Ticks cross as well, each
 * into the partition of its own number: an internal topic that stood still would hold up everything
 * that settles together with it.
 */
final class Relay {

  private static final String TICK = "tick/";
  private static final byte[] MARK = new byte[0];

  private Relay() {}

  /** To the partition that the batch's public topics use. */
  static final StreamPartitioner<byte[], byte[]> BY_BATCH =
      (topic, key, value, partitions) ->
          Optional.of(
              Set.of(
                  tickPartition(key).orElseGet(() -> Partitions.of(key, partitions)) % partitions));

  /** To every partition. */
  static final StreamPartitioner<byte[], byte[]> TO_ALL =
      (topic, key, value, partitions) ->
          Optional.of(
              tickPartition(key)
                  .map(partition -> Set.of(partition % partitions))
                  .orElseGet(() ->
                      IntStream.range(0, partitions)
                          .boxed()
                          .collect(Collectors.toUnmodifiableSet())));

  /** A value for the partition (or partitions) of that key. */
  static Record<byte[], byte[]> record(String key, byte[] value, long time) {
    return new Record<>(key.getBytes(StandardCharsets.UTF_8), value, time);
  }

  /** A tick of that partition on its way across; its value is its time, whenever it arrives. */
  static Record<byte[], byte[]> tick(int partition, long time) {
    Headers headers = new RecordHeaders();
    headers.add(Ticks.HEADER, MARK);
    byte[] key = (TICK + partition).getBytes(StandardCharsets.UTF_8);
    byte[] value = ByteBuffer.allocate(Long.BYTES).putLong(time).array();
    return new Record<>(key, value, time, headers);
  }

  /** Whether the record is a tick that crossed; nobody else writes to internal topics. */
  static boolean isTick(InboundRecord record) {
    byte[] key = record.keyBytes();
    return Topics.byName(record.coordinates().topic()).isEmpty()
        && record.headers().lastHeader(Ticks.HEADER) != null
        && key != null
        && tickPartition(key).isPresent();
  }

  /** What time a tick that crossed brings. */
  static long timeOf(InboundRecord tick) {
    return ByteBuffer.wrap(tick.value()).getLong();
  }

  private static Optional<Integer> tickPartition(byte[] key) {
    String text = new String(key, StandardCharsets.UTF_8);
    return text.startsWith(TICK)
        ? Optional.of(Integer.parseInt(text.substring(TICK.length())))
        : Optional.empty();
  }
}
