package io.proofworks.sharding.domain;

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
   */
  record Judged(
      long at,
      String taskId,
      int epoch,
      VerdictKind kind,
      Reason reason,
      String author,
      @Nullable TaskState state)
      implements ScheduleEvent {}

  /** Nothing happened but time. */
  record Ticked(long at) implements ScheduleEvent {}
}
