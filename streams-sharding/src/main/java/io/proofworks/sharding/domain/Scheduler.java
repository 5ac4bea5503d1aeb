package io.proofworks.sharding.domain;

import io.proofworks.protocol.AssignmentCause;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.TaskState;
import io.proofworks.protocol.VerdictKind;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Gives tasks to provers, and to others when settlement asks for it: a pure function of what the
 * book says and of one event. Nothing is random and every tie is broken by id, so the same log
 * gives the same assignments.
 *
 * <p>Settlement alone says when a task needs a new epoch; the scheduler says who gets it, within
 * the retry budget of the class. A task that nobody can take waits, worth more as time passes, and
 * never holds up another one.
 */
public final class Scheduler {

  private Scheduler() {}

  /**
   * What follows from an event.
   *
   * @param policy null before the market has one: what is heard is remembered, nothing is assigned
   */
  public static Decision decide(
      MarketView book, ScheduleEvent event, @Nullable MarketPolicy policy) {
    Draft draft = new Draft(book, event.at());
    hear(draft, event);
    if (event instanceof ScheduleEvent.Ticked) {
      expire(draft);
    }
    if (policy != null && !(event instanceof ScheduleEvent.TasksPublished)) {
      place(draft, policy);
    }
    return draft.decision();
  }

  private static void hear(Draft draft, ScheduleEvent event) {
    switch (event) {
      case ScheduleEvent.TasksPublished(long at, List<TaskOffer> tasks) ->
          tasks.forEach(task -> publish(draft, task));
      case ScheduleEvent.BatchEnded(long at, List<String> taskIds) ->
          taskIds.forEach(id -> draft.task(id).ifPresent(task -> end(draft, task)));
      case ScheduleEvent.StandingChanged(long at, ProverProfile profile) ->
          draft.put(draft.prover(profile.proverId()).with(profile));
      case ScheduleEvent.HeartbeatChecked(long at, Pulse pulse) -> heartbeat(draft, pulse);
      case ScheduleEvent.Judged judged ->
          draft.task(judged.taskId()).ifPresent(task -> judge(draft, task, judged));
      case ScheduleEvent.Ticked(long at) -> {}
    }
  }

  private static void publish(Draft draft, TaskOffer offer) {
    if (draft.task(offer.taskId()).isEmpty()) {
      draft.put(TaskView.published(offer));
    }
  }

  // ------------------------------------------------------------------ what provers say

  private static void heartbeat(Draft draft, Pulse pulse) {
    draft.put(draft.prover(pulse.proverId()).with(pulse));
    pulse
        .declines()
        .forEach(back ->
            draft
                .task(back.taskId())
                .filter(task -> task.epoch() == back.epoch())
                .ifPresent(task -> decline(draft, task, pulse.proverId())));
  }

  private static void decline(Draft draft, TaskView task, String prover) {
    if (task.status() instanceof TaskStatus.Assigned assigned && assigned.mayDecline(prover)) {
      TaskView without = release(draft, task, prover, false);
      if (assigned.without(prover).active().isEmpty()) {
        retry(draft, without, AssignmentCause.DECLINED);
      }
    }
  }

  // ------------------------------------------------------------------ what settlement says

  private static void judge(Draft draft, TaskView task, ScheduleEvent.Judged judged) {
    TaskView next = note(draft, task, judged);
    if (judged.state() == null) {
      return;
    }
    switch (judged.state()) {
      case OPEN, ASSIGNED, COMMITTED, REVEALED -> {}
      case VERIFIED, SETTLED, EXPIRED, SUPERSEDED, FAILED -> end(draft, next);
      case REASSIGNED -> reassign(draft, next, judged);
    }
  }

  /** What the verdict says of the escrow or of the prover it names. */
  private static TaskView note(Draft draft, TaskView task, ScheduleEvent.Judged judged) {
    return switch (judged.kind()) {
      case TASK -> judged.reason() == Reason.ACCEPTED ? fund(draft, task) : task;
      case COMMIT -> judged.reason() == Reason.ACCEPTED ? commit(draft, task, judged) : task;
      case REVEAL -> revealed(draft, task, judged);
      case ASSIGNMENT, WINDOW -> silent(draft, task, judged);
      case GRANT, REGISTRATION, HEARTBEAT, STAKE, BATCH, SUPERSESSION, AGGREGATE, LEASE -> task;
    };
  }

