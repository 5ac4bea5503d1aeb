package io.proofworks.settlement.domain;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Amounts;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.TaskState;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.settlement.domain.CommitEntry.Accepted;
import io.proofworks.settlement.domain.CommitEntry.Due;
import io.proofworks.settlement.domain.CommitEntry.Overdue;
import io.proofworks.settlement.domain.TaskStage.Begun;
import io.proofworks.settlement.domain.TaskStage.InProof;
import java.util.List;
import java.util.function.Predicate;

/**
 * Deadlines of a task: commits close, a reveal window closes, its grace ends. What happens in the
 * last millisecond of a window is in it; the window has passed when the log is one millisecond
 * later.
 */
final class Windows {

  private Windows() {}

  /**
   * The author of a commit could read by now that it is accepted: from here its window runs. Until
   * then none of its deadlines can pass, however late the market is.
   */
  static void open(Draft draft, TaskInput.WindowOpened input) {
    TaskCase task = draft.task();
    task.commit(Accepted.class, input.bondId())
        .filter(c -> input.domain().equals(draft.context().domain()))
        .map(c -> c.opened(input.origin().time(), task.task()))
        .ifPresent(commit -> {
          draft.become(task.replacing(commit));
          draft.lookAgain(draft.context().open().windowEnd(commit) + 1);
        });
  }

  static void timePassed(Draft draft, long at) {
    if (!draft.task().isOver()) {
      closeWindows(draft, at);
      closeCommits(draft, at);
    }
    endGraces(draft, at);
    if (!draft.task().isOver()) {
      Rewards.decide(draft, at);
    }
  }

  private static void closeWindows(Draft draft, long at) {
    for (Due commit : draft.task().commits(Due.class).toList()) {
      long end = draft.context().open().windowEnd(commit);
      if (endWaits(draft, Windows::isEnd, end)) {
        continue;
      }
      if (end < at) {
        closeWindow(draft, commit, at);
      } else if (commit.window().end() < at) {
        draft.lookAgain(end + 1);
      }
    }
  }

  /**
   * Whether an end of the task waits that was appended before that deadline passed: whoever read it
   * need not reveal any more, and had it not to wait, it would have excused the commit.
   *
   * @param excuses the ends that do
   */
  private static boolean endWaits(Draft draft, Predicate<TaskInput> excuses, long deadline) {
    return draft.context().policy().letsWaitingEndsExcuse()
        && draft.task().waiting().stream()
            .anyMatch(input -> excuses.test(input) && input.origin().time() <= deadline);
  }

  /** What an end that waited might have excused, and did not, is decided now. */
  static void lookBehind(Draft draft, List<TaskInput> waited, long at) {
    if (waited.stream().anyMatch(Windows::isEnd)) {
      draft.lookAgain(at);
    }
  }

  private static boolean isEnd(TaskInput input) {
    return input instanceof TaskInput.TaskSuperseded || input instanceof TaskInput.TaskClosed;
  }

  /** Nothing is slashed yet: a valid reveal in the grace is still of use. */
  private static void closeWindow(Draft draft, Due commit, long at) {
    draft.become(draft.task().replacing(commit.closed()));
    draft.lookAgain(draft.context().open().graceEnd(commit) + 1);
    int epoch = reassignIfSpent(draft, commit.epoch());
    draft
        .deadline(
            VerdictKind.WINDOW,
            epoch,
            commit.prover(),
            draft.context().open().windowEnd(commit),
            at)
        .give(Reason.NO_REVEAL, "window closed");
  }

  private static void closeCommits(Draft draft, long at) {
    TaskCase task = draft.task();
    if (!(task.stage() instanceof Begun stage)
        || stage.isLapsed()
        || stage.epoch().commitBy() > at) {
      return;
    }
    long commitBy = draft.context().open().commitBy(stage.epoch());
    if (commitBy > at) {
      draft.lookAgain(commitBy);
      return;
    }
    draft.become(task.lapsed());
    List<Address> silent = stage instanceof InProof ? absent(task) : List.of();
    for (int i = 0; i < silent.size(); i++) {
      boolean last = i == silent.size() - 1;
      stayedSilent(draft, silent.get(i), last, at);
    }
  }

