package io.proofworks.settlement.domain;

import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.settlement.domain.TaskInput.Assigned;
import io.proofworks.settlement.domain.TaskInput.GivenBack;
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
   * Whoever gives the task back is not silent, and stands behind whom the market asks instead,
   * whatever it committed to on the way. Where nobody else has the epoch, it is over.
   */
  static void givenBack(Draft draft, GivenBack input) {
    if (mustWait(draft)) {
      Waiting.join(draft, input);
      return;
    }
    Refusal refusal = check(draft, input);
    if (refusal == null) {
      long closes = draft.context().open().commitBy(draft.task().requireEpoch());
      draft.become(draft.task().givenBack(input.by(), input.origin().time() < closes));
      Windows.reassignIfSpent(draft, input.epoch());
    }
    Draft.Answer answer = draft.answer(VerdictKind.ASSIGNMENT, input.origin(), input.epoch());
    if (refusal == null) {
      answer.give(Reason.ACCEPTED, "given back");
    } else {
      answer.give(refusal.reason(), refusal.detail());
    }
  }

  /** By rules that hear nothing of it, it excuses nobody while it waits either. */
  private static boolean mustWait(Draft draft) {
    return !draft.task().waiting().isEmpty() && draft.context().policy().hearsWhoGivesBack();
  }

  /** Why nothing is given back like this. */
  private static @Nullable Refusal check(Draft draft, GivenBack input) {
    TaskCase task = draft.task();
    int epoch = input.epoch();
    if (!input.domain().equals(draft.context().domain())) {
      return Refusal.of(Reason.WRONG_DOMAIN, "of market " + input.domain());
    }
    if (epoch != task.epochNumber()) {
      return Refusal.of(
          Reason.FENCED_EPOCH, "epoch " + epoch + ", current is " + task.epochNumber());
    }
    if (!draft.context().policy().hearsWhoGivesBack()) {
      return Refusal.of(Reason.DUPLICATE, "epoch " + epoch + " has begun");
    }
    if (!task.requireEpoch().assignees().containsAll(input.by())) {
      return Refusal.of(Reason.NOT_ASSIGNED, "epoch " + epoch + " is others'");
    }
    if (!task.state().mayStartEpoch()) {
      return Refusal.of(Reason.STALE, "the task is " + task.state());
    }
    return input.by().stream().allMatch(by -> task.hasGivenBack(by, epoch))
        ? Refusal.of(Reason.DUPLICATE, "given back before")
        : null;
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
