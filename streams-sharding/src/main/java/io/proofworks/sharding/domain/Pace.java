package io.proofworks.sharding.domain;

/**
 * How fast a prover proves in a class, measured on the log from its assignment to when the commit
 * was appended that was accepted: what the market needs for its own part is nobody's pace.
 *
 * @param microsPerWeight moving average of microseconds per unit of shard weight
 * @param samples measured deliveries, counted up to {@link #TRUSTED}
 * @param weight the heaviest shard that was measured; 0 where that is not known
 * @param asOf log time of the last measurement that counted; 0 where that is not known
 */
public record Pace(long microsPerWeight, int samples, int weight, long asOf) {

  /** Deliveries after which the prior has hardly any say. */
  static final int TRUSTED = 16;

  /** A quarter of every new measurement enters the average. */
  private static final int SMOOTHING = 4;

  private static final long MICROS_PER_MS = 1000;

  /** Longest time taken at face value, so that arithmetic stays far from overflow: a week. */
  private static final long LONGEST_MS = 7L * 24 * 3600 * 1000;

  static final Pace UNKNOWN = new Pace(0, 0, 0, 0);

  /** Whether anything was measured that still counts. */
  boolean isKnown() {
    return samples > 0;
  }

  /**
   * After a delivery that took so long. Every shard also costs time that does not grow with its
   * weight, so a lighter one than were measured already says of them only that they take no longer.
   */
  Pace after(long tookMs, int shard, long now) {
    long measured = Math.clamp(tookMs, 0, LONGEST_MS) * MICROS_PER_MS / shard;
    if (isKnown() && shard < weight && measured > microsPerWeight) {
      return this;
    }
    long next = isKnown() ? microsPerWeight + (measured - microsPerWeight) / SMOOTHING : measured;
    return new Pace(
        next, Math.min(TRUSTED, samples + 1), Math.max(weight, shard), Math.max(asOf, now));
  }

  /**
   * What of it counts at a time: half as many samples after each half-life without a new one, and
   * nothing once none is left. Who is measured as slow is asked for nothing, and would be so for
   * ever.
   */
  Pace at(long now, long halfLifeMs) {
    long halvings = Math.clamp((now - asOf) / halfLifeMs, 0, Integer.SIZE - 1);
    int left = samples >> (int) halvings;
    return left == 0 ? UNKNOWN : new Pace(microsPerWeight, left, weight, asOf);
  }

  /**
   * Expected time for a shard in ms: the measured pace, weighed by its samples against one sample
   * of the prior, which is half the time that there is for a commit. Of a heavier shard than was
   * ever measured no more is assumed than that time.
   */
  long expectedMs(int shard, long commitTimeoutMs) {
    long longest = shard > weight ? Math.min(LONGEST_MS, commitTimeoutMs) : LONGEST_MS;
    long measured =
        Math.min(
            longest,
            microsPerWeight / MICROS_PER_MS * shard
                + microsPerWeight % MICROS_PER_MS * shard / MICROS_PER_MS);
    return (Math.min(LONGEST_MS, commitTimeoutMs / 2) + measured * samples) / (samples + 1);
  }
}