  /** Of a task open to all nobody in particular was silent. */
  private static List<Address> absent(TaskCase task) {
    return task.requireEpoch().openToAll() && !task.anyHoldsRank() && !task.anyCommitWaits()
        ? List.of(Address.ZERO)
        : task.silent();
  }

  /** The last of them carries the wish for another epoch, so that it is read once. */
  static void stayedSilent(Draft draft, Address assignee, boolean last, long at) {
    int epoch = draft.task().epochNumber();
    if (last) {
      reassignIfSpent(draft, epoch);
    }
    Draft.Answer verdict = draft.deadline(VerdictKind.ASSIGNMENT, epoch, assignee, at, at);
    verdict.give(Reason.COMMIT_CLOSED, "no commit");
    if (!assignee.equals(Address.ZERO) && isRated(draft)) {
      draft.ask(
          new AccountRequest.Rate(
              RequestIds.of("rate", verdict.id()), assignee, draft.performance(false)));
    }
  }

  /**
   * An epoch that the task's last moment has cut short may be too short for any proof, and it is
   * its requester who chooses that moment: to be asked then is nobody's failure.
   */
  private static boolean isRated(Draft draft) {
    long last = draft.task().task().commitBy();
    boolean isShort = last > 0 && draft.task().requireEpoch().commitBy() >= last;
    return !isShort || draft.context().policy().ratesShortEpochs();
  }

  /**
   * Whether only a commit that turned out to be without money kept an assignee from being called
   * silent when the epoch lapsed. Whoever takes its stake away after it was asked holds up the task
   * as long, and is rated the same.
   */
  static boolean wasSilentAfterAll(TaskCase task, CommitEntry.Refused refused) {
    return task.stage() instanceof InProof stage
        && stage.isLapsed()
        && refused.epoch() == stage.epoch().number()
        && task.silent().contains(refused.prover());
  }

  private static void endGraces(Draft draft, long at) {
    for (Overdue commit : draft.task().commits(Overdue.class).toList()) {
      long end = draft.context().open().graceEnd(commit);
      if (endWaits(draft, TaskInput.TaskSuperseded.class::isInstance, end)) {
        continue;
      }
      if (end < at) {
        forfeit(draft, commit, at);
      } else if (commit.window().graceEnd() < at) {
        draft.lookAgain(end + 1);
      }
    }
  }

  private static void forfeit(Draft draft, Overdue commit, long at) {
    long amount = Amounts.share(commit.bond(), draft.context().policy().slashing().unrevealed());
    Slashes.slash(draft, commit, amount, Slashes.harmed(draft.task(), commit), Reason.NO_REVEAL);
    draft.become(draft.task().replacing(commit.forfeited()));
    draft
        .deadline(
            VerdictKind.WINDOW,
            commit.epoch(),
            commit.prover(),
            draft.context().open().graceEnd(commit) + 1,
            at)
        .slashed(amount)
        .give(Reason.NO_REVEAL, "withheld");
  }

  /**
   * Asks for another epoch where nobody can deliver in this one.
   *
   * @return the epoch that the verdict is about: the current one if it is given up now, since its
   *     end is what the verdict says; otherwise that of the commit
   */
  static int reassignIfSpent(Draft draft, int commitEpoch) {
    TaskCase task = draft.task();
    if (draft.anyCommitResumes() || !task.isSpent()) {
      return commitEpoch;
    }
    draft.become(task.reassigned());
    return task.epochNumber();
  }

  /** The same once everything that waited is decided; no answer to any of it could say so. */
  static void reassignAfterWaiting(Draft draft, long at) {
    TaskState before = draft.task().state();
    int epoch = reassignIfSpent(draft, draft.task().epochNumber());
    if (draft.task().state() != before) {
      draft
          .ruling(
              VerdictKind.ASSIGNMENT,
              RequestIds.of("spent" + epoch, draft.task().task().taskId()),
              at)
          .give(Reason.COMMIT_CLOSED, "nobody who committed can deliver");
    }
  }
}
