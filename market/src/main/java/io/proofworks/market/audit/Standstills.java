package io.proofworks.market.audit;

import io.proofworks.topics.Party;
import io.proofworks.topics.Topics;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * When the log stood still: a partition that the ticker ticks got nothing. Its broker was away, or
 * the ticker, or all of the machine, and who needs what is on it could do nothing.
 */
final class Standstills {

  /** Without a tick for so long a partition stood still, ms. */
  private static final long STANDS_STILL_MS = 5_000;

  /** From one to the next; apart from each other. */
  private final NavigableMap<Long, Long> all = new TreeMap<>();

  /**
   * The newest pieces of time, each as long as a standstill, in which some partition got a tick.
   */
  private final NavigableSet<Long> ticked = new TreeSet<>();

  private final long most;
  private final long end;

  private Standstills(long most, long end) {
    this.most = most / STANDS_STILL_MS;
    this.end = end;
  }

  /**
   * Those of a log. What is ahead of its own partition counts for nothing.
   *
   * @param most how much of the time in which there were ticks is remembered, ms
   */
  static Standstills of(Decoding log, AppendTimes times, long most) {
    Standstills found = new Standstills(most, log.log().lastTime());
    log.log().spans().stream()
        .filter(span -> span.ticks() > 0 && isTicked(span.topic()))
        .forEach(span -> found.read(log, times, span));
    return found;
  }

  /** By the ticker: what an application ticks says of that one. And kept as long as the others. */
  private static boolean isTicked(String topic) {
    return TopicCover.isCovered(topic)
        && Topics.byName(topic)
            .filter(of -> of.tickedBy().equals(Optional.of(Party.TICKER)))
            .isPresent();
  }

  private void read(Decoding log, AppendTimes times, Span span) {
    long last = 0; // how it was before is forgotten
    for (var logged : log.of(span.topic(), span.partition())) {
      if (!times.isAhead(logged.record().coordinates())) {
        long time = logged.record().time();
        add(last, time);
        last = Math.max(last, time);
        note(time, logged.tick());
      }
    }
    add(last, end);
  }

  private void note(long time, boolean tick) {
    if (tick) {
      ticked.add(time / STANDS_STILL_MS);
      if (ticked.size() > most) {
        ticked.pollFirst();
      }
    }
  }

  private void add(long from, long to) {
    if (to - from < STANDS_STILL_MS) {
      return;
    }
    long first = from;
    long last = to;
    Map.@Nullable Entry<Long, Long> touched = all.floorEntry(last);
    while (touched != null && touched.getValue() >= first) {
      first = Math.min(first, touched.getKey());
      last = Math.max(last, touched.getValue());
      all.remove(touched.getKey());
      touched = all.floorEntry(last);
    }
    all.put(first, last);
  }

  /** Whether there was one between two times, epoch milliseconds. */
  boolean isAny(long from, long to) {
    Map.@Nullable Entry<Long, Long> last = all.floorEntry(to);
    return last != null && last.getValue() >= from;
  }

  /**
   * The end of the last time that was longer than that, ms, and in which no partition stood still;
   * before all records where there was none.
   */
  long steadyUntil(long ms) {
    long until = end;
    for (Map.Entry<Long, Long> still : all.descendingMap().entrySet()) {
      if (until - still.getValue() > ms) {
        return until;
      }
      until = still.getKey();
    }
    return until;
  }

  /**
   * Since when as much time as is remembered has passed in which some partition got ticks; before
   * all records where it has not.
   */
  long tickedSince() {
    return ticked.size() < most ? Long.MIN_VALUE : ticked.first() * STANDS_STILL_MS;
  }
}