  private static TaskView fund(Draft draft, TaskView task) {
    return task.status() instanceof TaskStatus.Unfunded
        ? put(draft, task.with(new TaskStatus.Waiting(AssignmentCause.INITIAL)))
        : task;
  }

  private static TaskView commit(Draft draft, TaskView task, ScheduleEvent.Judged judged) {
    return task.status() instanceof TaskStatus.Assigned assigned
            && judged.epoch() == task.epoch()
            && assigned.active().contains(judged.author())
        ? put(draft, task.with(assigned.withCommit(judged.author())))
        : task;
  }

  private static TaskView revealed(Draft draft, TaskView task, ScheduleEvent.Judged judged) {
    return switch (judged.reason()) {
      case ACCEPTED -> deliver(draft, task, judged.author());
      // of a release that the market does not know: it costs no bond, but another shall try
      case UNSUPPORTED -> release(draft, task, judged.author(), true);
      case VERIFIER_STOPPED -> release(draft, task, judged.author(), false);
      case INVALID_PROOF, NON_CANONICAL, PLAGIARISED, MALFORMED, REVEAL_LATE ->
          release(draft, task, judged.author(), true);
      case OVERSIZED,
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
          BAD_GRANT,
          UNAUTHORISED_AGGREGATOR,
          INCOMPLETE_AGGREGATE,
          NO_REVEAL ->
          task;
    };
  }

  private static TaskView silent(Draft draft, TaskView task, ScheduleEvent.Judged judged) {
    boolean fault =
        judged.kind() == VerdictKind.ASSIGNMENT
            ? judged.reason() == Reason.COMMIT_CLOSED
            : judged.reason() == Reason.NO_REVEAL;
    return fault ? release(draft, task, judged.author(), true) : task;
  }

  private static TaskView deliver(Draft draft, TaskView task, String author) {
    ProverView prover = draft.prover(author);
    if (prover.profile() != null) {
      draft.win(prover.profile());
    }
    if (task.status() instanceof TaskStatus.Assigned assigned && draft.knows(author)) {
      long took = Math.max(0, draft.now() - assigned.at());
      draft.put(prover.measured(task.offer().taskClass(), took, task.offer().weight()));
    }
    return release(draft, task, author, false);
  }

  /** Settlement wants a new epoch: whoever still holds this one has lost it. */
  private static void reassign(Draft draft, TaskView task, ScheduleEvent.Judged judged) {
    if (task.status() instanceof TaskStatus.Assigned assigned && judged.epoch() == task.epoch()) {
      TaskView bare = task;
      for (String prover : assigned.active().stream().sorted().toList()) {
        bare = release(draft, bare, prover, false);
      }
      retry(draft, bare, cause(judged.reason()));
    }
  }

  private static AssignmentCause cause(Reason reason) {
    return switch (reason) {
      case COMMIT_CLOSED -> AssignmentCause.COMMIT_TIMEOUT;
      case NO_REVEAL, REVEAL_LATE -> AssignmentCause.NO_REVEAL;
      case PLAGIARISED -> AssignmentCause.PLAGIARISED;
      case ACCEPTED,
          MALFORMED,
          OVERSIZED,
          WRONG_PARTITION,
          UNKNOWN_TASK,
          WRONG_DOMAIN,
          FENCED_EPOCH,
          UNREGISTERED,
          NOT_ASSIGNED,
          BAD_SIGNATURE,
          DOUBLE_COMMIT,
          INSUFFICIENT_BOND,
          UNCOMMITTED,
          REVEAL_TOO_EARLY,
          DIGEST_MISMATCH,
          NON_CANONICAL,
          INVALID_PROOF,
          STALE,
          DUPLICATE,
          VERIFIER_STOPPED,
          UNSUPPORTED,
          BAD_GRANT,
          UNAUTHORISED_AGGREGATOR,
          INCOMPLETE_AGGREGATE ->
          AssignmentCause.INVALID_PROOF;
    };
  }

