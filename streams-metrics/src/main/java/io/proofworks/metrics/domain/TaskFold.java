package io.proofworks.metrics.domain;

import io.proofworks.metrics.domain.LiveTask.Stage;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.TaskState;
import io.proofworks.protocol.VerdictKind;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Folds what happens to tasks and batches into buckets. A verdict about a task that is not known
 * (published before the log begins) still counts where it speaks for itself.
 *
 * @param task after the event; null when there is none, or none any more
 * @param bucket after the event
 */
public record TaskFold(@Nullable LiveTask task, Bucket bucket) {

  /**
   * One event.
   *
   * @param members prover id to member, null when unknown: for the shares of vendors and the like
   */
  public TaskFold apply(
      MarketEvent.OfClass event, long time, Function<String, @Nullable Member> members) {
    TaskFold counted = plus(Counter.EVENTS, 1);
    return switch (event) {
      case MarketEvent.TaskPublished published -> counted.published(published, time);
      case MarketEvent.TaskAssigned assigned -> counted.assigned(assigned);
      case MarketEvent.Judged judged -> counted.judged(judged, members);
      case MarketEvent.TaskEnded ended -> counted.ended(ended);
      case MarketEvent.BatchEnded ended -> counted.ended(ended);
      case MarketEvent.BatchExecuted executed -> counted.executed(executed);
    };
  }

  private TaskFold published(MarketEvent.TaskPublished published, long time) {
    return task != null
        ? this
        : new TaskFold(
            LiveTask.published(published, time),
            bucket.observe(Series.SHARD_WEIGHT, published.weight()));
  }

  private TaskFold assigned(MarketEvent.TaskAssigned assigned) {
    TaskFold next = assigned.epoch() > 1 ? plus(Counter.EPOCHS_RAISED, 1) : this;
    return task == null ? next : next.with(task.assigned(assigned.epoch()));
  }

  private TaskFold judged(MarketEvent.Judged verdict, Function<String, @Nullable Member> members) {
    TaskFold next = plus(Counter.SLASHED, verdict.slashed());
    VerdictKind kind = VerdictKind.find(verdict.kind()).orElse(null);
    Reason reason = Reason.find(verdict.reason()).orElse(null);
    if (reason == null || kind == null) {
      return next;
    }
    return switch (kind) {
      case COMMIT -> reason == Reason.ACCEPTED ? next.committed(verdict) : next;
      case REVEAL -> next.revealed(verdict, reason).verified(verdict, members);
      case WINDOW -> next.closed(verdict.author(), false);
      case AGGREGATE -> next.aggregated(reason);
      case ASSIGNMENT -> next.adopted(verdict);
      case TASK, GRANT, REGISTRATION, HEARTBEAT, STAKE -> next;
      case BATCH, SUPERSESSION, LEASE -> next;
    };
  }

  private TaskFold committed(MarketEvent.Judged verdict) {
    return task == null ? this : with(task.committed(verdict.author(), verdict.inputTime()));
  }

  /** Only reasons that come after the verifier has run count as checked. */
  private TaskFold revealed(MarketEvent.Judged verdict, Reason reason) {
    return switch (reason) {
      case ACCEPTED ->
          plus(Counter.REVEALS_CHECKED, 1).timely(verdict).closed(verdict.author(), true);
      case REVEAL_LATE -> verdict.slashed() > 0 ? plus(Counter.REVEALS_CHECKED, 1) : this;
      case INVALID_PROOF, NON_CANONICAL ->
          plus(Counter.REVEALS_CHECKED, 1)
              .plus(Counter.REVEALS_INVALID, 1)
              .closed(verdict.author(), false);
      case PLAGIARISED ->
          plus(Counter.REVEALS_CHECKED, 1)
              .plus(Counter.REVEALS_PLAGIARISED, 1)
              .closed(verdict.author(), false);
      case MALFORMED,
          OVERSIZED,
          WRONG_PARTITION,
          UNKNOWN_TASK,
          WRONG_DOMAIN,
          FENCED_EPOCH,
          UNREGISTERED,
          NOT_ASSIGNED,
          BAD_SIGNATURE,
          COMMIT_CLOSED,
          DOUBLE_COMMIT,
          INSUFFICIENT_BOND,
          UNCOMMITTED,
          REVEAL_TOO_EARLY,
          DIGEST_MISMATCH,
          STALE,
          DUPLICATE,
          VERIFIER_STOPPED,
          MARKET_CLOSED,
          UNSUPPORTED,
          BAD_GRANT,
          UNAUTHORISED_AGGREGATOR,
          INCOMPLETE_AGGREGATE,
          NO_REVEAL ->
          this;
    };
  }

  private TaskFold timely(MarketEvent.Judged verdict) {
    Long committedAt = task == null ? null : task.commitOf(verdict.author());
    return committedAt == null
        ? this
        : new TaskFold(
            task, bucket.observe(Series.COMMIT_TO_REVEAL, verdict.inputTime() - committedAt));
  }

