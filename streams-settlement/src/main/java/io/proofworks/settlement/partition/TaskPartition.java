package io.proofworks.settlement.partition;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.LogClosures;
import io.proofworks.protocol.LogWatch;
import io.proofworks.protocol.SessionKey;
import io.proofworks.runtime.FormatSerdes;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.TooLargeException;
import io.proofworks.runtime.journal.Applied;
import io.proofworks.settlement.checks.ProofChecks;
import io.proofworks.settlement.domain.MarketPolicy;
import io.proofworks.settlement.domain.Origin;
import io.proofworks.settlement.domain.ProverKey;
import io.proofworks.settlement.domain.TaskCase;
import io.proofworks.settlement.domain.TaskContext;
import io.proofworks.settlement.domain.TaskDecision;
import io.proofworks.settlement.domain.TaskEffect;
import io.proofworks.settlement.domain.TaskEngine;
import io.proofworks.settlement.domain.TaskInput;
import io.proofworks.settlement.domain.TaskRules;
import io.proofworks.settlement.records.Intake;
import io.proofworks.settlement.records.Reading;
import io.proofworks.settlement.records.TaskRecords;
import io.proofworks.settlement.state.InternalMessage;
import io.proofworks.settlement.state.SettlementFormats;
import io.proofworks.settlement.state.TaskStates;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * One partition of the task side: puts inputs into log order, passes deadlines, and lets the engine
 * decide. What it does depends on the log alone.
 *
 * <p>An input of a topic at time t waits until every topic that settles with it has been read past
 * t (of the same millisecond, tasks come before assignments, commitments and reveals). So the order
 * in which the consumer happened to fetch the topics has no influence, and a deadline passes
 * exactly between the inputs before it and those at or after it.
 */
public final class TaskPartition {

  /** For so long in log time at least a task waits for its policy, ms. */
  private static final long POLICY_PATIENCE_MS = 30_000;

  /**
   * Inputs that have their turn in one call. A topic that was closed for long lets all at once go
   * on that was written meanwhile, by anybody; a transaction has time for so many, and for the
   * proofs of so many reveals.
   */
  static final int MOST_TURNS = 256;

  private static final Serde<InternalMessage> MESSAGES = FormatSerdes.of(SettlementFormats.MESSAGE);

  private final TaskRecords records;
  private final TaskStates state;
  private final TaskTime time;
  private final Digests digests;
  private final ProofsAhead proofs;
  private final TaskRules rules;
  private final TaskRoom room;

  /** Whether inputs may be left that can have their turn: by the last call, or before a restart. */
  private boolean behind = true;

  private OptionalInt awaitedPolicy = OptionalInt.empty();

  public TaskPartition(
      TaskRecords records, TaskStates state, Digests digests, ProofChecks proofs, TaskRules rules) {
    this(records, state, digests, proofs, rules, TaskRoom.OF_A_RECORD);
  }

  /** The same with that room for a task. */
  public TaskPartition(
      TaskRecords records,
      TaskStates state,
      Digests digests,
      ProofChecks proofs,
      TaskRules rules,
      TaskRoom room) {
    this.records = records;
    this.state = state;
    this.time = new TaskTime(state, digests);
    this.digests = digests;
    this.proofs = new ProofsAhead(state, digests, proofs);
    this.rules = rules;
    this.room = room;
  }

  /** A tick: its time counts, and what the market's ticker claims in it. */
  public List<Applied<TaskEffect>> tick(InboundRecord record) {
    List<Applied<TaskEffect>> steps = new ArrayList<>();
    InboundRecord tick = time.clamped(record);
    LogWatch.Step step = time.tick(tick);
    step.shown().forEach(closed -> steps.add(closure(tick, closed)));
    time.observe(tick, step);
    settle(record, steps);
    return steps;
  }

  /** The topics in which time stands still behind a gap that no claim has spoken of. */
  public List<String> silentTopics() {
    return time.silentTopics();
  }

  /** That a topic was closed is written down; no deadline of that time has passed yet. */
  private Applied<TaskEffect> closure(InboundRecord tick, LogClosures.Interval closed) {
    Map<String, Long> clocks = new TreeMap<>(time.times());
    clocks.put(Applied.CLOSED_SINCE, closed.from());
    clocks.put(Applied.CLOSED_UNTIL, closed.to());
    return new Applied<>(tick.coordinates(), tick.digest(), null, clocks, List.of(), false);
  }

  /**
   * Takes in a closure that a journal tells of, at a tick that the market's ticker signed. Which
   * records stood around it is the log's to say, not the journal's.
   *
   * @throws IllegalArgumentException if the tick claims nothing, or not that the log was closed
   */
  public Applied<TaskEffect> replayClosure(InboundRecord tick, LogClosures.Interval closed) {
    time.learn(tick, closed);
    return closure(tick, closed);
  }

