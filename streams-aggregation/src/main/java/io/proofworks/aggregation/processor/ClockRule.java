package io.proofworks.aggregation.processor;

import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.LogWatch;
import io.proofworks.protocol.TickClaim;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.topics.Ticks;
import io.proofworks.topics.Topics;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Which records carry the time of their topic. Aggregates are what leases wait for: whether the log
 * was closed for them decides money, so across a gap only a claim of the tickers carries it. Of any
 * other topic a tick does.
 *
 * @param digests of the market
 */
record ClockRule(Digests digests) {

  /**
   * After a record.
   *
   * @param watch what is known of when the topic was closed
   * @param before the topic's clock; 0 before its first record
   * @param record as it stands in the log
   * @param tickKey what signs ticks; asked for only if it matters
   */
  LogWatch.Step step(
      String topic,
      LogWatch watch,
      long before,
      InboundRecord record,
      boolean tick,
      Supplier<Optional<Hash32>> tickKey) {
    long time = Math.max(record.time(), before);
    if (!topic.equals(Topics.AGGREGATES.name())) {
      boolean carries = tick || !LogWatch.NEW.isSilent(before, time);
      return new LogWatch.Step(watch, carries, List.of());
    }
    if (!tick) {
      return watch.record(before, time);
    }
    Optional<Hash32> key = tickKey.get();
    return key.isPresent()
        ? watch.tick(before, time, () -> claim(record, key.get()))
        : watch.unkeyedTick();
  }

  private Optional<TickClaim> claim(InboundRecord tick, Hash32 key) {
    var at = tick.coordinates();
    return Ticks.claim(at.topic(), at.partition(), tick.value(), key.bytes(), digests);
  }
}
