package io.proofworks.protocol;

import io.proofworks.protocol.LogClosures.Interval;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/**
 * A gap of at least {@link LogClosures#SHORTEST_MS} between two records of a partition, and what
 * stands in the log behind it while no ticker has said whether the log was closed. Until then the
 * partition's time stands still, whoever appends what. Immutable.
 *
 * <p>What was closed is a matter of the log and of the claims, not of which record came first:
 *
 * <ul>
 *   <li>A claim that reaches back to the gap's beginning decides at once. One that does not (of a
 *       ticker that has just been started) waits {@link #RETURN_MS} for another that does.
 *   <li>Clients come back one after the other. If the first record behind the gap is younger than
 *       {@link #RETURN_MS}, the log counts as closed until the tick that decides: so a record that
 *       somebody was quick to append takes nothing from others.
 *   <li>Otherwise the log was open for others while the ticker still tried, and only gaps count in
 *       which nobody appended.
 * </ul>
 *
 * @param from time of the last record before the gap, epoch milliseconds
 * @param first time of the first record behind it; {@code from} before there is one
 * @param last latest time of a record behind it; {@code from} before there is one
 * @param gaps those between records, the longest of them, in the order of the log
 * @param claimed the earliest time that a claim reaches back to
 * @param heard when the first claim was appended
 */
public record Silence(
    long from,
    long first,
    long last,
    List<Interval> gaps,
    OptionalLong claimed,
    OptionalLong heard) {

  /** As long as a ticker may take to be back once the log is open: a delivery, and connecting. */
  public static final long RETURN_MS = 5_000;

  /** A log that opens so often without the ticker getting through was not what kept it away. */
  private static final int MOST_GAPS = 64;

  public Silence {
    gaps = List.copyOf(gaps);
  }

  /** One that began with the record of that time. */
  public static Silence since(long from) {
    return new Silence(from, from, from, List.of(), OptionalLong.empty(), OptionalLong.empty());
  }

  /** With a record that was appended behind it. */
  public Silence with(long at) {
    if (at <= last) {
      return this;
    }
    long firstNow = first == from ? at : first;
    return new Silence(from, firstNow, at, longest(gap(last, at)), claimed, heard);
  }

  private List<Interval> longest(List<Interval> another) {
    List<Interval> all = new ArrayList<>(gaps);
    all.addAll(another);
    if (all.size() > MOST_GAPS) {
      all.remove(all.stream().min(Comparator.comparingLong(Silence::length)).orElseThrow());
    }
    return all;
  }

  /**
   * With a claim that {@linkplain TickClaim#speaksOf speaks of it}.
   *
   * @param at when it was appended
   */
  public Silence with(TickClaim claim, long at) {
    long earliest = Math.min(claimed.orElse(Long.MAX_VALUE), claim.since());
    return new Silence(
        from, first, last, gaps, OptionalLong.of(earliest), OptionalLong.of(heard.orElse(at)));
  }

  /** Whether nothing more has to be waited for, at the time of a claim. */
  public boolean isDecided(long at) {
    return reachesBack() || at - heard.orElse(at) >= RETURN_MS;
  }

  /** Whether somebody had been trying since the gap began. */
  private boolean reachesBack() {
    return claimed.isPresent() && claimed.getAsLong() - from < LogClosures.SHORTEST_MS;
  }

  /**
   * What was closed, for all that is known when a claim was appended.
   *
   * @param at when that was
   */
  public List<Interval> closures(long at) {
    if (claimed.isEmpty()) {
      return List.of();
    }
    boolean back = first == from || at - first < RETURN_MS;
    List<Interval> candidates = new ArrayList<>();
    if (back) {
      candidates.addAll(gap(from, at));
    } else {
      candidates.addAll(gaps);
      candidates.addAll(gap(last, at));
    }
    long since = reachesBack() ? from : claimed.getAsLong();
    return candidates.stream()
        .flatMap(gap -> gap(Math.max(gap.from(), since), Math.min(gap.to(), at)).stream())
        .toList();
  }

  private static List<Interval> gap(long from, long to) {
    return to - from >= LogClosures.SHORTEST_MS ? List.of(new Interval(from, to)) : List.of();
  }

  private static long length(Interval gap) {
    return gap.to() - gap.from();
  }
}
