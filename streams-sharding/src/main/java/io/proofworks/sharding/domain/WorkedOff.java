package io.proofworks.sharding.domain;

/**
 * When a share of a core has done all that was executed for requesters without money.
 *
 * @param at epoch milliseconds
 */
public record WorkedOff(long at) {

  /**
   * After more of it.
   *
   * @param logMs how long the share takes for that
   */
  public WorkedOff with(long logMs, long now) {
    return new WorkedOff(Math.max(at, now) + logMs);
  }
}
