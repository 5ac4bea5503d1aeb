package io.proofworks.metrics.domain;

import io.proofworks.protocol.TaskState;

/**
 * A batch as its route sees it.
 *
 * @param shards how many there are, so how many have to be verified
 * @param verified how many are
 * @param lastChange log time of the last event or change of state, epoch ms
 * @param rooted whether its root proof is verified
 * @param funded whether money is held for it
 * @param cause of the last change of state, for people
 */
public record Transfer(
    String batchId,
    String routeId,
    int shards,
    int verified,
    long deadline,
    long lastChange,
    boolean rooted,
    boolean funded,
    TransferState state,
    String cause) {

  /** What has come to its end, or to nothing, is forgotten after so long. */
  public static final long KEPT_MS = 24L * 3_600_000;

  /** Nobody answers for it: what is not funded by then is forgotten. */
  public static final long UNFUNDED_MS = 600_000;

  /** All shards verified and no root for so long: the aggregation is delayed. */
  public static final long AGGREGATION_LIMIT_MS = 60_000;

  public static Transfer begun(MarketEvent.TaskPublished task, long time) {
    return new Transfer(
        task.batchId(),
        task.routeId(),
        task.shardCount(),
        0,
        task.deadline(),
        time,
        false,
        false,
        TransferState.PROVING_QUEUED,
        "task " + task.taskId() + " published");
  }

  /** A first commit on one of its tasks. */
  public Transfer committed(String taskId, long time) {
    return state == TransferState.PROVING_QUEUED
        ? become(TransferState.PROOF_COMMITTED, "task " + taskId + " committed", time)
        : this;
  }

  /** Another of its tasks is verified; the proofs are when all are. */
  public Transfer verified(String taskId, long time) {
    Transfer next =
        new Transfer(
            batchId, routeId, shards, verified + 1, deadline, time, rooted, funded, state, cause);
    return next.verified() >= shards && !state.isEnd()
        ? next.become(TransferState.PROOF_VERIFIED, "last task " + taskId + " verified", time)
        : next;
  }

  /** A task of it was queued again, or came to an end other than settlement. */
  public Transfer ended(MarketEvent.TaskEnded task, long time) {
    if (state.isEnd() || task.state().equals(TaskState.SETTLED.name())) {
      return this;
    }
    return task.state().equals(TaskState.SUPERSEDED.name())
        ? become(TransferState.SUPERSEDED, task.cause(), time)
        : become(TransferState.FALLBACK_ROUTE, task.state() + ": " + task.cause(), time);
  }

  public Transfer ended(MarketEvent.BatchEnded receipt, long time) {
    return switch (receipt.outcome()) {
      case "SETTLED" -> rooted(time);
      case "SUPERSEDED" -> become(TransferState.SUPERSEDED, receipt.cause(), time);
      case "FAILED" -> become(TransferState.FALLBACK_ROUTE, receipt.cause(), time);
      default -> this; // the word of a newer release
    };
  }

  private Transfer rooted(long time) {
    Transfer next =
        new Transfer(
            batchId, routeId, shards, verified, deadline, time, true, funded, state, cause);
    return next.become(TransferState.PROOF_VERIFIED, "root proof verified", time);
  }

  public Transfer executed(MarketEvent.BatchExecuted seen, long time) {
    return seen.outcome().equals("REFUNDED")
        ? become(TransferState.REFUNDED, "refund observed on the target chain", time)
        : become(TransferState.EXECUTED, "execution observed on the target chain", time);
  }

  /** Money is held for it. */
  public Transfer withFunds() {
    return new Transfer(
        batchId, routeId, shards, verified, deadline, lastChange, rooted, true, state, cause);
  }

  /** Whether nothing is expected of it any more. */
  public boolean isOver(long now) {
    long quiet = now - lastChange;
    boolean done = state.isEnd() || rooted || state == TransferState.FALLBACK_ROUTE;
    return (!funded && quiet > UNFUNDED_MS) || (done && quiet > KEPT_MS);
  }

  /** What the passing of time implies. */
  public Transfer at(long now) {
    if (state.isEnd() || rooted || state == TransferState.FALLBACK_ROUTE) {
      return this;
    }
    if (now > deadline) {
      return become(TransferState.FALLBACK_ROUTE, "deadline " + deadline + " passed", now);
    }
    return state == TransferState.PROOF_VERIFIED && now - lastChange > AGGREGATION_LIMIT_MS
        ? become(TransferState.AGGREGATION_DELAYED, "no root proof since " + lastChange, now)
        : this;
  }

  /** Whether the way back should have been taken. */
  public boolean overdue(long now) {
    return !state.isEnd() && (state == TransferState.FALLBACK_ROUTE || (!rooted && now > deadline));
  }

  private Transfer become(TransferState next, String why, long time) {
    return state.isEnd() || state == next && cause.equals(why)
        ? this
        : new Transfer(
            batchId, routeId, shards, verified, deadline, time, rooted, funded, next, why);
  }
}
