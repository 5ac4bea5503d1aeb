package io.proofworks.sharding.domain;

import io.proofworks.proofs.AggregationScheme;
import io.proofworks.proofs.PlannedShard;
import java.util.List;
import java.util.Optional;

/**
 * What the records that follow from a batch may have at most, in bytes. A trace decides into how
 * many shards it is cut, so whoever writes traces decides how large a receipt becomes; a record
 * that no topic takes would stop the partition that has to write it. So what a batch leads to is
 * summed up, generously, before anything of it is published.
 *
 * @param task a task's record
 * @param job the root's job: its children, and every leaf
 * @param aggregate the root's aggregate: every leaf, and the root proof
 * @param receipt the batch's receipt: every child, every node, and the root proof
 * @param internal a record of the applications' own topics and of their stores' changelogs
 * @param transaction everything that is published of a batch at once
 */
public record BatchLimits(
    long task, long job, long aggregate, long receipt, long internal, long transaction) {

  /** A record without what grows with its batch. */
  private static final long RECORD = 8 * 1024;

  /** An id or a digest as text, with its length. */
  private static final long ID = 68;

  /** A child of a job: its id, its digest and their tags. */
  private static final long JOB_CHILD = 2 * ID + 8;

  /** A child in a receipt beside its public inputs, and the node above it. */
  private static final long RECEIPT_CHILD = 900;

  /**
   * A shard in the scheduler's event or in aggregation's state, beside its public inputs: field
   * names are written too.
   */
  private static final long INTERNAL_SHARD = 1_200;

  /** What the smallest proofs have: whether larger ones fit is known only when they are there. */
  private static final int LEAST_PROOF = 128;

  /**
   * The first limit that a batch of these shards exceeds, with its name; empty when all hold.
   *
   * @param batchInputs bytes of the batch's own public inputs, which its receipt has as well
   * @param maxProofBytes the longest proof of the shards' system
   */
  Optional<String> exceeded(
      List<PlannedShard> shards,
      int batchInputs,
      AggregationScheme scheme,
      MarketPolicy policy,
      int maxProofBytes) {
    long count = shards.size();
    long inputs = shards.stream().mapToLong(shard -> shard.publicInputs().length).sum();
    long published = shards.stream().mapToLong(BatchLimits::taskBytes).sum();
    long largest = shards.stream().mapToLong(BatchLimits::taskBytes).max().orElse(0);
    long root = scheme.mostBytes(shards.size(), count * Math.min(maxProofBytes, LEAST_PROOF));
    long children = scheme.needsWholeBatch() ? count : Math.min(count, policy.aggregationFanIn());
    return over("a task", largest, task, count)
        .or(() -> over("the root's job", RECORD + count * ID + children * JOB_CHILD, job, count))
        .or(() -> over("the root's aggregate", RECORD + count * ID + root, aggregate, count))
        .or(() ->
            over(
                "the receipt",
                RECORD + count * RECEIPT_CHILD + batchInputs + inputs + root,
                receipt,
                count))
        .or(() ->
            over("an internal record", RECORD + count * INTERNAL_SHARD + inputs, internal, count))
        .or(() -> over("the transaction that publishes it", published, transaction, count));
  }

  private static long taskBytes(PlannedShard shard) {
    return RECORD + shard.trace().length + shard.publicInputs().length;
  }

  private static Optional<String> over(String record, long bytes, long limit, long shards) {
    return bytes <= limit
        ? Optional.empty()
        : Optional.of(
            "%s of a batch of %d shards would have %d bytes, at most %d are taken"
                .formatted(record, shards, bytes, limit));
  }
}
