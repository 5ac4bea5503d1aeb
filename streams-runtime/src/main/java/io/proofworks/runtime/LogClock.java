package io.proofworks.runtime;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What time it is in each input topic of one partition: the highest append time seen there. Append
 * time can step back when a partition's leader changes; the clock does not. Immutable.
 *
 * @param times topic to epoch milliseconds, sorted by topic
 */
public record LogClock(SortedMap<String, Long> times) {

  public LogClock {
    times = Collections.unmodifiableSortedMap(new TreeMap<>(times));
  }

  /** Before the first record of any topic. */
  public static LogClock start() {
    return new LogClock(new TreeMap<>());
  }

  /** The clock after a record that carries it; the same one when no time has passed. */
  public LogClock observe(String topic, long time) {
    if (times.containsKey(topic) && time <= time(topic)) {
      return this;
    }
    TreeMap<String, Long> next = new TreeMap<>(times);
    next.put(topic, time);
    return new LogClock(next);
  }

  /** The time in that topic, epoch milliseconds; 0 before its first record. */
  public long time(String topic) {
    Long time = times.get(topic);
    return time == null ? 0 : time;
  }

  /** The time all of these topics have reached: that of the slowest. */
  public long slowest(String... topics) {
    long slowest = Long.MAX_VALUE;
    for (String topic : topics) {
      slowest = Math.min(slowest, time(topic));
    }
    return slowest;
  }
}
