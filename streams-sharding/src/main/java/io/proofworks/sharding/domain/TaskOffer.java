package io.proofworks.sharding.domain;

import io.proofworks.protocol.MarketRules;
import io.proofworks.protocol.TaskClass;

/**
 * What the scheduler must know of a published task.
 *
 * @param openedAt log time at which its request was appended
 * @param commitBy last moment a first commit is of use; the ramp ends here
 * @param premiumCap the part of {@code maxReward} that only urgency may claim
 * @param maxEpochs failed epochs that the task may have before it has failed itself
 * @param epochMs commit timeout and reveal window of its class, ms
 * @param rules version of the market's rules that it is judged by
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
    long lateGraceMs,
    int rules) {

  /** Whether its end is settlement's word, and what the scheduler says of it only asks for that. */
  boolean endsWithVerdict() {
    return rules >= MarketRules.SETTLEMENT_ENDS_TASKS;
  }

  /** Last moment a commit counts of an epoch that begins then. */
  long commitBy(long begins) {
    return Math.min(begins + commitTimeoutMs, commitBy);
  }
}
