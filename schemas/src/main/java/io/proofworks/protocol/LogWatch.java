package io.proofworks.protocol;

import io.proofworks.protocol.LogClosures.Interval;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one partition knows of when its log was closed, and whether a record may carry its time.
 * Every record carries it as long as no gap is in between; across one, only a claim of the market's
 * tickers does. Immutable.
 *
 * @param silence the gap that time stands still at; null when it runs
 */
public record LogWatch(LogClosures closures, @Nullable Silence silence) {

  /** A log that was never closed. */
  public static final LogWatch NEW = new LogWatch(LogClosures.NONE, null);

  /**
   * After a record.
   *
   * @param carries whether the partition's time is now that of the record
   * @param shown closures that it showed
   */
  public record Step(LogWatch next, boolean carries, List<Interval> shown) {}

  /**
   * Whether the record comes behind a gap of which nothing has been said yet.
   *
   * @param before the partition's time; 0 before its first record
   * @param at append time of the record
   */
  public boolean isSilent(long before, long at) {
    return silence != null || (before > 0 && at - before >= LogClosures.SHORTEST_MS);
  }

  /** After a record that claims nothing. */
  public Step record(long before, long at) {
    return isSilent(before, at)
        ? new Step(new LogWatch(closures, behind(before).with(at)), false, List.of())
        : new Step(this, true, List.of());
  }

  /**
   * After a tick.
   *
   * @param claim what the market's ticker claims in it; asked for only if it matters
   */
  public Step tick(long before, long at, Supplier<Optional<TickClaim>> claim) {
    if (!isSilent(before, at)) {
      return new Step(this, true, List.of());
    }
    Silence gap = behind(before);
    return claim
        .get()
        .filter(said -> said.speaksOf(gap.from(), at))
        .map(said -> heard(gap.with(said, at), at))
        .orElseGet(() -> record(before, at));
  }

  private Step heard(Silence gap, long at) {
    if (!gap.isDecided(at)) {
      return new Step(new LogWatch(closures, gap.with(at)), false, List.of());
    }
    List<Interval> shown = gap.closures(at);
    return new Step(new LogWatch(closures.with(shown), null), true, shown);
  }

  /** After a tick of a market whose policy names no tick key: it carries time and shows nothing. */
  public Step unkeyedTick() {
    return new Step(silence == null ? this : new LogWatch(closures, null), true, List.of());
  }

  private Silence behind(long before) {
    return silence != null ? silence : Silence.since(before);
  }
}
