package io.proofworks.market.doctor;

import io.proofworks.avro.Policy;
import io.proofworks.messages.TickKeys;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.topics.Ticks;
import io.proofworks.topics.Topics;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * When the market's ticker ticked last. Outsiders may append ticks and everything else where it
 * does, so only what the tick key signed shows that it runs; while no policy names a key, any tick.
 */
public final class NewestTick {

  /** Signed ones come once a second and partition; nobody else is so quick. */
  private static final long OFFSETS = 20_000;

  private static final long NONE = -1;

  private NewestTick() {}

  /**
   * Reads the end of a topic that the ticker ticks.
   *
   * @return its append time, epoch milliseconds; empty when there is none
   */
  public static OptionalLong read(
      Map<String, Object> kafka, Hash32 deployment, Optional<Policy> policy) {
    Optional<byte[]> key = policy.flatMap(TickKeys::of).map(Hash32::bytes);
    Digests digests = new Digests(deployment);
    AtomicLong newest = new AtomicLong(NONE);
    try (LogTail tail = new LogTail(kafka)) {
      var unused =
          tail.read(
              Topics.HEARTBEATS.name(),
              OFFSETS,
              record -> {
                if (counts(record, key, digests)) {
                  newest.accumulateAndGet(record.timestamp(), Math::max);
                }
              });
    }
    return newest.get() == NONE ? OptionalLong.empty() : OptionalLong.of(newest.get());
  }

  private static boolean counts(
      ConsumerRecord<byte[], byte[]> record, Optional<byte[]> key, Digests digests) {
    return Ticks.isTick(record)
        && (key.isEmpty()
            || Ticks.claim(record.topic(), record.partition(), record.value(), key.get(), digests)
                .filter(claim -> claim.arrivedInTime(record.timestamp()))
                .isPresent());
  }
}
