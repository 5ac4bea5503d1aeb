package io.proofworks.settlement.domain;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Author;
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
  private List<TaskInput> resuming = List.of();

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

  /** What waited, and comes behind the input that is being decided. */
  void resuming(List<TaskInput> later) {
    resuming = later;
  }

  /** Whether a commit that waited is still to be decided. */
  boolean anyCommitResumes() {
    return resuming.stream().anyMatch(TaskInput.CommitReceived.class::isInstance);
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

  /** Answers an input of its author. */
  Answer answer(TaskInput.Claimed input, Author author, int epoch) {
    return answer(input.kind(), input.origin(), Named.author(author), epoch);
  }

  /** Answers the record of a commit that was taken before. */
  Answer answer(CommitEntry commit, int epoch) {
    return answer(VerdictKind.COMMIT, commit.origin(), Named.author(commit), epoch);
  }

  /** Answers a record of the market's own, which is nobody's. */
  Answer answer(VerdictKind kind, Origin origin, int epoch) {
    return answer(kind, origin, Named.NOBODY, epoch);
  }

  private Answer answer(VerdictKind kind, Origin origin, Named named, int epoch) {
    return new Answer(kind, context.inputId(origin), origin, origin.time(), named, epoch);
  }

  /** Answers an input that nobody is known to have written. */
  Answer answerNobody(TaskInput.Claimed input) {
    Answer answer = answer(input.kind(), input.origin(), Named.NOBODY, input.epoch());
    answer.moved = false;
    return answer;
  }

  /** Answers a deadline that passed. */
  Answer deadline(VerdictKind kind, int epoch, Address author, long deadline, long at) {
    Hash32 id = context.digests().deadlineId(kind, task.task().taskId(), epoch, author, deadline);
    return new Answer(kind, id, null, at, Named.party(task, author), epoch);
  }

  /** Says what became of the grant that a reveal brought along; the reveal has its own answer. */
  Answer grant(Author author, CommitEntry commit, long at) {
    Hash32 id = RequestIds.of("grant", commit.bondId());
    return new Answer(VerdictKind.GRANT, id, null, at, Named.author(author), commit.epoch());
  }

  /** Says what became of a commit when something else decided it. */
  Answer ruling(Hash32 id, CommitEntry commit, long at) {
    Named named = Named.party(task, commit.prover());
    return new Answer(VerdictKind.WINDOW, id, null, at, named, commit.epoch());
  }

  /** Says what became of the task when no prover of it decided that. */
  Answer ruling(VerdictKind kind, Hash32 id, long at) {
    return new Answer(kind, id, null, at, Named.NOBODY, task.epochNumber());
  }

  /** A verdict being written: whose and on what is known, the judgement is not. */
  final class Answer {
    private final VerdictKind kind;
    private final Hash32 id;
    private final @Nullable Origin input;
    private final long decidedAt;
    private final Named named;
    private final int epoch;
    private boolean moved = true;
    private long slashed;
    private long rewarded;
    private @Nullable Address victim;
    private Map<String, String> evidence = Map.of();

    private Answer(
        VerdictKind kind,
        Hash32 id,
        @Nullable Origin input,
        long decidedAt,
        Named named,
        int epoch) {
      this.kind = kind;
      this.id = id;
      this.input = input;
      this.decidedAt = decidedAt;
      this.named = named;
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

    private VerdictIssued.Subject subject() {
      return moved
          ? VerdictIssued.Subject.of(task, epoch)
          : VerdictIssued.Subject.untouched(task, epoch);
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
              named,
              subject(),
              input,
              decidedAt,
              slashed,
              rewarded,
              victim,
              evidence));
    }
  }
}
