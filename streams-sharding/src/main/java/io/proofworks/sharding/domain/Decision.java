package io.proofworks.sharding.domain;

import java.util.List;

/**
 * What follows from an event: the steps of the book, and what the market is told, in order.
 *
 * @param choices what of it depends on what is known of provers
 */
public record Decision(List<Change> changes, List<Effect> effects, Choices choices) {
  public Decision {
    changes = List.copyOf(changes);
    effects = List.copyOf(effects);
  }

  /** Whether anything of it is about a task, and not only about time and provers. */
  public boolean isOfTasks() {
    return !effects.isEmpty()
        || changes.stream()
            .anyMatch(change ->
                change instanceof Change.TaskSeen || change instanceof Change.TaskForgotten);
  }
}
