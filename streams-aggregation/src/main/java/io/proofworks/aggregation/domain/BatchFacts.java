package io.proofworks.aggregation.domain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a batch so far, in whatever order it arrived.
 *
 * @param request null until the request was seen
 * @param terms null until the first task was seen
 * @param shards those known, by index
 */
public record BatchFacts(
    String domain,
    String batchId,
    @Nullable Request request,
    @Nullable Terms terms,
    List<Shard> shards,
    List<Slash> slashes) {

  /**
   * What every task of the batch says alike.
   *
   * @param shardCount how many shards the batch has
   * @param policyVersion the policy it is judged by
   */
  public record Terms(
      String requesterId,
      String routeId,
      String taskClass,
      String proofSystem,
      int shardCount,
      int policyVersion,
      long publishedAt) {}

  /**
   * Whose batch it is.
   *
   * @param submittedAt when it was asked for, epoch milliseconds
   */
  public record Origin(
      String requesterId, String routeId, String taskClass, String proofSystem, long submittedAt) {

    private static final Origin UNKNOWN = new Origin("", "", "", "", 0);
  }

  public BatchFacts {
    shards = List.copyOf(shards);
    slashes = List.copyOf(slashes);
  }

  static BatchFacts none(String domain, String batchId) {
    return new BatchFacts(domain, batchId, null, null, List.of(), List.of());
  }

  BatchFacts with(@Nullable Request asked) {
    return new BatchFacts(domain, batchId, asked, terms, shards, slashes);
  }

  BatchFacts with(Terms common) {
    return new BatchFacts(domain, batchId, request, common, shards, slashes);
  }

  BatchFacts with(Slash slash) {
    List<Slash> all = new ArrayList<>(slashes);
    all.add(slash);
    return new BatchFacts(domain, batchId, request, terms, shards, all);
  }

  /** With this shard in the place of the one with its index. */
  BatchFacts with(Shard shard) {
    List<Shard> all = new ArrayList<>(shards);
    all.removeIf(other -> other.index() == shard.index());
    all.add(shard);
    all.sort(Comparator.comparingInt(Shard::index));
    return new BatchFacts(domain, batchId, request, terms, all, slashes);
  }

  Optional<Shard> shard(String taskId) {
    return shards.stream().filter(shard -> shard.taskId().equals(taskId)).findFirst();
  }

  /** The shard at that place, known to be there. */
  public Shard shardAt(int index) {
    return shards.stream().filter(shard -> shard.index() == index).findFirst().orElseThrow();
  }

  /** Whether every shard is known. */
  boolean complete() {
    return terms != null && shards.size() == terms.shardCount();
  }

  /** Whether every shard is known and proven. */
  boolean proven() {
    return complete() && shards.stream().allMatch(shard -> shard.child() != null);
  }

  /** From the request; from the tasks when the batch ended before its request was seen. */
  public Origin origin() {
    if (request != null) {
      return new Origin(
          request.requesterId(),
          request.routeId(),
          request.taskClass(),
          request.proofSystem(),
          request.position().time());
    }
    return terms == null
        ? Origin.UNKNOWN
        : new Origin(
            terms.requesterId(),
            terms.routeId(),
            terms.taskClass(),
            terms.proofSystem(),
            terms.publishedAt());
  }

  /** When the last of the proofs so far was verified; 0 when there is none. */
  public long lastChildVerifiedAt() {
    return shards.stream()
        .map(Shard::child)
        .mapToLong(child -> child == null ? 0 : child.verifiedAt())
        .max()
        .orElse(0);
  }
}
