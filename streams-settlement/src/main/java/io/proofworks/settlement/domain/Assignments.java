package io.proofworks.settlement.domain;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.settlement.domain.TaskInput.Assigned;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Epochs: each assignment raises the epoch by one; commits of older epochs that are live stay live.
 */
final class Assignments {

  private Assignments() {}

  static void assigned(Draft draft, Assigned input) {
    if (!draft.task().waiting().isEmpty()) {
      Waiting.join(draft, input);
      return;
    }
    Epoch epoch = input.epoch();
    Refusal refusal = check(draft, input.domain(), epoch.number(), epoch.reward());
    if (refusal == null) {
      giveBack(draft, input.givenBackBy());
      draft.become(draft.task().assigned(epoch));
      draft.lookAgain(epoch.commitBy());
    }
    Draft.Answer answer = draft.answer(VerdictKind.ASSIGNMENT, input.origin(), epoch.number());
    if (refusal == null) {
      answer.give(Reason.ACCEPTED, "");
    } else {
      answer.give(refusal.reason(), refusal.detail());
    }
  }

  /**
   * Whoever gave the task back in the epoch that ends here stands back behind whom the market asks
   * instead, whatever it committed to on the way.
   */
  static void giveBack(Draft draft, List<Address> by) {
    if (draft.context().policy().ranksGivenBackLast()) {
      draft.become(draft.task().givenBack(by));
    }
  }

  /** Why the next epoch does not begin like this. */
  static @Nullable Refusal check(Draft draft, Hash32 domain, int number, long reward) {
    TaskCase task = draft.task();
    int next = task.epochNumber() + 1;
    if (!domain.equals(draft.context().domain())) {
      return Refusal.of(Reason.WRONG_DOMAIN, "of market " + domain);
    }
    if (reward > task.task().maxReward()) {
      return Refusal.of(
          Reason.MALFORMED, "reward " + reward + ", the task pays " + task.task().maxReward());
    }
    if (number == task.epochNumber()) {
      return Refusal.of(Reason.DUPLICATE, "epoch " + number + " has begun");
    }
    if (number != next) {
      return Refusal.of(Reason.FENCED_EPOCH, "epoch " + number + ", the next one is " + next);
    }
    return task.state().mayStartEpoch()
        ? null
        : Refusal.of(Reason.STALE, "the task is " + task.state());
  }
}
