package io.proofworks.sharding.processor;

import io.proofworks.sharding.domain.Choices;
import io.proofworks.sharding.domain.Decision;
import io.proofworks.sharding.domain.ScheduleEvent;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an entry of the schedule's journal has: what was heard, and what was chosen by what was
 * known of provers then. Of what only says that a prover is there, or that time passed, there is an
 * entry only if something came of it for a task.
 *
 * @param heard null where only what was known of provers changed
 */
public record Scheduled(@Nullable ScheduleEvent heard, Choices choices) {

  /** What an event's entry has; empty where it has none. */
  static Optional<Scheduled> of(ScheduleEvent event, Decision decision) {
    Choices choices = decision.choices();
    boolean ofTasks = decision.isOfTasks();
    return switch (event) {
      case ScheduleEvent.TasksPublished told -> Optional.of(new Scheduled(told, choices));
      case ScheduleEvent.BatchEnded told -> Optional.of(new Scheduled(told, choices));
      case ScheduleEvent.Judged told -> Optional.of(new Scheduled(told, choices));
      case ScheduleEvent.Ticked told ->
          ofTasks ? Optional.of(new Scheduled(told, choices)) : Optional.empty();
      case ScheduleEvent.HeartbeatChecked told ->
          ofTasks
              ? Optional.of(new Scheduled(told.pulse().declines().isEmpty() ? null : told, choices))
              : Optional.empty();
      case ScheduleEvent.HeartbeatsRead told -> Optional.empty();
      case ScheduleEvent.StandingChanged told ->
          ofTasks ? Optional.of(new Scheduled(null, choices)) : Optional.empty();
    };
  }
}