  /** A record of one of the topics that settle together. */
  public List<Applied<TaskEffect>> receive(InboundRecord record) {
    List<Applied<TaskEffect>> steps = new ArrayList<>();
    if (TaskRecords.opensWindow(record)) {
      steps.add(openWindow(record));
      settle(record, steps);
      return steps;
    }
    InboundRecord clamped = time.clamped(record);
    time.observe(clamped);
    switch (records.read(clamped)) {
      case Reading.Taken<TaskInput>(TaskInput input) -> state.park(rank(clamped), input);
      case Reading.Refused<TaskInput> refused -> steps.add(refuse(clamped, refused));
    }
    settle(clamped, steps);
    return steps;
  }

  /** Nothing is overdue because of it, so no deadline is passed for it. */
  private Applied<TaskEffect> openWindow(InboundRecord record) {
    return switch (records.window(record)) {
      case Reading.Taken<TaskInput>(TaskInput input) ->
          new Applied<>(
              record.coordinates(), record.digest(), null, time.times(), decide(input), false);
      case Reading.Refused<TaskInput> refused -> refuse(record, refused);
    };
  }

  /** A record of an internal topic: applied at once. */
  public List<Applied<TaskEffect>> receiveInternal(InboundRecord record) {
    List<Applied<TaskEffect>> steps = new ArrayList<>();
    steps.add(applyInternal(record));
    settle(record, steps);
    return steps;
  }

  private static int rank(InboundRecord record) {
    return TaskRecords.TOPICS.indexOf(record.coordinates().topic());
  }

  /**
   * Goes on with inputs that can have their turn and were left by an earlier call. When does not
   * matter to what follows from them: no deadline passes before all of them had theirs.
   */
  public List<Applied<TaskEffect>> catchUp() {
    List<Applied<TaskEffect>> steps = new ArrayList<>();
    if (behind) {
      release(steps);
    }
    return steps;
  }

  /** Applies what the clocks release, as much as one call may; then the deadlines up to now. */
  private void settle(InboundRecord cause, List<Applied<TaskEffect>> steps) {
    if (release(steps)) {
      advance(cause, time.now()).ifPresent(steps::add);
    }
  }

  /**
   * Applies inputs that the clocks release, in log order.
   *
   * @return whether none of them is left
   */
  private boolean release(List<Applied<TaskEffect>> steps) {
    behind = false;
    awaitedPolicy = OptionalInt.empty();
    int turns = 0;
    Optional<TaskInput> next = state.parked();
    while (next.isPresent() && time.releases(next.get().origin())) {
      behind = turns++ == MOST_TURNS;
      awaitedPolicy = awaitedBy(next.get());
      if (behind || awaitedPolicy.isPresent()) {
        return false;
      }
      state.unpark();
      if (next.get() instanceof TaskInput.RevealReceived reveal) {
        proofs.turn(reveal);
      }
      steps.add(apply(next.get()));
      next = state.parked();
    }
    return true;
  }

  /** The policy that the input at hand waits for, with all behind it; empty where none does. */
  public OptionalInt awaitedPolicy() {
    return awaitedPolicy;
  }

  private OptionalInt awaitedBy(TaskInput input) {
    return input instanceof TaskInput.TaskPublished published && awaitsPolicy(published)
        ? OptionalInt.of(published.task().policyVersion())
        : OptionalInt.empty();
  }

  /**
   * No task is published under a policy that is not on the log, so it is on its way here: who reads
   * policies is another part of the application, and may be late. What the task's rules are is not
   * known before that, so how long it waits goes by none.
   */
  private boolean awaitsPolicy(TaskInput.TaskPublished published) {
    return state.policy(published.task().policyVersion()).isEmpty()
        && (state.newestPolicy().isEmpty() || time.now() < waitsUntil(published));
  }

  /**
   * Until when a task waits for a policy that is not known: while somebody may still prove it, log
   * time. Then it has failed, whatever comes.
   */
  public static long waitsUntil(TaskInput.TaskPublished published) {
    return Math.max(published.origin().time() + POLICY_PATIENCE_MS, published.task().commitBy());
  }

  /** Applies an input at its time: first the deadlines that had passed by then. */
  Applied<TaskEffect> apply(TaskInput input) {
    List<TaskEffect> effects = new ArrayList<>(passDeadlines(input.origin().time()).effects());
    effects.addAll(decide(input));
    Origin origin = input.origin();
    return new Applied<>(
        Intake.coordinates(origin), origin.digest(), null, time.times(), effects, false);
  }

  private List<TaskEffect> decide(TaskInput input) {
    @Nullable TaskCase task = state.task(input.taskId());
    MarketPolicy policy = policyOf(task, input);
    if (policy == null) {
      return List.of(noPolicy(input));
    }
    TaskDecision decision = rules.decide(task, input, context(policy));
    try {
      return evolve(task, decision, room.behind(input, policy));
    } catch (TooLargeException e) {
      return TaskRoom.setAside(input, e, digests);
    }
  }