  /** A commit comes to an end once: what follows it (the grace, a repeat) does not count again. */
  private TaskFold closed(String prover, boolean revealed) {
    if (task == null || task.commitOf(prover) == null) {
      return this;
    }
    return with(task.without(prover))
        .plus(Counter.WINDOWS_CLOSED, 1)
        .plus(Counter.WINDOWS_UNREVEALED, revealed ? 0 : 1);
  }

  private TaskFold verified(
      MarketEvent.Judged verdict, Function<String, @Nullable Member> members) {
    boolean proven = TaskState.VERIFIED.name().equals(verdict.taskState());
    boolean taken =
        verdict.reason().equals(Reason.ACCEPTED.name())
            || verdict.reason().equals(Reason.REVEAL_LATE.name());
    if (task == null || !task.unproven() || !proven || !taken) {
      return this;
    }
    Bucket next =
        bucket
            .plus(Counter.VERIFIED, 1)
            .plus(Counter.VERIFIED_EPOCHS, Math.max(1, verdict.epoch()))
            .plus(Counter.VERIFIED_WEIGHT, task.weight())
            .observe(Series.PROOF_LATENCY, verdict.inputTime() - task.publishedAt());
    return new TaskFold(
        task.in(Stage.VERIFIED),
        won(next, verdict.author(), task.weight(), members.apply(verdict.author())));
  }

  /** Nobody has proved it, so it is nobody's win, and tells nothing of how long proofs take. */
  private TaskFold adopted(MarketEvent.Judged verdict) {
    boolean proven = TaskState.VERIFIED.name().equals(verdict.taskState());
    return task != null && task.unproven() && proven ? with(task.in(Stage.VERIFIED)) : this;
  }

  private static Bucket won(Bucket bucket, String winner, long weight, @Nullable Member member) {
    Bucket won = bucket.share(Dimension.WINNER, winner, weight);
    return member == null
        ? won
        : won.share(Dimension.VENDOR, member.vendor(), weight)
            .share(Dimension.REGION, member.region(), weight)
            .share(Dimension.CLIENT, member.client(), weight);
  }

  private TaskFold aggregated(Reason reason) {
    return switch (reason) {
      case ACCEPTED, INVALID_PROOF, UNAUTHORISED_AGGREGATOR -> plus(Counter.AGGREGATES_JUDGED, 1);
      case INCOMPLETE_AGGREGATE ->
          plus(Counter.AGGREGATES_JUDGED, 1).plus(Counter.AGGREGATES_INCOMPLETE, 1);
      case MALFORMED,
          OVERSIZED,
          WRONG_PARTITION,
          UNKNOWN_TASK,
          WRONG_DOMAIN,
          FENCED_EPOCH,
          UNREGISTERED,
          NOT_ASSIGNED,
          BAD_SIGNATURE,
          COMMIT_CLOSED,
          DOUBLE_COMMIT,
          INSUFFICIENT_BOND,
          UNCOMMITTED,
          REVEAL_TOO_EARLY,
          REVEAL_LATE,
          DIGEST_MISMATCH,
          NON_CANONICAL,
          PLAGIARISED,
          STALE,
          DUPLICATE,
          VERIFIER_STOPPED,
          MARKET_CLOSED,
          UNSUPPORTED,
          BAD_GRANT,
          NO_REVEAL ->
          this;
    };
  }

  private TaskFold ended(MarketEvent.TaskEnded ended) {
    boolean wasted =
        task != null && task.everCommitted() && ended.state().equals(TaskState.SUPERSEDED.name());
    long weight = task != null && wasted ? task.weight() : 0;
    return new TaskFold(null, bucket.plus(Counter.STALE_WEIGHT, weight));
  }

  private TaskFold ended(MarketEvent.BatchEnded ended) {
    return switch (ended.outcome()) {
      case "SETTLED" ->
          new TaskFold(
              task,
              bucket
                  .plus(Counter.SETTLED_BATCHES, 1)
                  .observe(
                      Series.AGGREGATION_DELAY,
                      ended.rootVerifiedAt() - ended.lastChildVerifiedAt()));
      case "FAILED" -> plus(Counter.FAILED_BATCHES, 1);
      default -> this; // superseded, or the word of a newer release: nothing to measure
    };
  }

  private TaskFold executed(MarketEvent.BatchExecuted executed) {
    return executed.outcome().equals("EXECUTED") && executed.rootVerifiedAt() > 0
        ? new TaskFold(
            task,
            bucket.observe(
                Series.VERIFIED_TO_EXECUTED, executed.executedAt() - executed.rootVerifiedAt()))
        : this;
  }

  private TaskFold plus(Counter counter, long amount) {
    return new TaskFold(task, bucket.plus(counter, amount));
  }

  private TaskFold with(LiveTask next) {
    return new TaskFold(next, bucket);
  }
}
