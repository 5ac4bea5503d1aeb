package io.proofworks.settlement.domain;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Binding;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.TaskClass;

/**
 * What a task promises and demands, as published. The trace shard is not among it: settlement
 * verifies, it does not prove.
 *
 * @param bond base units a prover reserves with its commit
 * @param maxReward base units escrowed from the requester, the most the task can pay
 * @param revealWindowMs after the commit, how long a reveal is in time
 * @param lateGraceMs after the window, how long a valid reveal still earns the late reward
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
    long revealWindowMs,
    long lateGraceMs,
    int maxProofBytes,
    int policyVersion,
    long maxReward,
    long bond) {}
