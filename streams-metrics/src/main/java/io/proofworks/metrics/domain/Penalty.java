package io.proofworks.metrics.domain;

import java.util.List;

/**
 * What a route's score loses, never gains.
 *
 * @param value in {@code unit}, from 0
 * @param confidence 0 to 1
 * @param validUntil after this time, epoch ms, it must not be used
 */
public record Penalty(
    double value,
    String unit,
    double confidence,
    long sampleSize,
    long asOf,
    long validUntil,
    List<String> reasonCodes) {

  /** How long a penalty may be used. */
  public static final long VALIDITY_MS = 15_000;

  public Penalty {
    reasonCodes = List.copyOf(reasonCodes);
  }

  /**
   * To the extent that we do not know, the worst is assumed:
   *
   * <pre>value = measured + (1 - confidence) * (worst - measured), measured capped at worst</pre>
   *
   * so that with the measured value fixed, fewer samples or older ones never lower it, and no data
   * at all gives the worst.
   *
   * @param measured from 0; values above {@code worst} count as it
   */
  public static Penalty of(
      double measured,
      double worst,
      String unit,
      Evidence evidence,
      long now,
      List<String> reasonCodes) {
    double confidence = evidence.confidence();
    double known = Math.min(Math.max(0, measured), worst);
    return new Penalty(
        known + (1 - confidence) * (worst - known),
        unit,
        confidence,
        evidence.samples(),
        now,
        now + VALIDITY_MS,
        reasonCodes);
  }
}
