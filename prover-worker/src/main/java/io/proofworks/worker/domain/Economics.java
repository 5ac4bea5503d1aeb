package io.proofworks.worker.domain;

/**
 * What work is worth to this prover.
 *
 * @param costPerCpuSecond base units one second of one core costs, energy and depreciation
 * @param minMarginBps least profit relative to the reward, in basis points
 */
public record Economics(long costPerCpuSecond, int minMarginBps) {

  /** 0.001 of a unit (6 decimals) per core second, and any profit will do. */
  public static final Economics DEFAULT = new Economics(1_000, 0);

  public Economics {
    if (costPerCpuSecond < 0 || minMarginBps < 0) {
      throw new IllegalArgumentException("costs and margins are not negative");
    }
  }
}
