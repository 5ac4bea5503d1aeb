package io.proofworks.runtime;

import java.time.Duration;
import java.util.Optional;

/**
 * Tries in a row: how long to wait before each, and when to give up. Pauses double from {@link
 * #SHORTEST} to {@link #LONGEST}; whoever ran for {@link #HEALTHY} begins anew.
 */
public final class Retries {

  /** Running for this long, a thing counts as healed. */
  public static final Duration HEALTHY = Duration.ofMinutes(2);

  static final Duration SHORTEST = Duration.ofMillis(250);
  static final Duration LONGEST = Duration.ofSeconds(30);

  private static final int DOUBLINGS = 16;

  private final int most;
  private int inARow;

  /**
   * @param most tries in a row, from 0
   */
  public Retries(int most) {
    this.most = most;
  }

  /**
   * The pause before another try.
   *
   * @param ran how long the last one had gone well
   * @return empty when it is not worth another
   */
  public Optional<Duration> next(Duration ran) {
    if (ran.compareTo(HEALTHY) >= 0) {
      inARow = 0;
    }
    if (inARow >= most) {
      return Optional.empty();
    }
    return Optional.of(pause(inARow++));
  }

  /** The pause after so many tries in a row, from 0. */
  static Duration pause(int tried) {
    long millis = SHORTEST.toMillis() << Math.min(tried, DOUBLINGS);
    return Duration.ofMillis(Math.min(LONGEST.toMillis(), millis));
  }
}
