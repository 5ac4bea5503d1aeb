package io.proofworks.protocol;

import java.util.ArrayList;
import java.util.List;

/**
 * When one partition of the log was closed: nobody could append to it, so no deadline may pass
 * there and each that was running is moved by as long as it was closed. Without this an outage of
 * the broker would slash provers that had no way to reveal.
 *
 * <p>That it was closed follows from a {@link Silence} of the log and the claims of the market's
 * tickers about it. The ticker alone being away closes nothing: others could append. Immutable.
 *
 * @param intervals half-open, in the order of the log, not overlapping
 */
public record LogClosures(List<Interval> intervals) {

  /** Ten ticks of the default interval; shorter gaps are how a busy machine looks. */
  public static final long SHORTEST_MS = 2_000;

  public static final LogClosures NONE = new LogClosures(List.of());

  /**
   * Closed in {@code [from, to)}, epoch milliseconds.
   *
   * @throws IllegalArgumentException if it is empty
   */
  public record Interval(long from, long to) {
    public Interval {
      if (from >= to) {
        throw new IllegalArgumentException("[" + from + ", " + to + ") is empty");
      }
    }
  }

  public LogClosures {
    intervals = List.copyOf(intervals);
  }

  /**
   * With another closure.
   *
   * @throws IllegalArgumentException if it is not later than those known
   */
  public LogClosures with(Interval closure) {
    if (!intervals.isEmpty() && closure.from() < intervals.getLast().to()) {
      throw new IllegalArgumentException(closure + " is not later than " + intervals.getLast());
    }
    List<Interval> more = new ArrayList<>(intervals);
    more.add(closure);
    return new LogClosures(more);
  }

  /** With other closures, each later than the one before. */
  public LogClosures with(List<Interval> closures) {
    LogClosures all = this;
    for (Interval closure : closures) {
      all = all.with(closure);
    }
    return all;
  }

  /**
   * When a deadline passes that has been running since {@code start}: later by as long as the log
   * was closed meanwhile.
   */
  public long extend(long start, long deadline) {
    long extended = deadline;
    for (Interval closure : intervals) {
      long from = Math.max(start, closure.from());
      if (from < closure.to() && closure.from() <= extended) {
        extended = Math.addExact(extended, closure.to() - from);
      }
    }
    return extended;
  }
}
