package io.proofworks.settlement.replay;

import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.LogClosures;
import io.proofworks.protocol.LogWatch;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.Logged;
import io.proofworks.topics.Ticks;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the records of one partition of a topic, ticks among them, say of time: how far each of them
 * brought it, and when the log was closed.
 */
public final class TopicTimes {

  /**
   * One record.
   *
   * @param time append time, no earlier than the clock before it
   * @param before the clock before it
   * @param after the clock after it
   * @param shown closures that it showed
   */
  record Place(long time, long before, long after, List<LogClosures.Interval> shown) {}

  private final Map<Long, Place> places = new HashMap<>();
  private final Set<Long> values = new HashSet<>();
  private long clock;

  /**
   * @param log in the order of its offsets
   * @param timed whether the topic can be closed; the time of any other is that of its newest
   *     record
   * @param keys the tick key in force when the clock stands there
   */
  TopicTimes(
      List<Logged> log, boolean timed, LongFunction<Optional<Hash32>> keys, Digests digests) {
    values.add(0L);
    LogWatch watch = LogWatch.NEW;
    for (Logged logged : log) {
      long before = clock;
      long time = Math.max(logged.record().time(), before);
      LogWatch.Step step =
          timed ? step(watch, logged, time, keys.apply(before), digests) : watch.unkeyedTick();
      watch = step.next();
      clock = step.carries() ? time : before;
      values.add(clock);
      places.put(
          logged.record().coordinates().offset(), new Place(time, before, clock, step.shown()));
    }
  }

  private LogWatch.Step step(
      LogWatch watch, Logged logged, long time, Optional<Hash32> key, Digests digests) {
    if (!logged.tick()) {
      return watch.record(clock, time);
    }
    if (key.isEmpty()) {
      return watch.unkeyedTick();
    }
    InboundRecord tick = logged.record();
    Coordinates at = tick.coordinates();
    return watch.tick(
        clock,
        time,
        () -> Ticks.claim(at.topic(), at.partition(), tick.value(), key.get().bytes(), digests));
  }

  /** The record at that offset; null if there is none. */
  @Nullable Place at(long offset) {
    return places.get(offset);
  }

  /** By offset. */
  Map<Long, Place> places() {
    return places;
  }

  /** Whether the clock ever stood there. */
  boolean stoodAt(long time) {
    return values.contains(time);
  }

  /** Where the clock stands at the end. */
  long reached() {
    return clock;
  }
}
