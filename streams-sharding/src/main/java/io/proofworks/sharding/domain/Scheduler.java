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
    Draft draft = new Draft(book, event.at(), policy);
    hear(draft, event);
    if (event instanceof ScheduleEvent.Ticked) {
      expire(draft, policy);
    }
    if (policy != null && (event instanceof ScheduleEvent.Ticked || draft.opens(policy))) {
      place(draft, policy);
    }
    return draft.decision();
  }

  static void hear(Draft draft, ScheduleEvent event) {
    switch (event) {
      case ScheduleEvent.TasksPublished(long at, List<TaskOffer> tasks) -> publish(draft, tasks);
      case ScheduleEvent.BatchEnded(long at, List<String> taskIds) ->
          taskIds.forEach(id -> draft.task(id).ifPresent(task -> finish(draft, task)));
      case ScheduleEvent.StandingChanged(long at, ProverProfile profile) ->
          draft.put(draft.prover(profile.proverId()).with(profile));
      case ScheduleEvent.HeartbeatChecked(long at, Pulse pulse) -> heartbeat(draft, pulse);
      case ScheduleEvent.Judged judged ->
          draft.task(judged.taskId()).ifPresent(task -> judge(draft, task, judged));
      case ScheduleEvent.HeartbeatsRead(long at, int partition) -> draft.read(partition, at);
      case ScheduleEvent.Ticked(long at) -> {}
    }
  }

  private static void publish(Draft draft, List<TaskOffer> offers) {
    List<TaskView> tasks =
        offers.stream()
            .filter(offer -> draft.task(offer.taskId()).isEmpty())
            .map(TaskView::published)
            .toList();
    tasks.forEach(draft::put);
  }

  // ------------------------------------------------------------------ what provers say

  private static void heartbeat(Draft draft, Pulse pulse) {
    if (!draft.knows(pulse.proverId())) {
      return;
    }
    draft.put(draft.prover(pulse.proverId()).with(pulse));
    pulse
        .declines()
        .forEach(back ->
            draft
                .task(back.taskId())
                .filter(task -> task.epoch() == back.epoch())
                .ifPresent(task -> decline(draft, task, pulse.proverId())));
  }

  /**
   * Neither an epoch nor a fault of the task: the next one is asked, and the budget is as it was.
   * It is told before anybody else is asked, and also where nobody is: settlement would call who
   * gave it back silent.
   */
  private static void decline(Draft draft, TaskView task, String prover) {
    if (task.status() instanceof TaskStatus.Assigned assigned && assigned.mayDecline(prover)) {
      draft.put(draft.prover(prover).declining(draft.now(), draft.halfLifeMs()));
      TaskView without = release(draft, task, prover, Past::declined);
      if (draft.tellsWhoGivesBack()) {
        tellGivenBack(draft, task, prover, assigned.at());
      }
      if (assigned.without(prover).active().isEmpty()) {
        BatchGate.await(draft, without, AssignmentCause.DECLINED);
      }
    }
  }

  private static void tellGivenBack(Draft draft, TaskView task, String prover, long assignedAt) {
    TaskOffer offer = task.offer();
    draft.tell(
        new Effect.GiveBack(
            task.taskId(), offer.batchId(), task.epoch(), prover, offer.commitBy(assignedAt)));
  }

  // ------------------------------------------------------------------ what settlement says

  private static void judge(Draft draft, TaskView task, ScheduleEvent.Judged judged) {
    TaskView next = note(draft, task, judged);
    if (judged.state() == null) {
      return;
    }
    switch (judged.state()) {
      case OPEN, ASSIGNED, COMMITTED, REVEALED -> {}
      case VERIFIED, SETTLED -> {
        end(draft, next);
        if (judged.kind() != VerdictKind.ASSIGNMENT) { // else it took over a proof that is known
          BatchGate.proved(draft, next);
        }
      }
      case EXPIRED, SUPERSEDED, FAILED -> {
        end(draft, next);
        BatchGate.ended(draft, next, judged.state());
      }
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
    if (!(task.status() instanceof TaskStatus.Unfunded)) {
      return task;
    }
    TaskView funded = put(draft, task.with(new TaskStatus.Funded(draft.now())));
    BatchGate.funded(draft, funded);
    return draft.task(task.taskId()).orElse(funded);
  }

  private static TaskView commit(Draft draft, TaskView task, ScheduleEvent.Judged judged) {
    TaskView dated = dated(draft, task, judged);
    if (task.status() instanceof TaskStatus.Assigned assigned
        && judged.epoch() == task.epoch()
        && assigned.active().contains(judged.author())) {
      ProverView prover = draft.prover(judged.author());
      draft.put(prover.committing(task.offer(), draft.now(), draft.halfLifeMs()));
      return put(draft, dated.with(assigned.withCommit(judged.author())));
    }
    return dated;
  }

  /** Also of an epoch that is over: settlement may take its commit, and its proof, after that. */
  private static TaskView dated(Draft draft, TaskView task, ScheduleEvent.Judged judged) {
    return task.pastIn(judged.epoch(), judged.author())
        .map(past -> past.committed(judged.committedAt()))
        .map(past -> put(draft, task.withPast(judged.author(), past)))
        .orElse(task);
  }

  private static TaskView revealed(Draft draft, TaskView task, ScheduleEvent.Judged judged) {
    Reason reason = judged.reason();
    if (reason == Reason.ACCEPTED) {
      return deliver(draft, task, judged);
    }
    return reason.endsEpoch() ? release(draft, task, judged.author(), past(reason)) : task;
  }

  /** A proof of a release that the market does not know costs no bond, but another shall try. */
  private static PastStep past(Reason reason) {
    boolean failed = reason.fault() == Reason.Fault.AUTHOR || reason == Reason.UNSUPPORTED;
    return failed ? Past::failed : Past::released;
  }

  /** Who gave the task back in time has not been silent. */
  private static TaskView silent(Draft draft, TaskView task, ScheduleEvent.Judged judged) {
    boolean uncommitted = judged.kind() == VerdictKind.ASSIGNMENT;
    Reason fault = uncommitted ? Reason.COMMIT_CLOSED : Reason.NO_REVEAL;
    if (judged.reason() != fault || !task.isHeldBy(judged.author())) {
      return task;
    }
    if (uncommitted) {
      draft.put(draft.prover(judged.author()).lapsing(draft.now(), draft.halfLifeMs()));
    }
    return release(draft, task, judged.author(), Past::failed);
  }

  /** Measured is a proof by the epoch in which its prover was asked for it. */
  private static TaskView deliver(Draft draft, TaskView task, ScheduleEvent.Judged judged) {
    String author = judged.author();
    ProverView prover = draft.prover(author);
    if (prover.profile() != null) {
      draft.win(prover.profile());
    }
    task.pastIn(judged.epoch(), author)
        .filter(past -> draft.knows(author))
        .ifPresent(past -> measure(draft, prover, task.offer(), past));
    return release(draft, task, author, Past::released);
  }

  private static void measure(Draft draft, ProverView prover, TaskOffer offer, Past past) {
    long took = past.tookMs(draft.now(), offer.commitTimeoutMs());
    Pace known = prover.pace(offer.taskClass(), draft.now(), draft.paceHalfLifeMs());
    draft.put(prover.with(offer.taskClass(), known.after(took, offer.weight(), draft.now())));
  }

  /** Settlement wants a new epoch: whoever still holds this one has lost it. */
  private static void reassign(Draft draft, TaskView task, ScheduleEvent.Judged judged) {
    if (task.status() instanceof TaskStatus.Assigned assigned && judged.epoch() == task.epoch()) {
      TaskView bare = task;
      for (String prover : assigned.active().stream().sorted().toList()) {
        boolean atFault = prover.equals(judged.author());
        bare = release(draft, bare, prover, atFault ? past(judged.reason()) : Past::released);
      }
      BatchGate.await(draft, bare.failed(), judged.cause());
    } else if (task.status() instanceof TaskStatus.Adopting(String from)
        && judged.epoch() == task.epoch()) {
      unadopted(draft, task, from);
    }
  }

  /**
   * Settlement has forgotten the proof, or cannot verify it any more: it is bought, and whoever is
   * asked for it is paid.
   */
  private static void unadopted(Draft draft, TaskView task, String from) {
    draft.forgetProof(task.statementId(), from);
    BatchGate.await(draft, task, AssignmentCause.INITIAL);
  }

  // ------------------------------------------------------------------ holders

  /** What a prover's past with a task becomes when it stops holding it. */
  @FunctionalInterface
  private interface PastStep {
    Past after(Past past, long now);
  }

  /** Takes a task from a prover, if it holds it, and remembers how it went. */
  private static TaskView release(Draft draft, TaskView task, String prover, PastStep step) {
    Past past = task.holders().get(prover);
    if (past == null || !past.holds()) {
      return task;
    }
    draft.put(draft.prover(prover).releasing(task.taskId()));
    TaskView noted = task.withPast(prover, step.after(past, draft.now()));
    return put(
        draft,
        task.status() instanceof TaskStatus.Assigned assigned
            ? noted.with(assigned.without(prover))
            : noted);
  }

  /** Settlement has said the last word. */
  private static void end(Draft draft, TaskView task) {
    free(draft, task);
    draft.forget(task.taskId());
  }

  /** The end is published; settlement will say what became of reveals that were there before. */
  private static void finish(Draft draft, TaskView task) {
    free(draft, task);
    draft.put(task.with(new TaskStatus.Over()));
  }

  private static void free(Draft draft, TaskView task) {
    task.holders()
        .keySet()
        .forEach(prover -> draft.put(draft.prover(prover).releasing(task.taskId())));
  }

  private static TaskView put(Draft draft, TaskView task) {
    draft.put(task);
    return task;
  }

  // ------------------------------------------------------------------ time

  private static void expire(Draft draft, @Nullable MarketPolicy policy) {
    draft.waiting().forEach(task -> giveUp(draft, task));
    if (policy != null) {
      fail(draft, policy);
    }
    draft.ending().forEach(task -> close(draft, task));
  }

  /**
   * The retry budget is of those that had the task: while somebody is there who did not, however
   * many failed before, it is not over. One heartbeat that is missing ends nothing, and a late
   * proof may still save it. What the market could not judge spends the budget too: it would not
   * judge the next one of that prover either.
   */
  private static void fail(Draft draft, MarketPolicy policy) {
    List<TaskView> spent = draft.waiting().stream().filter(TaskView::isSpent).toList();
    if (!spent.isEmpty()) {
      Candidates candidates = Candidates.of(draft, policy);
      spent.stream()
          .filter(task -> !candidates.othersMayTake(task))
          .limit(Choices.MOST)
          .forEach(task -> fail(draft, task, policy.heartbeatTimeoutMs()));
    }
  }

  static void fail(Draft draft, TaskView task, long patienceMs) {
    if (task.status() instanceof TaskStatus.Waiting waits
        && isOutOfPatience(draft, task, patienceMs)) {
      draft.chooseNobody(task.taskId());
      long closeAt = Math.max(draft.now(), waits.since() + task.offer().lateGraceMs());
      String why = "retry budget of " + task.offer().maxEpochs() + " epochs spent";
      draft.put(task.with(new TaskStatus.Ending(closeAt, TaskState.FAILED, why)));
    }
  }

  static boolean isOutOfPatience(Draft draft, TaskView task, long patienceMs) {
    return task.status() instanceof TaskStatus.Waiting waits
        && draft.now() - waits.since() >= patienceMs;
  }

  static void giveUp(Draft draft, TaskView task) {
    if (draft.now() >= task.offer().commitBy()) {
      long grace = task.epoch() == 0 ? 0 : task.offer().lateGraceMs();
      String why = "no time is left for a commit and its reveal before the deadline";
      TaskStatus.Ending ending = new TaskStatus.Ending(draft.now() + grace, TaskState.EXPIRED, why);
      close(draft, put(draft, task.with(ending)));
    }
  }

  static void close(Draft draft, TaskView task) {
    if (task.status() instanceof TaskStatus.Ending(long closeAt, TaskState state, String cause)
        && draft.now() >= closeAt) {
      draft.tell(Effect.Close.of(task, state, cause));
      finish(draft, task);
    }
  }

  // ------------------------------------------------------------------ assignment

  /** Looks at what waits only while somebody has room, so that a full market costs nothing. */
  private static void place(Draft draft, MarketPolicy policy) {
    if (!draft.anyWaiting()) {
      return;
    }
    Candidates candidates = Candidates.of(draft, policy);
    if (candidates.haveRoom()) {
      place(draft, policy, candidates);
    }
  }

  /** A batch that is begun on the way may take over the proof of a task that waits behind. */
  private static void place(Draft draft, MarketPolicy policy, Candidates first) {
    Candidates candidates = first;
    BatchGate gate = new BatchGate(draft);
    int congestion = Demand.congestion(draft, policy, first, gate);
    for (TaskView waiting : draft.waiting()) {
      if (!candidates.haveRoom() || draft.hasChosenEnough()) {
        return;
      }
      TaskView task = draft.task(waiting.taskId()).orElse(waiting);
      long reward = Pricing.offer(task.offer(), draft.now(), congestion);
      if (gate.lets(task) && assign(draft, task, reward, candidates, gate)) {
        candidates = Candidates.of(draft, policy);
      }
    }
  }

  /** Whether somebody was given it. */
  private static boolean assign(
      Draft draft, TaskView task, long reward, Candidates candidates, BatchGate gate) {
    List<Effect.Holder> chosen = candidates.best(task, reward);
    if (!chosen.isEmpty()) {
      gate.begin(task);
      give(draft, task, new Choices.Given(task.taskId(), chosen, reward), cause(task));
    }
    return !chosen.isEmpty();
  }

  /** Of a batch that is begun with this task, it is the first epoch. */
  static AssignmentCause cause(TaskView task) {
    return task.status() instanceof TaskStatus.Waiting waits
        ? waits.cause()
        : AssignmentCause.INITIAL;
  }

  static void give(Draft draft, TaskView task, Choices.Given given, AssignmentCause cause) {
    draft.choose(given);
    List<Effect.Holder> chosen = given.holders();
    Set<String> ids = chosen.stream().map(Effect.Holder::proverId).collect(Collectors.toSet());
    ids.forEach(id -> draft.put(draft.prover(id).taking(task.offer())));
    draft.put(task.assigned(ids, draft.now()));
    long commitBy = task.offer().commitBy(draft.now());
    draft.tell(
        new Effect.Assign(
            task.taskId(),
            task.offer().batchId(),
            task.epoch() + 1,
            chosen,
            commitBy,
            commitBy - draft.now(),
            given.reward(),
            cause));
  }
}
