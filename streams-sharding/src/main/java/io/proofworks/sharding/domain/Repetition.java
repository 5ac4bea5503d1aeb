package io.proofworks.sharding.domain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides again what the {@link Scheduler} decided, by what a journal says of it and without
 * knowing the provers: what depended on them is taken from there, and has to be something that the
 * rules allow as far as they are about tasks.
 */
public final class Repetition {

  private Repetition() {}

  /**
   * What followed from an event.
   *
   * @param now where the clock stood then
   * @param event null where only what was known of provers changed
   * @throws IllegalArgumentException if the rules do not allow what was chosen
   */
  public static Decision of(
      MarketView book,
      long now,
      @Nullable ScheduleEvent event,
      Choices choices,
      @Nullable MarketPolicy policy) {
    Draft draft = new Draft(book, now, policy);
    if (event != null) {
      Scheduler.hear(draft, event);
    }
    if (event instanceof ScheduleEvent.Ticked) {
      draft.waiting().forEach(task -> Scheduler.giveUp(draft, task));
      choices.spent().forEach(id -> failAgain(draft, id, policy));
      draft.ending().forEach(task -> Scheduler.close(draft, task));
    } else {
      require(choices.spent().isEmpty(), "without a tick no budget is looked at");
    }
    require(choices.given().isEmpty() || policy != null, "given without a policy");
    choices.given().forEach(given -> giveAgain(draft, given));
    return draft.decision();
  }

  private static void failAgain(Draft draft, String taskId, @Nullable MarketPolicy policy) {
    TaskView task = draft.task(taskId).filter(TaskView::isSpent).orElse(null);
    if (policy == null
        || task == null
        || !Scheduler.isOutOfPatience(draft, task, policy.heartbeatTimeoutMs())) {
      throw new IllegalArgumentException("task " + taskId + " was not to be given up");
    }
    Scheduler.fail(draft, task, policy.heartbeatTimeoutMs());
  }

  private static void giveAgain(Draft draft, Choices.Given given) {
    BatchGate gate = new BatchGate(draft);
    TaskView task = draft.task(given.taskId()).filter(gate::lets).orElse(null);
    if (task == null) {
      throw new IllegalArgumentException(
          "task " + given.taskId() + " was not to be given to anybody");
    }
    requireHolders(task, given, draft.now());
    requireOffered(task, given, draft.now());
    gate.begin(task);
    Scheduler.give(draft, task, given, Scheduler.cause(task));
  }

  private static void requireHolders(TaskView task, Choices.Given given, long now) {
    List<String> ids = given.holders().stream().map(Effect.Holder::proverId).distinct().toList();
    require(
        !ids.isEmpty()
            && ids.size() == given.holders().size()
            && ids.size() <= task.offer().redundancy(),
        "task %s was given to %s, and %d may have it"
            .formatted(given.taskId(), ids, task.offer().redundancy()));
    for (String id : ids) {
      require(
          Candidates.mayHold(task, id, now),
          id + " had task " + given.taskId() + " before, and may not have it yet");
    }
  }

  /** How many ask for provers is not known again: more than all of the premium is never paid. */
  private static void requireOffered(TaskView task, Choices.Given given, long now) {
    long least = Pricing.offer(task.offer(), now, 0);
    long most = Pricing.offer(task.offer(), now, Pricing.MILLION);
    require(
        given.reward() >= least && given.reward() <= most,
        "task %s was worth %d to %d, not %d"
            .formatted(given.taskId(), least, most, given.reward()));
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
