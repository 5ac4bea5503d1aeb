package io.proofworks.settlement.domain;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.MovementKind;
import io.proofworks.protocol.Reason;
import io.proofworks.settlement.domain.CommitEntry.Status;
import io.proofworks.settlement.domain.TaskCase.Reward;
import io.proofworks.settlement.domain.TaskCase.Reward.Stage;
import io.proofworks.settlement.domain.TaskInput.StatementAnswered;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/**
 * The one reward of a task: to the earliest commit that revealed validly, once no earlier one can
 * reveal in time any more, and only if no other task was paid for the same statement.
 */
final class Rewards {

  private static final Comparator<CommitEntry> RANK =
      Comparator.comparingLong(commit -> commit.origin().offset());

  private Rewards() {}

  /** Decides the reward if it can be, with a verdict of its own. */
  static void decide(Draft draft, long at) {
    claim(draft).ifPresent(winner -> announce(draft, winner, at));
  }

  /** Decides the reward if it can be; the caller says so, or has it announced. */
  static Optional<CommitEntry> claim(Draft draft) {
    TaskCase task = draft.task();
    if (task.reward().stage() != Stage.UNDECIDED) {
      return Optional.empty();
    }
    Optional<CommitEntry> winner = best(task).filter(best -> !isContested(task, best));
    winner.ifPresent(best -> claim(draft, best));
    return winner;
  }

  private static Optional<CommitEntry> best(TaskCase task) {
    return task.commits().stream()
        .filter(c -> c.status() == Status.REVEALED && c.earns())
        .min(RANK);
  }

  private static boolean isContested(TaskCase task, CommitEntry best) {
    return task.commits().stream().anyMatch(c -> c.holdsRank() && c.isBefore(best));
  }

  private static void claim(Draft draft, CommitEntry winner) {
    PublishedTask task = draft.task().task();
    draft.become(
        draft.task().rewarding(new Reward(Stage.CLAIMING, winner.prover(), winner.reward())));
    draft.ask(
        new AccountRequest.ClaimStatement(
            RequestIds.of("claim", task.taskId()), task.statementId(), task.taskId()));
  }

  /** Says who wins, where no answer to the winner itself does. */
  static void announce(Draft draft, CommitEntry winner, long at) {
    draft
        .ruling(RequestIds.of("reward", draft.task().task().taskId()), winner, at)
        .rewarded(winner.reward())
        .give(Reason.ACCEPTED, "the earliest commit that can still win");
  }

  /** The statement's claim has been decided: pay, or say why not. */
  static void answered(Draft draft, StatementAnswered answer) {
    Reward reward = draft.task().reward();
    Address winner = reward.winner();
    if (reward.stage() != Stage.CLAIMING || winner == null) {
      throw new IllegalStateException("no claim is open for task " + answer.taskId());
    }
    if (answer.granted()) {
      draft.become(draft.task().rewarding(reward.become(Stage.PAID)));
      pay(draft, winner, reward.amount());
    } else {
      draft.become(draft.task().rewarding(reward.become(Stage.DENIED)));
      deny(draft, winner, answer);
    }
    Endings.refundIfOver(draft);
  }

  private static void pay(Draft draft, Address winner, long amount) {
    PublishedTask task = draft.task().task();
    draft.ask(
        new AccountRequest.PayFromEscrow(
            RequestIds.of("pay", task.taskId()),
            task.requester(),
            task.taskId(),
            winner,
            amount,
            MovementKind.PAY,
            draft.matter(Reason.ACCEPTED)));
  }

  private static void deny(Draft draft, Address winner, StatementAnswered answer) {
    CommitEntry commit = draft.task().commitsOf(winner).findFirst().orElseThrow();
    draft
        .ruling(
            RequestIds.of("denied", draft.task().task().taskId()), commit, answer.origin().time())
        .evidence(Map.of("rewardedTask", answer.holder().hex()))
        .give(Reason.DUPLICATE, "the statement was rewarded in another task");
  }
}
