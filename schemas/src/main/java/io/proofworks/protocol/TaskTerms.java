package io.proofworks.protocol;

/**
 * What a task id is the digest of: the fields of a task that no reassignment changes and that its
 * prover commits to. Money is not among them: the policy and the congestion of the moment set it,
 * and the task record carries it.
 *
 * @param shardIndex from 0
 * @param shardCount shards of the batch
 * @param shardWeight of this shard, in the proof system's unit of work
 * @param statementId by {@link Digests#statementId}; holds program, inputs and trace shard
 * @param deadline append time, epoch milliseconds
 */
public record TaskTerms(
    Hash32 batchId,
    int shardIndex,
    int shardCount,
    int shardWeight,
    Hash32 statementId,
    String proofSystem,
    TaskClass taskClass,
    Binding binding,
    long deadline) {}
