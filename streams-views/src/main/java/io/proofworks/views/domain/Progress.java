package io.proofworks.views.domain;

import static io.proofworks.views.shape.Meaning.ADDRESS;

import io.proofworks.protocol.TaskState;
import io.proofworks.views.shape.LeftOut;
import io.proofworks.views.shape.Means;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a task stands, as records of different topics tell it, in whatever order they come.
 *
 * @param state null as long as nothing says one
 * @param stateAt when it was reached; 0 when the task was published
 * @param epoch of the newest assignment, from 1; null before the first
 * @param assignees of that
 */
public record Progress(
    @LeftOut @Nullable String state,
    @LeftOut long stateAt,
    @LeftOut @Nullable Integer epoch,
    @LeftOut @Nullable List<@Means(ADDRESS) String> assignees) {

  /** Before anything is known. */
  public static final Progress NONE = new Progress(null, 0, null, null);

  /** After a record that was appended at that time. */
  Progress after(Told told, long time) {
    return switch (told) {
      case Told.Task ignored -> to(TaskState.OPEN.name(), 0);
      case Told.TaskSuperseded ignored -> to(TaskState.SUPERSEDED.name(), time);
      case Told.TaskClosed closed -> to(closed.event().state(), time);
      case Told.Assignment given -> after(given, time);
      case Told.Verdict verdict when verdict.taskState() != null -> to(verdict.taskState(), time);
      default -> this;
    };
  }

  private Progress after(Told.Assignment given, long time) {
    if (epoch != null && given.epoch() <= epoch || given.epoch() <= 0) {
      return this;
    }
    List<String> ids = given.assignees().stream().map(Told.Assignee::proverId).toList();
    return new Progress(state, stateAt, given.epoch(), ids).to(TaskState.ASSIGNED.name(), time);
  }

  /** Moves on to a state reached at that time; what is older than the last says nothing. */
  private Progress to(String next, long time) {
    boolean ended = state != null && TaskState.find(state).filter(TaskState::isEnd).isPresent();
    return ended || time < stateAt ? this : new Progress(next, time, epoch, assignees);
  }
}
