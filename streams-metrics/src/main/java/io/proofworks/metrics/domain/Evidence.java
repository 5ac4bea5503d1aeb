package io.proofworks.metrics.domain;

/**
 * How much a measurement is worth.
 *
 * @param samples observations, at least 0
 * @param ageMs since the last one, at least 0
 */
public record Evidence(long samples, long ageMs) {

  /** So many samples are worth a confidence of one half. */
  public static final double HALF_SAMPLES = 4;

  /** Confidence halves each time so much passes without a new sample. */
  public static final double HALF_LIFE_MS = 120_000;

  public Evidence {
    if (samples < 0 || ageMs < 0) {
      throw new IllegalArgumentException("samples and age are at least 0");
    }
  }

  /**
   * {@code n / (n + 4) * 2^(-age / 2 min)}: 0 without samples, towards 1 with many fresh ones;
   * grows with n, falls with age.
   */
  public double confidence() {
    return samples / (samples + HALF_SAMPLES) * Math.pow(0.5, ageMs / HALF_LIFE_MS);
  }
}
