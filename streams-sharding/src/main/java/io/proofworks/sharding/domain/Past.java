package io.proofworks.sharding.domain;

/**
 * How a prover that held a task stands to it.
 *
 * @param ended log time at which it last stopped holding it; it holds it still while this is 0
 * @param failures how often it failed on it: silence, a withheld, late or invalid proof
 * @param declines how often it gave it back
 * @param epoch in which it was given it last
 * @param asked log time at which it was
 * @param committed log time at which its commit to that epoch was appended; 0 without one, or where
 *     that is not known
 */
public record Past(long ended, int failures, int declines, int epoch, long asked, long committed) {

  /** Of who never held it. */
  static final Past NONE = new Past(0, 0, 0, 0, 0, 0);

  /** Pauses double so often at most, so that they stay times. */
  private static final int MOST_DOUBLINGS = 20;

  /** Given the task in that epoch. */
  Past given(int nextEpoch, long now) {
    return new Past(0, failures, declines, nextEpoch, now, 0);
  }

  /** Has committed to what it was given last. */
  Past committed(long appended) {
    return new Past(ended, failures, declines, epoch, asked, appended);
  }

  Past failed(long now) {
    return new Past(now, failures + 1, declines, epoch, asked, committed);
  }

  Past declined(long now) {
    return new Past(now, failures, declines + 1, epoch, asked, committed);
  }

  /** Lost it without a fault of its own, or delivered. */
  Past released(long now) {
    return new Past(now, failures, declines, epoch, asked, committed);
  }

  /**
   * How long it needed for a proof of what it was given last, ms: until its commit, when the proof
   * was there. Nobody who committed in time took longer than there was time for that, whatever the
   * market itself needed between.
   *
   * @param now taken for that moment where it is not known
   */
  long tookMs(long now, long commitTimeoutMs) {
    return Math.clamp((committed > 0 ? committed : now) - asked, 0, commitTimeoutMs);
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
