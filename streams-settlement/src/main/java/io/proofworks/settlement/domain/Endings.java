package io.proofworks.settlement.domain;

import io.proofworks.protocol.Amounts;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.MovementKind;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.TaskProof;
import io.proofworks.protocol.TaskState;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.settlement.domain.CommitEntry.Held;
import io.proofworks.settlement.domain.CommitEntry.Live;
import io.proofworks.settlement.domain.TaskCase.Escrow;
import io.proofworks.settlement.domain.TaskCase.Reward;
import io.proofworks.settlement.domain.TaskInput.TaskClosed;
import io.proofworks.settlement.domain.TaskInput.TaskSuperseded;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The ends of a task: bonds go back, stale work is compensated, what is left in escrow is refunded.
 */
final class Endings {

  private Endings() {}

  static void superseded(Draft draft, TaskSuperseded input) {
    Long since = draft.context().policy().datesStaleWork() ? input.since() : null;
    end(draft, input, VerdictKind.SUPERSESSION, input.cause(), task -> task.superseded(since));
  }

  static void closed(Draft draft, TaskClosed input) {
    end(draft, input, VerdictKind.TASK, input.cause(), task -> task.ended(input.outcome()));
  }

  private static void end(
      Draft draft,
      TaskInput.Trusted input,
      VerdictKind kind,
      String cause,
      UnaryOperator<TaskCase> ending) {
    if (!draft.task().waiting().isEmpty()) {
      Waiting.join(draft, input);
      return;
    }
    Draft.Answer answer = draft.answer(kind, input.origin(), draft.task().epochNumber());
    if (!input.domain().equals(draft.context().domain())) {
      answer.give(Reason.WRONG_DOMAIN, "of market " + input.domain());
    } else if (draft.task().isOver()) {
      answer.give(Reason.DUPLICATE, "the task is " + draft.task().state());
    } else {
      draft.become(ending.apply(draft.task()));
      answer.evidence(proof(draft)).give(Reason.ACCEPTED, cause);
      releaseAll(draft, input.origin().time());
    }
  }

  /**
   * What the verdict that ends the task says of its proof: with none its batch has come to nothing,
   * with one it may go on, whatever the end.
   */
  static Map<String, String> proof(Draft draft) {
    boolean proved = draft.task().stage().verifiedBy() != null;
    TaskProof proof = proved ? TaskProof.ACCEPTED : TaskProof.NONE;
    return draft.context().policy().saysWhatEndedTasksHave()
        ? Map.of(TaskProof.EVIDENCE, proof.name())
        : Map.of();
  }

  /** A commit that is overdue has held the task up; only a supersession excuses it. */
  private static void releaseAll(Draft draft, long at) {
    boolean stale = draft.task().state() == TaskState.SUPERSEDED;
    Class<? extends Held> excused = stale ? Held.class : Live.class;
    draft.task().commits(excused).forEach(commit -> release(draft, commit));
    Rewards.decide(draft, at);
    refundIfOver(draft);
  }

  /**
   * Gives a bond back because the task is over; a live commit on stale work is compensated. Not one
   * behind which the reward is another's already: it would have earned nothing without the
   * supersession either, and holding back a proof would pay better than revealing it. Nor one whose
   * author had given the task back, nor one made when everybody could know that the work is stale:
   * neither takes a proof to make. And what ranks last has no reward where another, that the market
   * asked instead, loses by the end the time to reveal.
   */
  static void release(Draft draft, Held commit) {
    boolean stale = draft.task().state() == TaskState.SUPERSEDED;
    Slashes.release(draft, commit, stale ? Reason.STALE : Reason.ACCEPTED, false);
    draft.become(draft.task().replacing(commit.released()));
    boolean undecided = draft.task().reward() instanceof Reward.Undecided;
    boolean mightHaveEarned = undecided && commit instanceof Live && !commit.ranksLast();
    if (mightHaveEarned) {
      draft.become(draft.task().withoutLast());
    }
    if (stale && mightHaveEarned && !draft.task().wasKnownStaleTo(commit)) {
      compensate(draft, commit);
    }
  }

  private static void compensate(Draft draft, CommitEntry commit) {
    PublishedTask task = draft.task().task();
    int bps = draft.context().policy().staleCompensationBps();
    Hash32 id = RequestIds.of("compensate", commit.bondId());
    draft.ask(
        new AccountRequest.PayFromEscrow(
            id,
            task.requester(),
            task.taskId(),
            commit.prover(),
            Amounts.share(commit.reward(), bps),
            MovementKind.COMPENSATE,
            draft.matter(Reason.STALE)));
  }

  /** Nothing can be paid out of the escrow any more: what is left is the requester's. */
  static void refundIfOver(Draft draft) {
    TaskCase task = draft.task();
    boolean over =
        task.isOver() && !task.anyPending() && !(task.reward() instanceof Reward.Claiming);
    if (!over || task.escrow() != Escrow.HELD) {
      return;
    }
    draft.become(task.refunded());
    draft.ask(
        new AccountRequest.RefundEscrow(
            RequestIds.of("refund", task.task().taskId()),
            task.task().requester(),
            task.task().taskId(),
            new AccountRequest.Matter(
                task.task().taskId(), task.task().batchId(), task.state().name())));
  }
}
