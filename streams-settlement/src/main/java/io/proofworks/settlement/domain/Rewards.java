package io.proofworks.settlement.domain;

import io.proofworks.protocol.Binding;
import io.proofworks.protocol.MovementKind;
import io.proofworks.protocol.Reason;
import io.proofworks.settlement.domain.CommitEntry.Revealed;
import io.proofworks.settlement.domain.TaskCase.Reward;
import io.proofworks.settlement.domain.TaskInput.StatementAnswered;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one reward of a task: to the earliest commit that revealed validly, once no earlier one can
 * reveal in time any more. Whoever gave the task back stands behind all who did not. Where another
 * task was rewarded for the same statement, only to whom the market asked for a proof of it.
 */
final class Rewards {

  private Rewards() {}

  /** Decides the reward if it can be, with a verdict of its own. */
  static void decide(Draft draft, long at) {
    claim(draft).ifPresent(winner -> announce(draft, winner, at));
  }

  /** Decides the reward if it can be; the caller says so, or has it announced. */
  static Optional<Revealed> claim(Draft draft) {
    TaskCase task = draft.task();
    if (!(task.reward() instanceof Reward.Undecided undecided)) {
      return Optional.empty();
    }
    Optional<Revealed> winner = best(task).filter(best -> !isContested(task, best));
    winner.map(undecided::claim).ifPresent(claim -> ask(draft, claim));
    return winner;
  }

  private static Optional<Revealed> best(TaskCase task) {
    return task.commits(Revealed.class).filter(Revealed::earns).min(CommitEntry.RANK);
  }

  /** Not by a copy of the commitment that has been opened: nobody else can open it any more. */
  private static boolean isContested(TaskCase task, Revealed best) {
    return task.commits().stream()
        .anyMatch(c -> c.holdsRank() && c.isBefore(best) && !c.hasSameCommitmentAs(best));
  }

  private static void ask(Draft draft, Reward.Claiming claim) {
    PublishedTask task = draft.task().task();
    draft.become(draft.task().rewarding(claim));
    draft.ask(
        new AccountRequest.ClaimStatement(
            RequestIds.of("claim", task.taskId()), task.statementId(), task.taskId()));
  }

  /** Says who wins, where no answer to the winner itself does. */
  static void announce(Draft draft, Revealed winner, long at) {
    draft
        .ruling(RequestIds.of("reward", draft.task().task().taskId()), winner, at)
        .rewarded(winner.reward())
        .give(Reason.ACCEPTED, "the earliest commit that can still win");
  }

  /** The statement's claim has been decided: pay, or say why not. */
  static void answered(Draft draft, StatementAnswered answer) {
    if (!(draft.task().reward() instanceof Reward.Claiming claim)) {
      throw new IllegalStateException("no claim is open for task " + answer.taskId());
    }
    if (answer.granted() || isOwed(draft.task(), answer.provedAt())) {
      draft.become(draft.task().rewarding(claim.pay()));
      pay(draft, claim);
    } else {
      draft.become(draft.task().rewarding(claim.deny()));
      deny(draft, answer);
    }
    Endings.refundIfOver(draft);
  }

  private static void pay(Draft draft, Reward.Claiming claim) {
    PublishedTask task = draft.task().task();
    draft.ask(
        new AccountRequest.PayFromEscrow(
            RequestIds.of("pay", task.taskId()),
            task.requester(),
            task.taskId(),
            claim.winner(),
            claim.amount(),
            MovementKind.PAY,
            draft.matter(Reason.ACCEPTED)));
  }

  /**
   * Whether the winner is paid though the statement was rewarded in another task: the market has
   * asked it for a proof by name, and that two were made is no fault of its own. Its requester pays
   * what it has offered, and nobody else. Not where the proof may be a copy of the first one, which
   * carries nobody's name and was public when its author committed; unless it was public when the
   * market asked.
   */
  private static boolean isOwed(TaskCase task, @Nullable Long provedAt) {
    Revealed commit = best(task).orElseThrow();
    Long askedAt = commit.terms().askedAt();
    if (askedAt == null) {
      return false;
    }
    return task.task().binding() == Binding.IN_PROOF
        || provedAt == null
        || commit.origin().time() <= provedAt
        || askedAt > provedAt;
  }

  private static void deny(Draft draft, StatementAnswered answer) {
    Revealed commit = best(draft.task()).orElseThrow();
    draft
        .ruling(
            RequestIds.of("denied", draft.task().task().taskId()), commit, answer.origin().time())
        .evidence(Map.of("rewardedTask", answer.holder().hex()))
        .give(Reason.DUPLICATE, "the statement was rewarded in another task");
  }
}
