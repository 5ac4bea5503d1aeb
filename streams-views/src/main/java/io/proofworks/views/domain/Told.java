package io.proofworks.views.domain;

import static io.proofworks.views.shape.Meaning.ADDRESS;
import static io.proofworks.views.shape.Meaning.AMOUNT;
import static io.proofworks.views.shape.Meaning.HASH;

import io.proofworks.views.shape.LeftOut;
import io.proofworks.views.shape.Means;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the books have to know of a record of a public topic. Names are those of its schema; times
 * are epoch milliseconds.
 */
public sealed interface Told {

  /** What is shown and changes nothing but that. */
  record Nothing() implements Told {}

  /**
   * A policy of the market.
   *
   * @param closed false also where it is from before markets could be
   */
  record Policy(String domain, int version, long heartbeatTimeoutMs, boolean closed)
      implements Told {}

  /**
   * Where a prover stands.
   *
   * @param registration null of who has an account only
   */
  record ProverStanding(
      @Means(ADDRESS) String proverId,
      String standing,
      @Means(AMOUNT) long free,
      @Means(AMOUNT) long reserved,
      @Means(AMOUNT) long paid,
      long pausedUntil,
      @Nullable Registration registration)
      implements Told {}

  /** As a prover registered. */
  record Registration(
      List<String> roles,
      String vendor,
      String region,
      String hardwareClass,
      String clientBuild,
      long capacity) {}

  /** A prover's sign of life. */
  record Heartbeat(Place log, boolean draining, long capacity, long inFlight) implements Told {}

  /** A request, whoever wrote it. */
  record ProofRequest(
      Place log, String requesterId, String routeId, String taskClass, long deadline)
      implements Told {}

  /** A request to end a batch, whoever wrote it. */
  record Supersession() implements Told {}

  /** A task is published. */
  record Task(String taskId, Published event) implements Told {}

  /** What is published of a task. */
  record Published(
      String batchId,
      int shardIndex,
      int shardCount,
      int shardWeight,
      String taskClass,
      @Means(AMOUNT) long reward) {}

  /** A task is not wanted any more. */
  record TaskSuperseded(String taskId) implements Told {}

  /** A task has come to its end. */
  record TaskClosed(String taskId, Closed event) implements Told {}

  /** How a task ended. */
  record Closed(String state) {}

  /** A task is given to provers. */
  record Assignment(String taskId, int epoch, List<Assignee> assignees) implements Told {}

  /** One of them. */
  record Assignee(String proverId) {}

  /** A commit or a reveal, whoever wrote it. */
  record OfAnyone() implements Told {}

  /** What the market answered. */
  record Verdict(
      String kind,
      String reason,
      String detail,
      String author,
      @LeftOut @Nullable String taskId,
      @LeftOut @Nullable String batchId,
      @LeftOut @Nullable Integer nodeId,
      @LeftOut @Nullable String taskState,
      @LeftOut @Nullable Place input,
      long decidedAt,
      @Means(AMOUNT) long slashed,
      @Means(AMOUNT) long rewarded)
      implements Told {

    /** Of a task that paid its author: its proof was taken. */
    public boolean isWin() {
      return taskId != null && rewarded > 0;
    }

    /** Whether it took what it answers. */
    public boolean isAccepted() {
      return reason.equals("ACCEPTED");
    }
  }

  /** Money moved; the balances after it. */
  record LedgerMovement(
      @Means(AMOUNT) long free,
      @Means(AMOUNT) long reserved,
      @Means(AMOUNT) long escrow,
      @Means(AMOUNT) long paid,
      @Means(AMOUNT) long burned)
      implements Told {}

  /** The proof of a task is taken. */
  record ChildProof(String taskId, String proverId, boolean late, long verifiedAt)
      implements Told {}

  /** A node of a tree is given to an aggregator. */
  record AggregationJob(
      int nodeId,
      boolean root,
      int epoch,
      String aggregatorId,
      List<TreeChild> children,
      List<@Means(HASH) String> leaves,
      long leaseUntil,
      String cause)
      implements Told {}

  /** The end of a batch. */
  record Receipt(
      String outcome,
      String cause,
      String requesterId,
      String routeId,
      String taskClass,
      long submittedAt)
      implements Told {}

  /** What came of a batch on its chain. */
  record Execution() implements Told {}

  /** Measures of a class in a window. */
  record MetricWindow(long windowStart, long windowMs) implements Told {}

  /** What is signalled of a route. */
  record RouteSignal(
      Penalty proofLagPenalty,
      Penalty proverMarketRisk,
      Penalty refundUncertainty,
      String regime,
      String state,
      double confidence,
      long asOf,
      long validUntil)
      implements Told {}

  /** A penalty and how sure it is. */
  record Penalty(double value, double confidence) {}

  /** A decision about money was written down. */
  record JournalEntry(long sequence, String entryHash, Place input, Map<String, Long> clocks)
      implements Told {

    /** Deadlines name the record whose time passed them, after its own entry or before. */
    public boolean isApplied() {
      return clocks.keySet().stream().noneMatch(clock -> clock.startsWith("("));
    }
  }

  /** A journal's head, signed. */
  record JournalCheckpoint(long treeSize, String note) implements Told {}

  /** What a witness has seen of a journal. */
  record Cosignature(String witness, long treeSize, String root) implements Told {}
}
