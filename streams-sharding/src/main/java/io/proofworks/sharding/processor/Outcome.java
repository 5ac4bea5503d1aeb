package io.proofworks.sharding.processor;

import io.proofworks.avro.Assignee;
import io.proofworks.avro.Assignment;
import io.proofworks.avro.Task;
import io.proofworks.avro.TaskClosed;
import io.proofworks.avro.TaskRecord;
import io.proofworks.avro.TaskSuperseded;
import io.proofworks.avro.Verdict;
import io.proofworks.runtime.journal.Consequence;
import io.proofworks.sharding.domain.ScheduleEvent;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** What followed for a partition of sharding: what it publishes, and tells the scheduler. */
public sealed interface Outcome extends Consequence {

  /** A request or a supersession was answered. */
  record Answered(String key, Verdict verdict) implements Outcome {
    @Override
    public String outcome() {
      return text(
          "verdict",
          verdict.getVerdictId(),
          verdict.getKind(),
          verdict.getReason(),
          verdict.getAuthor(),
          verdict.getSigned(),
          verdict.getBatchId());
    }
  }

  /** A task was published, or ended. */
  record TaskTold(TaskRecord told) implements Outcome {
    @Override
    public String outcome() {
      return switch (told.getEvent()) {
        case Task task ->
            text(
                "task",
                told.getTaskId(),
                task.getReward(),
                task.getMinReward(),
                task.getMaxReward(),
                task.getBond(),
                task.getCommitBy(),
                task.getRevealWindowMs());
        case TaskSuperseded event ->
            alsoIf(
                event.getSupersededAt() != null,
                text("superseded", told.getTaskId(), event.getCause()),
                event.getSupersededAt());
        case TaskClosed event ->
            alsoIf(
                event.getAwaitsVerdict(),
                text("closed", told.getTaskId(), event.getState(), event.getCause()),
                "awaits verdict");
        default -> throw new IllegalStateException("a task record with an event of no known kind");
      };
    }
  }

  /** A task was given to provers, or back by one, or takes over a proof. */
  record Assigned(Assignment assignment) implements Outcome {
    @Override
    public String outcome() {
      List<String> givenBackBy = assignment.getGivenBackBy();
      return alsoIf(
          !givenBackBy.isEmpty(),
          text(
              "assigned",
              assignment.getTaskId(),
              assignment.getEpoch(),
              assignment.getAssignees().stream()
                  .map(Assignee::getProverId)
                  .collect(Collectors.joining(",")),
              assignment.getCommitBy(),
              assignment.getReward(),
              assignment.getCause(),
              assignment.getAdoptedFrom()),
          String.join(",", givenBackBy));
    }
  }

  /** The scheduler was told; that journal has what. */
  record Told(ScheduleEvent event) implements Outcome {}

  /** What is published under a key. */
  static Outcome of(String key, SpecificRecord value) {
    return switch (value) {
      case Verdict verdict -> new Answered(key, verdict);
      case TaskRecord task -> new TaskTold(task);
      case Assignment assignment -> new Assigned(assignment);
      default -> throw new IllegalStateException("sharding publishes no " + value.getSchema());
    };
  }

  /** What older rules do not say stands at the end, so that what they said is as it was. */
  private static String alsoIf(boolean said, String before, @Nullable Object more) {
    return said ? text(before, more) : before;
  }

  private static String text(@Nullable Object... parts) {
    return Arrays.stream(parts).map(String::valueOf).collect(Collectors.joining("|"));
  }
}