  // ------------------------------------------------------------------ holders

  /** Takes a task from a prover, if it holds it, and remembers how it went. */
  private static TaskView release(Draft draft, TaskView task, String prover, boolean failed) {
    Past past = task.holders().get(prover);
    if (past == null) {
      return task;
    }
    draft.put(draft.prover(prover).releasing(task.taskId()));
    TaskView noted = task.withPast(prover, new Past(draft.now(), failed || past.failed()));
    return put(
        draft,
        task.status() instanceof TaskStatus.Assigned assigned
            ? noted.with(assigned.without(prover))
            : noted);
  }

  private static void end(Draft draft, TaskView task) {
    task.holders()
        .keySet()
        .forEach(prover -> draft.put(draft.prover(prover).releasing(task.taskId())));
    draft.forget(task.taskId());
  }

  /**
   * Another epoch if the budget has one; otherwise the end, once a late proof cannot come any more.
   */
  private static void retry(Draft draft, TaskView task, AssignmentCause cause) {
    if (task.epoch() < task.offer().maxEpochs()) {
      draft.put(task.with(new TaskStatus.Waiting(cause)));
      return;
    }
    long closeAt = draft.now() + task.offer().lateGraceMs();
    String why = "retry budget of " + task.offer().maxEpochs() + " epochs spent";
    draft.put(task.with(new TaskStatus.Ending(closeAt, TaskState.FAILED, why)));
  }

  private static TaskView put(Draft draft, TaskView task) {
    draft.put(task);
    return task;
  }

  // ------------------------------------------------------------------ time

  private static void expire(Draft draft) {
    draft.waiting().forEach(task -> giveUp(draft, task));
    draft.ending().forEach(task -> close(draft, task));
  }

  private static void giveUp(Draft draft, TaskView task) {
    if (task.status() instanceof TaskStatus.Waiting && draft.now() >= task.offer().commitBy()) {
      long grace = task.epoch() == 0 ? 0 : task.offer().lateGraceMs();
      String why = "no time is left for a commit and its reveal before the deadline";
      TaskStatus.Ending ending = new TaskStatus.Ending(draft.now() + grace, TaskState.EXPIRED, why);
      close(draft, put(draft, task.with(ending)));
    }
  }

  private static void close(Draft draft, TaskView task) {
    if (task.status() instanceof TaskStatus.Ending(long closeAt, TaskState state, String cause)
        && draft.now() >= closeAt) {
      draft.tell(new Effect.Close(task.taskId(), task.offer().batchId(), state, cause));
      end(draft, task);
    }
  }

  // ------------------------------------------------------------------ assignment

  /** Looks at what waits only while somebody has room, so that a full market costs nothing. */
  private static void place(Draft draft, MarketPolicy policy) {
    Candidates candidates = Candidates.of(draft, policy);
    for (TaskView task : candidates.haveRoom() ? draft.waiting() : List.<TaskView>of()) {
      if (!candidates.haveRoom()) {
        return;
      }
      if (task.status() instanceof TaskStatus.Waiting(var cause)
          && draft.now() < task.offer().commitBy()) {
        assign(draft, task, cause, candidates);
        candidates = Candidates.of(draft, policy);
      }
    }
  }

  private static void assign(
      Draft draft, TaskView task, AssignmentCause cause, Candidates candidates) {
    long reward = Pricing.offer(task.offer(), draft.now(), candidates.congestion());
    List<Effect.Holder> chosen = candidates.best(task, reward);
    if (chosen.isEmpty()) {
      return;
    }
    Set<String> ids = chosen.stream().map(Effect.Holder::proverId).collect(Collectors.toSet());
    ids.forEach(id -> draft.put(draft.prover(id).taking(task.taskId())));
    draft.put(task.assigned(ids, draft.now()));
    long commitBy = Math.min(draft.now() + task.offer().commitTimeoutMs(), task.offer().commitBy());
    draft.tell(
        new Effect.Assign(
            task.taskId(),
            task.offer().batchId(),
            task.epoch() + 1,
            chosen,
            commitBy,
            reward,
            cause));
  }
}