  private @Nullable MarketPolicy policyOf(@Nullable TaskCase task, TaskInput input) {
    if (task != null) {
      return state.policy(task.task().policyVersion()).orElseThrow();
    }
    return input instanceof TaskInput.TaskPublished published
        ? state.policy(published.task().policyVersion()).orElse(null)
        : state.newestPolicy().orElse(MarketPolicy.none(digests.domain()));
  }

  private TaskEffect noPolicy(TaskInput input) {
    boolean ends = state.newestPolicy().filter(MarketPolicy::failsTasksWithoutPolicy).isPresent();
    return TaskEngine.withoutPolicy((TaskInput.TaskPublished) input, ends, digests);
  }

  private TaskContext context(MarketPolicy policy) {
    MarketPolicy newest = state.newestPolicy().orElse(policy);
    return new TaskContext(
        policy,
        this::prover,
        time.open(),
        proofs.under(policy, newest),
        SessionKey::verify,
        digests);
  }

  private Optional<ProverKey> prover(Address prover, long time) {
    return state.prover(prover, time);
  }

  /** What was refused leaves the task as it was, and costs no write of it. */
  private List<TaskEffect> evolve(@Nullable TaskCase before, TaskDecision decision, int mostBytes) {
    if (decision.next() != null && decision.next() != before) {
      state.task(decision.next(), mostBytes);
    }
    for (TaskEffect effect : decision.effects()) {
      if (effect instanceof TaskEffect.DeadlineSet(Hash32 taskId, long at)) {
        state.deadline(at, taskId);
      }
    }
    return decision.effects();
  }

  /**
   * What followed from deadlines.
   *
   * @param changed whether a task is not what it was, which need not show in an effect
   */
  private record Passed(boolean changed, List<TaskEffect> effects) {}

  /** Passes the deadlines at or before a time, in their order. */
  private Passed passDeadlines(long until) {
    List<TaskEffect> effects = new ArrayList<>();
    boolean changed = false;
    Optional<TaskStates.Deadline> due = state.firstDeadline();
    while (due.isPresent() && due.get().at() <= until) {
      state.remove(due.get());
      Passed one = pass(due.get());
      changed |= one.changed();
      effects.addAll(one.effects());
      due = state.firstDeadline();
    }
    return new Passed(changed, effects);
  }

  private Passed pass(TaskStates.Deadline deadline) {
    TaskCase task = state.task(deadline.taskId());
    if (task == null) {
      throw new IllegalStateException("a deadline of no task: " + deadline);
    }
    MarketPolicy policy = state.policy(task.task().policyVersion()).orElseThrow();
    TaskDecision decision = rules.timePassed(task, deadline.at(), context(policy));
    try {
      return new Passed(decision.next() != task, evolve(task, decision, room.mostBytes()));
    } catch (TooLargeException e) {
      return new Passed(false, TaskRoom.setAside(task, deadline.at(), e));
    }
  }

  /**
   * Lets deadlines pass up to a time that the topics have reached; empty when nothing came of it.
   */
  public Optional<Applied<TaskEffect>> advance(InboundRecord cause, long until) {
    Passed passed = passDeadlines(until);
    if (!passed.changed() && passed.effects().isEmpty()) {
      return Optional.empty();
    }
    Map<String, Long> clocks = new TreeMap<>(time.times());
    clocks.put(Applied.DEADLINES, until);
    return Optional.of(
        new Applied<>(
            cause.coordinates(),
            cause.digest(),
            TaskRecords.isPublic(cause) ? null : cause.value(),
            clocks,
            passed.effects(),
            false));
  }

  private Applied<TaskEffect> refuse(InboundRecord record, Reading.Refused<TaskInput> refused) {
    return new Applied<>(
        record.coordinates(),
        record.digest(),
        null,
        time.times(),
        List.of(refused.verdict()),
        refused.undecodable());
  }

  /** Applies a record of a public topic now, as a replay does: the journal has the order. */
  public Applied<TaskEffect> replay(InboundRecord record) {
    if (TaskRecords.opensWindow(record)) {
      return openWindow(record);
    }
    return switch (records.read(record)) {
      case Reading.Taken<TaskInput>(TaskInput input) -> apply(input);
      case Reading.Refused<TaskInput> refused -> refuse(record, refused);
    };
  }

  public Applied<TaskEffect> applyInternal(InboundRecord record) {
    InternalMessage message = MESSAGES.deserializer().deserialize("", record.value());
    List<TaskEffect> effects =
        switch (message) {
          case InternalMessage.PolicyAnnounced(MarketPolicy policy) -> {
            state.policy(policy);
            yield List.of();
          }
          case InternalMessage.ProverRegistered(Address prover, ProverKey key) -> {
            state.prover(prover, key, record.time());
            yield List.of();
          }
          case InternalMessage.TaskAnswered answered ->
              decide(answered.answer().at(Intake.origin(record)));
          case InternalMessage.AccountAsked asked ->
              throw new IllegalStateException("not for a task: " + asked);
        };
    return new Applied<>(
        record.coordinates(), record.digest(), record.value(), time.times(), effects, false);
  }
}
