package io.proofworks.metrics.domain;

/**
 * Quantiles of a sample.
 *
 * @param count observations
 * @param p50 median, in the unit of the sample; 0 when there are none
 */
public record Distribution(long count, double p50, double p95, double p99, double max) {

  public static final Distribution NONE = new Distribution(0, 0, 0, 0, 0);
}
