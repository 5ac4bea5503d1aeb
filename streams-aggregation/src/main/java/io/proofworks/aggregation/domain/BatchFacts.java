package io.proofworks.aggregation.domain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a batch so far, in whatever order it arrived.
 *
 * @param requests what its requester signed for it: some, until a task says which of them counts,
 *     then that one
 * @param terms null until the first task was seen
 * @param shards those known, by index
 * @param givenUp tasks that ended without a proof; what follows waits until they are known to be
 *     the batch's
 */
public record BatchFacts(
    String domain,
    String batchId,
    List<Request> requests,
    @Nullable Terms terms,
    List<Shard> shards,
    List<Slash> slashes,
    List<GivenUp> givenUp) {

  /** More that differ are of a requester that contradicts itself, at its own cost. */
  static final int MOST_REQUESTS = 4;

  /**
   * What every task of the batch says alike.
   *
   * @param shardCount how many shards the batch has
   * @param policyVersion the policy it is judged by
   * @param requestDigest of the request that it is of; empty when the task does not say
   */
  public record Terms(
      String requesterId,
      String routeId,
      String taskClass,
      String proofSystem,
      int shardCount,
      int policyVersion,
      String requestDigest,
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
    requests = List.copyOf(requests);
    shards = List.copyOf(shards);
    slashes = List.copyOf(slashes);
    givenUp = List.copyOf(givenUp);
  }

  static BatchFacts none(String domain, String batchId) {
    return new BatchFacts(domain, batchId, List.of(), null, List.of(), List.of(), List.of());
  }

  /** With a signed request, as far as it may be the batch's. */
  BatchFacts with(Request asked) {
    boolean known = requests.stream().anyMatch(other -> other.digest().equals(asked.digest()));
    if (known || requests.size() >= MOST_REQUESTS || !mayBe(terms, asked)) {
      return this;
    }
    List<Request> all = new ArrayList<>(requests);
    all.add(asked);
    return withRequests(all);
  }

  /**
   * With one of those in the place of the batch's own request, where that was not kept: its
   * requester had signed so many others for the batch, which anybody may have written again.
   */
  BatchFacts standingIn(List<Request> others) {
    return terms == null || terms.requestDigest().isEmpty() || request() != null
        ? this
        : withRequests(others.stream().limit(1).map(other -> other.as(terms)).toList());
  }

  /** With the answer to the record at that position. */
  BatchFacts answered(Position input, boolean accepted) {
    return withRequests(requests.stream().map(asked -> asked.answered(input, accepted)).toList());
  }

  private BatchFacts withRequests(List<Request> asked) {
    return new BatchFacts(domain, batchId, asked, terms, shards, slashes, givenUp);
  }

  /** As it is kept after the batch's receipt, which has what of its request anybody asks for. */
  BatchFacts withoutRequests() {
    return withRequests(List.of());
  }

  BatchFacts with(Terms common) {
    List<Request> left = requests.stream().filter(asked -> mayBe(common, asked)).toList();
    return new BatchFacts(domain, batchId, left, common, shards, slashes, givenUp);
  }

  private static boolean mayBe(@Nullable Terms terms, Request asked) {
    return terms == null
        || terms.requestDigest().isEmpty()
        || terms.requestDigest().equals(asked.digest());
  }

  /**
   * The batch's request: that of its tasks, and nothing else that anybody wrote. Null until both
   * are there. Tasks that do not say which it is are of the one that sharding accepted.
   */
  public @Nullable Request request() {
    if (terms == null) {
      return null;
    }
    boolean told = !terms.requestDigest().isEmpty();
    return requests.stream().filter(asked -> told || asked.accepted()).findFirst().orElse(null);
  }

  /** Whether nothing is known but what anybody may write: nobody has made a task of it. */
  public boolean isOnlyAsked() {
    return terms == null && shards.isEmpty() && givenUp.isEmpty();
  }

  /** Whether tasks of it were given up, and none was ever published. */
  boolean isOnlyGivenUp() {
    return terms == null && shards.isEmpty() && !givenUp.isEmpty();
  }

  /** Whether tasks of it ended, with a proof or without, and none was ever published. */
  boolean isUnpublished() {
    return terms == null && !(shards.isEmpty() && givenUp.isEmpty());
  }

  /** About what its requests take to be kept, bytes. */
  public long requestBytes() {
    return requests.stream().mapToLong(Request::size).sum();
  }

  BatchFacts with(Slash slash) {
    List<Slash> all = new ArrayList<>(slashes);
    all.add(slash);
    return new BatchFacts(domain, batchId, requests, terms, shards, all, givenUp);
  }

  /** With a task that ended without a proof. */
  BatchFacts with(GivenUp task) {
    boolean known = givenUp.stream().anyMatch(other -> other.taskId().equals(task.taskId()));
    if (known) {
      return this;
    }
    List<GivenUp> all = new ArrayList<>(givenUp);
    all.add(task);
    return new BatchFacts(domain, batchId, requests, terms, shards, slashes, all);
  }

  /** With this shard in the place of the one with its index. */
  BatchFacts with(Shard shard) {
    List<Shard> all = new ArrayList<>(shards);
    all.removeIf(other -> other.index() == shard.index());
    all.add(shard);
    all.sort(Comparator.comparingInt(Shard::index));
    return new BatchFacts(domain, batchId, requests, terms, all, slashes, givenUp);
  }

  /** A task whose shard is the batch's, has no proof and will have none. */
  Optional<GivenUp> unprovable() {
    return givenUp.stream()
        .filter(task -> shard(task.taskId()).filter(known -> known.child() == null).isPresent())
        .findFirst();
  }

  Optional<Shard> shard(String taskId) {
    return shards.stream().filter(shard -> shard.taskId().equals(taskId)).findFirst();
  }

  /** The shard at that place, known to be there. */
  public Shard shardAt(int index) {
    return shards.stream().filter(shard -> shard.index() == index).findFirst().orElseThrow();
  }

  /** The proofs below a node, which are there. */
  List<Child> children(Node node) {
    return node.leaves().stream().map(leaf -> shardAt(leaf).proof()).toList();
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
    Request request = request();
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
