package io.proofworks.sharding.domain;

import io.proofworks.protocol.TaskClass;

/**
 * What the scheduler must know of a published task.
 *
 * @param openedAt log time at which its request was appended
 * @param commitBy last moment a first commit is of use; the ramp ends here
 * @param premiumCap the part of {@code maxReward} that only urgency may claim
 * @param maxEpochs failed epochs that the task may have before it has failed itself
 * @param epochMs commit timeout and reveal window of its class, ms
 */
public record TaskOffer(
    String taskId,
    String batchId,
    String statementId,
    TaskClass taskClass,
    String proofSystem,
    int weight,
    long minReward,
    long maxReward,
    long premiumCap,
    long bond,
    long openedAt,
    long commitBy,
    long deadline,
    int redundancy,
    int maxEpochs,
    long commitTimeoutMs,
    long epochMs,
    long lateGraceMs) {

  /** Last moment a commit counts of an epoch that begins then. */
  long commitBy(long begins) {
    return Math.min(begins + commitTimeoutMs, commitBy);
  }
}
