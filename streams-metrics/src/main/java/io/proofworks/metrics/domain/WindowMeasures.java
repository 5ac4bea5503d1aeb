package io.proofworks.metrics.domain;

import java.util.Collection;

/**
 * One window's measures, as section 11 of the protocol defines them. A rate is 0 to 1, and 0 where
 * its denominator is.
 *
 * @param bucket all that happened in it
 * @param queueDepth tasks open, or assigned and not committed, at its end
 * @param queueWeight their total weight
 * @param proofLatency with the tasks that are not proven yet as censored observations
 * @param censored how many of them there are
 */
public record WindowMeasures(
    Bucket bucket,
    Fleet fleet,
    long queueDepth,
    long queueWeight,
    Distribution proofLatency,
    long censored) {

  /**
   * Measures a window.
   *
   * @param live the class's live tasks at {@code now}
   */
  public static WindowMeasures of(Bucket bucket, Collection<LiveTask> live, Fleet fleet, long now) {
    Histogram ages =
        Histogram.of(
            live.stream()
                .filter(LiveTask::unproven)
                .mapToLong(task -> now - task.publishedAt())
                .toArray());
    return new WindowMeasures(
        bucket,
        fleet,
        live.stream().filter(LiveTask::queued).count(),
        live.stream().filter(LiveTask::queued).mapToLong(LiveTask::weight).sum(),
        Survival.distribution(bucket.get(Series.PROOF_LATENCY), ages),
        ages.count());
  }

  public double commitNoRevealRate() {
    return bucket.rate(Counter.WINDOWS_UNREVEALED, Counter.WINDOWS_CLOSED);
  }

  public double invalidProofRate() {
    return bucket.rate(Counter.REVEALS_INVALID, Counter.REVEALS_CHECKED);
  }

  public double plagiarismRate() {
    return bucket.rate(Counter.REVEALS_PLAGIARISED, Counter.REVEALS_CHECKED);
  }

  public double censorshipScore() {
    return bucket.rate(Counter.AGGREGATES_INCOMPLETE, Counter.AGGREGATES_JUDGED);
  }

  /** Epochs per verified task: 1 when all succeed at once; 0 when none is verified. */
  public double retryRate() {
    long verified = bucket.get(Counter.VERIFIED);
    return verified == 0 ? 0 : (double) bucket.get(Counter.VERIFIED_EPOCHS) / verified;
  }

  /** Weight wasted on superseded tasks over weight wasted or verified. */
  public double staleWaste() {
    long stale = bucket.get(Counter.STALE_WEIGHT);
    long total = stale + bucket.get(Counter.VERIFIED_WEIGHT);
    return total == 0 ? 0 : (double) stale / total;
  }

  public Distribution of(Series series) {
    return bucket.get(series).distribution();
  }

  public Concentration of(Dimension dimension) {
    return Concentration.of(bucket.get(dimension));
  }
}
