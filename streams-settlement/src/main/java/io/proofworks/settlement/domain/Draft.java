package io.proofworks.settlement.domain;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.VerdictKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A decision in the making: the task as it stands so far, and the effects so far, in order. */
final class Draft {

  private final TaskContext context;
  private final List<TaskEffect> effects = new ArrayList<>();
  private TaskCase task;

  Draft(TaskContext context, TaskCase task) {
    this.context = context;
    this.task = task;
  }

  TaskCase task() {
    return task;
  }

  TaskContext context() {
    return context;
  }

  void become(TaskCase next) {
    task = next;
  }

  void ask(AccountRequest request) {
    effects.add(new TaskEffect.AccountAsked(request));
  }

  void add(TaskEffect effect) {
    effects.add(effect);
  }

  void lookAgain(long at) {
    effects.add(new TaskEffect.DeadlineSet(task.task().taskId(), at));
  }

  TaskDecision decision() {
    return new TaskDecision(task, effects);
  }

  AccountRequest.Matter matter(Reason reason) {
    return new AccountRequest.Matter(task.task().taskId(), task.task().batchId(), reason.name());
  }

  Performance performance(boolean success) {
    return new Performance(task.task().taskClass(), success);
  }

  /** Answers an input. */
  Answer answer(VerdictKind kind, Origin origin, String author, int epoch) {
    return new Answer(kind, context.inputId(origin), origin, origin.time(), author, epoch);
  }

  /** Answers a deadline that passed. */
  Answer deadline(VerdictKind kind, int epoch, Address author, long deadline, long at) {
    Hash32 id = context.digests().deadlineId(kind, task.task().taskId(), epoch, author, deadline);
    return new Answer(kind, id, null, at, author.equals(Address.ZERO) ? "" : author.hex(), epoch);
  }

  /** Says what became of a commit when something else decided it. */
  Answer ruling(Hash32 id, CommitEntry commit, long at) {
    return new Answer(VerdictKind.WINDOW, id, null, at, commit.prover().hex(), commit.epoch());
  }

  /** A verdict being written: whose and on what is known, the judgement is not. */
  final class Answer {
    private final VerdictKind kind;
    private final Hash32 id;
    private final @Nullable Origin input;
    private final long decidedAt;
    private final String author;
    private final int epoch;
    private long slashed;
    private long rewarded;
    private @Nullable Address victim;
    private Map<String, String> evidence = Map.of();

    private Answer(
        VerdictKind kind,
        Hash32 id,
        @Nullable Origin input,
        long decidedAt,
        String author,
        int epoch) {
      this.kind = kind;
      this.id = id;
      this.input = input;
      this.decidedAt = decidedAt;
      this.author = author;
      this.epoch = epoch;
    }

    Hash32 id() {
      return id;
    }

    Answer slashed(long amount) {
      slashed = amount;
      return this;
    }

    Answer rewarded(long amount) {
      rewarded = amount;
      return this;
    }

    Answer victim(@Nullable Address harmed) {
      victim = harmed;
      return this;
    }

    Answer evidence(Map<String, String> facts) {
      evidence = facts;
      return this;
    }

    void give(Reason reason, String detail) {
      effects.add(
          new VerdictIssued(
              id,
              context.domain(),
              task.task().taskId().hex(),
              kind,
              reason,
              detail,
              author,
              VerdictIssued.Subject.of(task, epoch),
              input,
              decidedAt,
              slashed,
              rewarded,
              victim,
              evidence));
    }
  }
}
