package io.proofworks.sharding.domain;

/**
 * How a prover that held a task stands to it.
 *
 * @param ended log time at which it last stopped holding it; it holds it still while this is 0
 * @param failures how often it failed on it: silence, a withheld, late or invalid proof
 * @param declines how often it gave it back
 */
public record Past(long ended, int failures, int declines) {

  static final Past HOLDING = new Past(0, 0, 0);

  /** Pauses double so often at most, so that they stay times. */
  private static final int MOST_DOUBLINGS = 20;

  /** Given the task again. */
  Past again() {
    return new Past(0, failures, declines);
  }

  Past failed(long now) {
    return new Past(now, failures + 1, declines);
  }

  Past declined(long now) {
    return new Past(now, failures, declines + 1);
  }

  /** Lost it without a fault of its own, or delivered. */
  Past released(long now) {
    return new Past(now, failures, declines);
  }

  boolean holds() {
    return ended == 0;
  }

  /**
   * Whether enough time has passed to ask it again: the pause, and twice as long after every
   * further time that it failed or declined.
   */
  boolean mayReturn(long now, long pauseMs) {
    int doublings = Math.clamp(failures + declines - 1L, 0, MOST_DOUBLINGS);
    return !holds() && now - ended >= Math.min(pauseMs, Long.MAX_VALUE >> doublings) << doublings;
  }
}
