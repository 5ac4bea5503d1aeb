package io.proofworks.sharding.domain;

import io.proofworks.protocol.AssignmentCause;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.TaskState;
import io.proofworks.protocol.VerdictKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the scheduler of a domain hears, with the log time at which it happened. */
public sealed interface ScheduleEvent {

  long at();

  /** Tasks of a new batch. */
  record TasksPublished(long at, List<TaskOffer> tasks) implements ScheduleEvent {
    public TasksPublished {
      tasks = List.copyOf(tasks);
    }
  }

  /** A batch was superseded, settled or failed: its tasks want nobody any more. */
  record BatchEnded(long at, List<String> taskIds) implements ScheduleEvent {
    public BatchEnded {
      taskIds = List.copyOf(taskIds);
    }
  }

  record StandingChanged(long at, ProverProfile prover) implements ScheduleEvent {}

  record HeartbeatChecked(long at, Pulse pulse) implements ScheduleEvent {}

  /**
   * Settlement's word on something that concerns a task.
   *
   * @param state of the task after it; REASSIGNED asks for a new epoch
   * @param committedAt of a commit that it takes: log time at which that was appended; 0 where it
   *     is of nothing else, or was said by a release that did not say so
   */
  record Judged(
      long at,
      String taskId,
      int epoch,
      VerdictKind kind,
      Reason reason,
      String author,
      @Nullable TaskState state,
      long committedAt)
      implements ScheduleEvent {

    /** As a release said it that did not know when a commit was appended. */
    public Judged undated() {
      return new Judged(at, taskId, epoch, kind, reason, author, state, 0);
    }

    /** Why another epoch is asked for, of a verdict that asks for one. */
    AssignmentCause cause() {
      if (kind == VerdictKind.ASSIGNMENT && reason == Reason.ACCEPTED) {
        return AssignmentCause.DECLINED; // all others had failed when the last one gave it back
      }
      if (reason == Reason.COMMIT_CLOSED || reason == Reason.INSUFFICIENT_BOND) {
        return AssignmentCause.COMMIT_TIMEOUT;
      }
      if (reason == Reason.NO_REVEAL || reason == Reason.REVEAL_LATE) {
        return AssignmentCause.NO_REVEAL;
      }
      return reason == Reason.PLAGIARISED
          ? AssignmentCause.PLAGIARISED
          : AssignmentCause.INVALID_PROOF;
    }

    /**
     * Whether it can change anything, whatever is known of the task: what settles nothing and
     * speaks of nobody's doing, as most refusals, needs not be heard.
     */
    public boolean counts() {
      return endsOrAsks() || speaksOfSomebody();
    }

    private boolean endsOrAsks() {
      return switch (state) {
        case VERIFIED, SETTLED, EXPIRED, SUPERSEDED, FAILED, REASSIGNED -> true;
        case OPEN, ASSIGNED, COMMITTED, REVEALED -> false;
        case null -> false;
      };
    }

    private boolean speaksOfSomebody() {
      return switch (kind) {
        case TASK, COMMIT -> reason == Reason.ACCEPTED;
        case REVEAL -> reason == Reason.ACCEPTED || reason.endsEpoch();
        case ASSIGNMENT -> reason == Reason.COMMIT_CLOSED;
        case WINDOW -> reason == Reason.NO_REVEAL;
        case GRANT, REGISTRATION, HEARTBEAT, STAKE, BATCH, SUPERSESSION, AGGREGATE, LEASE -> false;
      };
    }
  }

  /**
   * All heartbeats of a partition were heard that were appended before that. Partitions are not
   * read evenly: until then nobody of it is silent.
   */
  record HeartbeatsRead(long at, int partition) implements ScheduleEvent {}

  /** Nothing happened but time. */
  record Ticked(long at) implements ScheduleEvent {}
}
