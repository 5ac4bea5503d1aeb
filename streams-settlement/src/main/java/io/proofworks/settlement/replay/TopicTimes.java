package io.proofworks.settlement.replay;

import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.LogWatch;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.Course;
import io.proofworks.runtime.journal.Logged;
import io.proofworks.topics.Ticks;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * What the records of one partition of a topic, ticks among them, say of time: how far each of them
 * brought it, and when the log was closed.
 */
final class TopicTimes {

  private final LongFunction<Optional<Hash32>> keys;
  private final Digests digests;

  /**
   * @param keys the tick key in force when the clock stands there
   */
  TopicTimes(LongFunction<Optional<Hash32>> keys, Digests digests) {
    this.keys = keys;
    this.digests = digests;
  }

  /**
   * Goes through the records.
   *
   * @param log in the order of its offsets
   * @param timed whether the topic can be closed; the time of any other is that of its newest
   *     record
   * @param course empty; that one then has them
   */
  Course course(Iterable<Logged> log, boolean timed, Course course) {
    LogWatch watch = LogWatch.NEW;
    long clock = 0;
    for (Logged logged : log) {
      long appended = logged.record().time();
      long time = Math.max(appended, clock);
      LogWatch.Step step = timed ? step(watch, clock, logged, time) : watch.unkeyedTick();
      watch = step.next();
      long after = step.carries() ? time : clock;
      course.add(
          logged.record().coordinates().offset(),
          new Course.Place(appended, clock, after, step.shown()));
      clock = after;
    }
    return course;
  }

  private LogWatch.Step step(LogWatch watch, long clock, Logged logged, long time) {
    if (!logged.tick()) {
      return watch.record(clock, time);
    }
    Optional<Hash32> key = keys.apply(clock);
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
}
