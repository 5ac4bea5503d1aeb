package io.proofworks.aggregation.domain;

import java.util.List;

/**
 * What can happen to a batch. Everything but {@link Submitted} was written by the market itself.
 */
public sealed interface Input {

  /** The batch it is about. */
  String batchId();

  /** A request whose fields recompute the batch's id. */
  record Requested(String domain, String batchId, Request request) implements Input {}

  /** Sharding's answer to the record at that position. */
  record RequestAnswered(String batchId, Position request, boolean accepted) implements Input {}

  /** A shard became a task. */
  record ShardPublished(
      String domain,
      String batchId,
      BatchFacts.Terms terms,
      int shardIndex,
      String taskId,
      String statementId,
      int shardWeight)
      implements Input {}

  /** A shard was assigned, and is expected then. */
  record ShardExpected(String batchId, String taskId, long expectedFinish) implements Input {}

  /** The boundary of the batch moved. */
  record ShardSuperseded(String batchId, String taskId, String cause) implements Input {}

  /** A task was given up. */
  record ShardFailed(String batchId, String taskId, String cause) implements Input {}

  /** A shard's proof was verified. */
  record ShardProven(String domain, String batchId, Shard shard, Child child) implements Input {}

  /** Somebody lost stake over this batch. */
  record Slashed(String batchId, Slash slash) implements Input {}

  /** A lease may have run out, or a wait. */
  record TimePassed(String batchId) implements Input {}

  /** Policy or the directory changed, so what waits may go on. */
  record MarketChanged(String batchId) implements Input {}

  /**
   * An aggregator's work, as far as it could be read.
   *
   * @param rightPartition the partition the batch's key hashes to
   * @param childTaskIds the leaves it says it covers
   * @param digest keccak256 of the aggregate
   */
  record Submitted(
      String domain,
      String batchId,
      String jobId,
      int nodeId,
      int epoch,
      String aggregatorId,
      List<String> childTaskIds,
      byte[] aggregate,
      String digest,
      Signature signature,
      Position position,
      int rightPartition)
      implements Input {}

  /** The signature of a submission; asked for only when the cheaper checks have passed. */
  @FunctionalInterface
  interface Signature {
    /** Whether it is of that Ed25519 public key. */
    boolean isBy(byte[] sessionKey);
  }
}
