package io.proofworks.metrics.domain;

/**
 * The regime, with hysteresis in level and in time: another regime has to be indicated for {@link
 * #DWELL_MS} without a break before it holds.
 *
 * <pre>
 *   scarce     capacity &lt; 1/2 of its peak, or none while work waits (to leave: 3/4 of the peak)
 *   congested  queue    &gt; capacity                       (to leave: queue &lt;= 1/2 of capacity)
 * </pre>
 *
 * @param candidate what has been indicated since {@code since}
 * @param peak greatest capacity, forgotten by halves every {@link #PEAK_HALF_LIFE_MS}
 */
public record RegimeState(Regime regime, Regime candidate, long since, double peak, long asOf) {

  public static final long DWELL_MS = 30_000;
  public static final long PEAK_HALF_LIFE_MS = 3_600_000;

  public static RegimeState start(long now) {
    return new RegimeState(Regime.NORMAL, Regime.NORMAL, now, 0, now);
  }

  /**
   * @param queue tasks that wait
   * @param capacity tasks that active provers take at once
   */
  public RegimeState observe(long queue, long capacity, long now) {
    double faded = peak * Math.pow(0.5, (double) Math.max(0, now - asOf) / PEAK_HALF_LIFE_MS);
    double nextPeak = Math.max(capacity, faded);
    Regime indicated = indicated(queue, capacity, nextPeak);
    long nextSince = indicated == candidate ? since : now;
    Regime next = now - nextSince >= DWELL_MS ? indicated : regime;
    return new RegimeState(next, indicated, nextSince, nextPeak, now);
  }

  private Regime indicated(long queue, long capacity, double reference) {
    boolean wasScarce = regime == Regime.STRUCTURAL_SCARCITY;
    boolean wasCongested = regime == Regime.SHORT_TERM_CONGESTION;
    if (capacity < reference * (wasScarce ? 0.75 : 0.5) || (capacity == 0 && queue > 0)) {
      return Regime.STRUCTURAL_SCARCITY;
    }
    return queue > capacity * (wasCongested ? 0.5 : 1.0)
        ? Regime.SHORT_TERM_CONGESTION
        : Regime.NORMAL;
  }
}
