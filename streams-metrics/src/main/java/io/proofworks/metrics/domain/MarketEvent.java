package io.proofworks.metrics.domain;

import io.proofworks.protocol.Reason;
import io.proofworks.protocol.TaskState;
import io.proofworks.protocol.VerdictKind;
import org.jspecify.annotations.Nullable;

/** What the measures have to know of the market's records. Times are append times in epoch ms. */
public sealed interface MarketEvent {

  /** About one task or batch of one class. */
  sealed interface OfClass extends MarketEvent {}

  record TaskPublished(
      String taskId, String batchId, String routeId, int shardCount, long weight, long deadline)
      implements OfClass {}

  record TaskAssigned(String taskId, int epoch) implements OfClass {}

  /**
   * A verdict, slim.
   *
   * @param taskState the task's state after it, where it is about a task
   * @param inputTime when what it answers was appended; its own time for a deadline
   */
  record Judged(
      String kind,
      String reason,
      String author,
      @Nullable String taskId,
      @Nullable String batchId,
      int epoch,
      @Nullable String taskState,
      long inputTime,
      long slashed)
      implements OfClass {

    /** Whether it says that the money for a task is held. */
    public boolean funds() {
      return kind.equals(VerdictKind.TASK.name())
          && reason.equals(Reason.ACCEPTED.name())
          && taskState != null
          && TaskState.find(taskState).filter(state -> !state.isEnd()).isPresent();
    }
  }

  /**
   * @param state SUPERSEDED, SETTLED, FAILED or EXPIRED
   */
  record TaskEnded(String taskId, String state, String cause) implements OfClass {}

  /**
   * A receipt, slim.
   *
   * @param outcome SETTLED, FAILED or SUPERSEDED
   */
  record BatchEnded(
      String batchId,
      String routeId,
      String outcome,
      String cause,
      long lastChildVerifiedAt,
      long rootVerifiedAt)
      implements OfClass {}

  /**
   * @param outcome EXECUTED or REFUNDED
   */
  record BatchExecuted(
      String batchId, String routeId, String outcome, long rootVerifiedAt, long executedAt)
      implements OfClass {}

  /** A prover as registered. */
  record ProverSeen(
      String proverId,
      boolean registered,
      boolean proves,
      boolean aggregates,
      String vendor,
      String region,
      String client,
      int capacity)
      implements MarketEvent {}

  record HeartbeatSeen(String proverId, int capacity, boolean draining) implements MarketEvent {}

  /**
   * The log of that partition has reached the time of this record.
   *
   * @param partition of the source topics
   */
  record TimePassed(int partition) implements MarketEvent {}
}
