package io.proofworks.sharding.domain;

/**
 * Within what the reveal window of a class follows the measured times: twice their p99, so that a
 * prover that is as slow as the slowest of a hundred has as much again.
 *
 * @param minMs at least 0
 * @param maxMs at least the least
 * @param samples reveals that must have been measured; 0 for a window that never changes
 */
public record WindowBounds(long minMs, long maxMs, int samples) {

  public static final WindowBounds FIXED = new WindowBounds(0, 0, 0);

  private static final int HEADROOM = 2;

  /** The window after what was measured; the initial one while that is too little. */
  long window(long initialMs, RevealTimes measured) {
    return samples == 0 || measured.samples() < samples
        ? initialMs
        : Math.clamp(HEADROOM * measured.p99(), minMs, maxMs);
  }
}
