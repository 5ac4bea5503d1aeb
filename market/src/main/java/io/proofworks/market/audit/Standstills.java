package io.proofworks.market.audit;

import io.proofworks.topics.Party;
import io.proofworks.topics.Topics;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * When the log stood still: a partition that the ticker ticks got nothing. Its broker was away, or
 * the ticker, or all of the machine, and who needs what is on it could do nothing.
 */
final class Standstills {

  /** Without a tick for so long a partition stood still, ms. */
  private static final long STANDS_STILL_MS = 5_000;

  /** Epoch milliseconds. */
  private record Standstill(long from, long to) {}

  private static final String ALL = "";

  /** By when they began; apart from each other. */
  private final ScratchLists<Standstill> all;

  /**
   * The newest pieces of time, each as long as a standstill, in which some partition got a tick.
   */
  private final NavigableSet<Long> ticked = new TreeSet<>();

  private final long most;
  private final long end;

  private Standstills(long most, long end, Scratch scratch) {
    this.all = lists(scratch);
    this.most = most / STANDS_STILL_MS;
    this.end = end;
  }

  private static ScratchLists<Standstill> lists(Scratch scratch) {
    return scratch.lists(Codec.of(Standstill.class));
  }

  /**
   * Those of a log. What is ahead of its own partition counts for nothing.
   *
   * @param most how much of the time in which there were ticks is remembered, ms
   */
  static Standstills of(Decoding log, AppendTimes times, long most, Scratch scratch) {
    Standstills found = new Standstills(most, log.log().lastTime(), scratch);
    ScratchLists<Standstill> each = lists(scratch);
    log.log().spans().stream()
        .filter(span -> span.ticks() > 0 && isTicked(span.topic()))
        .forEach(span -> found.read(log, times, span, each));
    found.join(each.of(ALL));
    return found;
  }

  /** By the ticker: what an application ticks says of that one. And kept as long as the others. */
  private static boolean isTicked(String topic) {
    return TopicCover.isCovered(topic)
        && Topics.byName(topic)
            .filter(of -> of.tickedBy().equals(Optional.of(Party.TICKER)))
            .isPresent();
  }

  private void read(Decoding log, AppendTimes times, Span span, ScratchLists<Standstill> each) {
    long last = 0; // how it was before is forgotten
    for (var logged : log.of(span.topic(), span.partition())) {
      if (!times.isAhead(logged.record().coordinates())) {
        long time = logged.record().time();
        add(last, time, each);
        last = Math.max(last, time);
        note(time, logged.tick());
      }
    }
    add(last, end, each);
  }

  private void note(long time, boolean tick) {
    if (tick) {
      ticked.add(time / STANDS_STILL_MS);
      if (ticked.size() > most) {
        ticked.pollFirst();
      }
    }
  }

  private static void add(long from, long to, ScratchLists<Standstill> each) {
    if (to - from >= STANDS_STILL_MS) {
      each.add(ALL, from, new Standstill(from, to));
    }
  }

  /**
   * What stood still in several partitions at once, or in one after the other, did so all the time.
   *
   * @param each by when they began
   */
  private void join(Iterable<Standstill> each) {
    @Nullable Standstill last = null;
    for (Standstill next : each) {
      if (last == null || next.from() > last.to()) {
        put(last);
        last = next;
      } else {
        last = new Standstill(last.from(), Math.max(last.to(), next.to()));
      }
    }
    put(last);
  }

  private void put(@Nullable Standstill whole) {
    if (whole != null) {
      all.add(ALL, whole.from(), whole);
    }
  }

  /** Whether there was one between two times, epoch milliseconds. */
  boolean isAny(long from, long to) {
    return last(to).filter(still -> still.to() >= from).isPresent();
  }

  /** The last that had begun by a time, epoch milliseconds. */
  private Optional<Standstill> last(long time) {
    OptionalLong from = all.last(ALL, time);
    return from.isEmpty()
        ? Optional.empty()
        : Optional.of(all.between(ALL, from.getAsLong(), from.getAsLong()).iterator().next());
  }

  /**
   * The end of the last time that was longer than that, ms, and in which no partition stood still;
   * before all records where there was none.
   */
  long steadyUntil(long ms) {
    long until = end;
    Optional<Standstill> still = last(Long.MAX_VALUE);
    while (still.isPresent() && until - still.get().to() <= ms) {
      until = still.get().from();
      still = last(until - 1);
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
