package io.proofworks.aggregation.domain;

import io.proofworks.protocol.Author;
import java.util.List;
import java.util.Optional;

/**
 * What can happen to a batch. Everything but {@link Submitted} was written by the market itself.
 */
public sealed interface Input {

  /** The batch it is about. */
  String batchId();

  /** What its partition is told, by relays and by the desk. */
  sealed interface Told extends Input, Relayed {}

  /** A request that is signed by its requester, and whose fields recompute the batch's id. */
  record Requested(String domain, String batchId, Request request) implements Told {}

  /** Sharding's answer to the record at that position. */
  record RequestAnswered(String batchId, Position request, boolean accepted) implements Told {}

  /** A shard became a task. */
  record ShardPublished(
      String domain,
      String batchId,
      BatchFacts.Terms terms,
      int shardIndex,
      String taskId,
      String statementId,
      int shardWeight)
      implements Told {}

  /** A shard was assigned, and is expected then. */
  record ShardExpected(String batchId, String taskId, long expectedFinish) implements Told {}

  /** The boundary of the batch moved. */
  record ShardSuperseded(String batchId, String taskId, String cause) implements Told {}

  /** A task was given up, and that is the last word on it. */
  record ShardFailed(String batchId, String taskId, String cause) implements Told {}

  /**
   * Settlement has ended a task that has no proof, and will have none. It may be heard of before
   * the task itself.
   */
  record ShardGivenUp(String domain, String batchId, GivenUp task) implements Told {}

  /** A shard's proof was verified. */
  record ShardProven(String domain, String batchId, Shard shard, Child child) implements Told {}

  /** Somebody lost stake over this batch. */
  record Slashed(String batchId, Slash slash) implements Told {}

  /** The desk found an aggregator for a node. */
  record Granted(String batchId, int nodeId, int epoch, String aggregatorId) implements Told {}

  /**
   * The desk has no aggregator for a node yet.
   *
   * @param delay why
   */
  record Delayed(String batchId, int nodeId, int epoch, NodeState.Delay delay) implements Told {}

  /**
   * The job of that epoch was read back from its topic. Its holder could read it then, and not
   * surely before: the transaction that wrote it may have been slow. So the lease runs from here.
   */
  record LeaseOpened(String batchId, int nodeId, int epoch) implements Told {}

  /** The request has waited for tasks too long, or too many others do. */
  record RequestDropped(String batchId) implements Input {}

  /** A lease may have run out, or a wait. */
  record TimePassed(String batchId) implements Input {}

  /** A policy came, so what waits for it may go on. */
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
    /** Whom the submission speaks for, if that Ed25519 public key signed it. */
    Optional<Author> by(byte[] sessionKey);
  }
}
