package io.proofworks.sharding.domain;

import io.proofworks.protocol.TaskClass;

/**
 * What the policy says of one task class.
 *
 * @param unitPrice base units per unit of shard weight
 * @param redundancy provers a task is given to at once, at least 1
 * @param commitTimeoutMs from assignment to the last moment a commit counts
 * @param revealWindowMs from commit to the last moment a reveal is in time
 * @param lateGraceMs after the reveal window, how long a valid reveal still helps the batch
 * @param minRewardBps where the ramp of a waiting task starts, in ten-thousandths of its base
 *     reward
 * @param maxRewardBps where the ramp ends, in ten-thousandths of its base reward
 * @param maxEpochs assignments a task may have before it has failed, at least 1
 * @param window within what the reveal window follows the measured times
 */
public record ClassTerms(
    TaskClass taskClass,
    long unitPrice,
    int redundancy,
    long commitTimeoutMs,
    long revealWindowMs,
    long lateGraceMs,
    int minRewardBps,
    int maxRewardBps,
    int maxEpochs,
    WindowBounds window) {

  /** The terms with the reveal window that the measured times ask for. */
  ClassTerms after(RevealTimes measured) {
    return new ClassTerms(
        taskClass,
        unitPrice,
        redundancy,
        commitTimeoutMs,
        window.window(revealWindowMs, measured),
        lateGraceMs,
        minRewardBps,
        maxRewardBps,
        maxEpochs,
        window);
  }

  /** Time that one epoch takes when everything happens at the last moment, in ms. */
  public long epochMs() {
    return Math.addExact(commitTimeoutMs, revealWindowMs);
  }
}
