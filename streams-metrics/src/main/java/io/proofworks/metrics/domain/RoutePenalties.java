package io.proofworks.metrics.domain;

import java.util.ArrayList;
import java.util.List;

/**
 * The three penalties of section 12, from the measures of the last hour and of the last five
 * minutes.
 *
 * @param proofLag ms until execution is to be expected
 * @param proverRisk 0 to 1, chance-like: how far the proving side may let the route down
 * @param refundUncertainty 0 to 1: how far the way back is unproven
 */
public record RoutePenalties(Penalty proofLag, Penalty proverRisk, Penalty refundUncertainty) {

  /** A lag of so much, or more, is the worst: 15 minutes. */
  public static final double WORST_LAG_MS = 900_000;

  private static final double CONCENTRATION_WEIGHT = 0.3;
  private static final double CHOKEPOINT = 0.3;

  /**
   * @param hour measures of the last hour
   * @param recent measures of the last five minutes
   * @param recentMs how long that is
   * @param lastEvent time of the class's last event; 0 before the first
   * @param transfers of the route's class that have not ended, and how many of them are overdue
   */
  public static RoutePenalties of(
      WindowMeasures hour,
      WindowMeasures recent,
      long recentMs,
      long lastEvent,
      Transfers transfers,
      long now) {
    long age = Math.max(0, now - lastEvent);
    return new RoutePenalties(
        lag(hour, recent, recentMs, age, now),
        risk(hour, age, now),
        refund(hour, age, transfers, now));
  }

  /**
   * @param open not ended
   * @param overdue past their deadline, or failed and not refunded
   */
  public record Transfers(long open, long overdue) {}

  /**
   * {@code W + p95(proof) + p95(aggregation) + p95(verified to executed)}. W is Little's law: depth
   * of the queue over tasks verified per ms in the last five minutes, of which at least one is
   * assumed.
   */
  private static Penalty lag(
      WindowMeasures hour, WindowMeasures recent, long recentMs, long age, long now) {
    long served = recent.bucket().get(Counter.VERIFIED);
    double wait = (double) hour.queueDepth() * recentMs / Math.max(1, served);
    double measured =
        wait
            + hour.proofLatency().p95()
            + hour.of(Series.AGGREGATION_DELAY).p95()
            + hour.of(Series.VERIFIED_TO_EXECUTED).p95();
    List<String> codes = new ArrayList<>();
    note(codes, hour.queueDepth() > 0 && served == 0, "QUEUE_NOT_SERVED");
    note(codes, wait > hour.proofLatency().p95(), "QUEUE_LONG");
    note(codes, hour.censored() > served, "PROOFS_OUTSTANDING");
    note(codes, hour.of(Series.VERIFIED_TO_EXECUTED).count() == 0, "NO_EXECUTIONS");
    Evidence evidence = evidence(hour.bucket().get(Counter.VERIFIED), age, codes);
    return Penalty.of(measured, WORST_LAG_MS, "ms", evidence, now, codes);
  }

  /**
   * Noisy-or, {@code 1 - product of (1 - r)}, of: 0.3 times the greatest HHI of winners, vendors,
   * regions and clients; the rate of invalid proofs; that of commits not revealed; the share of
   * epochs that were repeats, {@code 1 - 1/retryRate}; 0.3 for a single aggregator, 1 for none.
   */
  private static Penalty risk(WindowMeasures hour, long age, long now) {
    double concentration = 0;
    for (Dimension dimension : Dimension.values()) {
      concentration = Math.max(concentration, hour.of(dimension).hhi());
    }
    double repeats = hour.retryRate() > 1 ? 1 - 1 / hour.retryRate() : 0;
    double measured =
        noisyOr(
            CONCENTRATION_WEIGHT * concentration,
            hour.invalidProofRate(),
            hour.commitNoRevealRate(),
            repeats,
            chokepoint(hour.fleet()));
    List<String> codes = new ArrayList<>();
    note(codes, concentration > 0.25, "CONCENTRATED");
    note(codes, hour.invalidProofRate() > 0, "INVALID_PROOFS");
    note(codes, hour.commitNoRevealRate() > 0, "WITHHELD_REVEALS");
    note(codes, repeats > 0, "REASSIGNMENTS");
    note(codes, hour.fleet().aggregators() == 1, "SINGLE_AGGREGATOR");
    note(codes, hour.fleet().aggregators() == 0, "NO_AGGREGATOR");
    Evidence evidence = evidence(hour.bucket().get(Counter.VERIFIED), age, codes);
    return Penalty.of(measured, 1, "probability", evidence, now, codes);
  }

  private static double chokepoint(Fleet fleet) {
    return fleet.aggregators() == 0 ? 1 : fleet.aggregators() == 1 ? CHOKEPOINT : 0;
  }

  /** Noisy-or of the share of overdue transfers and the share of batches that failed. */
  private static Penalty refund(WindowMeasures hour, long age, Transfers transfers, long now) {
    double overdue = transfers.open() == 0 ? 0 : (double) transfers.overdue() / transfers.open();
    long failed = hour.bucket().get(Counter.FAILED_BATCHES);
    long ended = failed + hour.bucket().get(Counter.SETTLED_BATCHES);
    double failures = ended == 0 ? 0 : (double) failed / ended;
    List<String> codes = new ArrayList<>();
    note(codes, overdue > 0, "TRANSFERS_OVERDUE");
    note(codes, failures > 0, "BATCHES_FAILED");
    Evidence evidence = evidence(ended, age, codes);
    return Penalty.of(noisyOr(overdue, failures), 1, "probability", evidence, now, codes);
  }

  private static Evidence evidence(long samples, long age, List<String> codes) {
    note(codes, samples == 0, "NO_DATA");
    note(codes, samples > 0 && samples < Evidence.HALF_SAMPLES, "FEW_SAMPLES");
    note(codes, age > Evidence.HALF_LIFE_MS, "OLD_DATA");
    return new Evidence(samples, age);
  }

  private static double noisyOr(double... risks) {
    double none = 1;
    for (double risk : risks) {
      none *= 1 - risk;
    }
    return 1 - none;
  }

  private static void note(List<String> codes, boolean applies, String code) {
    if (applies) {
      codes.add(code);
    }
  }
}
