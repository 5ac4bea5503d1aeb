package io.proofworks.metrics.domain;

import java.util.TreeSet;

/**
 * Quantiles of a duration of which some instances still last. What still lasts is right-censored:
 * it says that its duration is at least its age so far. The estimator is Kaplan and Meier's
 * ("Nonparametric Estimation from Incomplete Observations", 1958):
 *
 * <pre>
 *   S(t) = product over durations d &lt;= t of (1 - ended at d / lasted at least d)
 *   quantile p = least t with S(t) &lt;= 1 - p
 * </pre>
 *
 * Where S never falls so far, because the oldest still last, the quantile is at least the greatest
 * duration or age, and that is given. So a stall raises the quantiles as it goes on, and work just
 * begun does not lower them.
 */
public final class Survival {

  private static final double ROUNDING = 1e-12;

  private Survival() {}

  /**
   * The quantiles.
   *
   * @param ended durations of what has ended
   * @param lasting ages so far of what has not; counted in {@code count}
   */
  public static Distribution distribution(Histogram ended, Histogram lasting) {
    long count = ended.count() + lasting.count();
    return count == 0
        ? Distribution.NONE
        : new Distribution(
            count,
            quantile(ended, lasting, 0.50),
            quantile(ended, lasting, 0.95),
            quantile(ended, lasting, 0.99),
            Math.max(ended.max(), lasting.max()));
  }

  private static double quantile(Histogram ended, Histogram lasting, double p) {
    double surviving = 1;
    long atRisk = ended.count() + lasting.count();
    TreeSet<Integer> bins = new TreeSet<>(ended.bins().keySet());
    bins.addAll(lasting.bins().keySet());
    for (int bin : bins) {
      surviving *= 1 - (double) ended.in(bin) / atRisk;
      if (surviving <= 1 - p + ROUNDING) {
        return ended.value(bin);
      }
      atRisk -= ended.in(bin) + lasting.in(bin);
    }
    return Math.max(ended.max(), lasting.max());
  }
}
