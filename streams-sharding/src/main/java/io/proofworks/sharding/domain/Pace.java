package io.proofworks.sharding.domain;

/**
 * How fast a prover delivers in a class, measured on the log from assignment to accepted reveal.
 *
 * @param microsPerWeight moving average of microseconds per unit of shard weight
 * @param samples measured deliveries, counted up to {@link #TRUSTED}
 */
public record Pace(long microsPerWeight, int samples) {

  /** Deliveries after which the prior has hardly any say. */
  static final int TRUSTED = 16;

  /** A quarter of every new measurement enters the average. */
  private static final int SMOOTHING = 4;

  private static final long MICROS_PER_MS = 1000;

  /** Longest time taken at face value, so that arithmetic stays far from overflow: a week. */
  private static final long LONGEST_MS = 7L * 24 * 3600 * 1000;

  static final Pace UNKNOWN = new Pace(0, 0);

  /** After a delivery that took so long. */
  Pace after(long tookMs, int weight) {
    long measured = Math.clamp(tookMs, 0, LONGEST_MS) * MICROS_PER_MS / weight;
    long next =
        samples == 0 ? measured : microsPerWeight + (measured - microsPerWeight) / SMOOTHING;
    return new Pace(next, Math.min(TRUSTED, samples + 1));
  }

  /**
   * Expected time for a shard in ms: the measured pace, weighed by its samples against one sample
   * of the prior.
   */
  long expectedMs(int weight, long priorMs) {
    long measured =
        Math.min(
            LONGEST_MS,
            microsPerWeight / MICROS_PER_MS * weight
                + microsPerWeight % MICROS_PER_MS * weight / MICROS_PER_MS);
    return (Math.min(LONGEST_MS, priorMs) + measured * samples) / (samples + 1);
  }
}
