package io.proofworks.market.audit;

import io.proofworks.runtime.Coordinates;

/**
 * What was read of a partition.
 *
 * @param from first offset that was there
 * @param to offset after the last that was read
 * @param records without ticks
 * @param firstTime append time of the first record, epoch milliseconds; 0 without one
 * @param lastTime the latest append time
 */
public record Span(
    String topic,
    int partition,
    long from,
    long to,
    long records,
    long ticks,
    long firstTime,
    long lastTime) {

  static Span empty(String topic, int partition, long from, long to) {
    return new Span(topic, partition, from, to, 0, 0, 0, 0);
  }

  Span with(Coordinates at, boolean tick) {
    boolean first = records + ticks == 0;
    return new Span(
        topic,
        partition,
        Math.min(from, at.offset()),
        Math.max(to, at.offset() + 1),
        records + (tick ? 0 : 1),
        ticks + (tick ? 1 : 0),
        first ? at.time() : firstTime,
        Math.max(lastTime, at.time()));
  }
}
