package io.proofworks.settlement.domain;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Binding;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.TaskClass;

/**
 * What a task promises and demands, as published. The trace shard is not among it: settlement
 * verifies, it does not prove.
 *
 * @param shardIndex from 0, below the count
 * @param maxProofBytes from 1
 * @param policyVersion from 1
 * @param bond base units a prover reserves with its commit, at most {@link Limits#AMOUNT}
 * @param commitBy last moment at which a first commit is of use, epoch milliseconds; 0 if it is not
 *     known
 * @param maxReward base units escrowed from the requester, the most the task can pay, at most
 *     {@link Limits#AMOUNT}
 * @param revealWindowMs after the commit, how long a reveal is in time, at most a year
 * @param lateGraceMs after the window, how long a valid reveal still earns the late reward, at most
 *     a year
 */
public record PublishedTask(
    Hash32 domain,
    Hash32 taskId,
    Hash32 batchId,
    Address requester,
    Hash32 statementId,
    int shardIndex,
    int shardCount,
    int shardWeight,
    String proofSystem,
    Hash32 programHash,
    byte[] publicInputs,
    TaskClass taskClass,
    Binding binding,
    long commitBy,
    long revealWindowMs,
    long lateGraceMs,
    int maxProofBytes,
    int policyVersion,
    long maxReward,
    long bond) {

  /**
   * @throws IllegalArgumentException naming the field that is out of range
   */
  public PublishedTask {
    Limits.require("shardCount", shardCount, 1, Integer.MAX_VALUE);
    Limits.require("shardIndex", shardIndex, 0, shardCount - 1L);
    Limits.require("shardWeight", shardWeight, 0, Integer.MAX_VALUE);
    Limits.require("maxProofBytes", maxProofBytes, 1, Integer.MAX_VALUE);
    Limits.require("policyVersion", policyVersion, 1, Integer.MAX_VALUE);
    Limits.requireDuration("revealWindowMs", revealWindowMs);
    Limits.requireDuration("lateGraceMs", lateGraceMs);
    Limits.requireAmount("maxReward", maxReward);
    Limits.requireAmount("bond", bond);
    if (proofSystem.isEmpty()) {
      throw new IllegalArgumentException("proofSystem is empty");
    }
  }
}
