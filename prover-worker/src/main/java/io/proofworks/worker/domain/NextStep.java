package io.proofworks.worker.domain;

import io.proofworks.avro.Assignment;
import io.proofworks.avro.Task;
import io.proofworks.worker.journal.JournalledCommit;
import java.util.Optional;

/** What a prover does next for one task, given what the log says and what its journal says. */
public sealed interface NextStep {

  /** Nothing, until something changes. */
  record Wait() implements NextStep {}

  /** Decide whether the work pays, then prove. */
  record Consider(Task task, Assignment assignment) implements NextStep {}

  /**
   * The log has an accepted commit of this prover's that its journal does not know: the disk was
   * lost. The same proof is made again, so that the bond is not.
   */
  record Recover(Task task, int epoch) implements NextStep {}

  /**
   * The log's accepted commit of that epoch is another one than the journal's: nothing that is here
   * opens it.
   */
  record Lost(int epoch) implements NextStep {}

  /** Send the journalled commit, which has no answer yet; a repeat is harmless. */
  record SendCommit(JournalledCommit commit) implements NextStep {}

  /** The commit stands; open it. */
  record SendReveal(JournalledCommit commit, Task task) implements NextStep {}

  /**
   * An accepted commit is revealed whatever happened meanwhile, because the bond hangs on it; after
   * the task's end only one that is overdue, since the others' bonds go back. New work is
   * considered only for the newest epoch and while no proof is there.
   */
  static NextStep of(ProverTask view, Optional<JournalledCommit> journalled) {
    ProverTask.Answers answers = view.answers();
    int known = journalled.map(JournalledCommit::epoch).orElse(0);
    int owed = answers.acceptedCommit();
    boolean lost = owed > known && answers.reveal() < owed;
    boolean saves = lost && answers.overdue() >= owed;
    boolean over = view.ended() && !saves && journalled.filter(c -> isOverdue(view, c)).isEmpty();
    if (over || view.task().isEmpty()) {
      return new Wait();
    }
    if (lost) {
      return new Recover(view.task().get(), owed);
    }
    return journalled
        .map(commit -> afterCommit(view, view.task().get(), commit))
        .orElseGet(() -> fresh(view, view.task().get()));
  }

  /** Whether nothing that is still to come can change what this prover does or owes. */
  static boolean isOver(ProverTask view, Optional<JournalledCommit> journalled) {
    return view.ended() && !isAtStake(view, journalled);
  }

  /**
   * Whether a bond hangs on it, or may: a commit that has no answer yet may stand, until settlement
   * has ended the task; with that all bonds go back but those that are overdue.
   */
  static boolean isAtStake(ProverTask view, Optional<JournalledCommit> journalled) {
    if (view.course() == ProverTask.Course.DECIDED) {
      return view.isOverdue();
    }
    return view.owesReveal()
        || journalled.filter(c -> c.epoch() > view.answeredCommit()).isPresent();
  }

  private static boolean isOverdue(ProverTask view, JournalledCommit commit) {
    return view.answers().overdue() >= commit.epoch() && view.answers().reveal() < commit.epoch();
  }

  private static NextStep afterCommit(ProverTask view, Task task, JournalledCommit commit) {
    ProverTask.Answers answers = view.answers();
    if (answers.acceptedCommit() == commit.epoch()) {
      return answers.reveal() >= commit.epoch()
          ? againAfter(view, task, commit)
          : opening(answers, task, commit);
    }
    return view.answeredCommit() >= commit.epoch()
        ? againAfter(view, task, commit)
        : new SendCommit(commit);
  }

  private static NextStep opening(ProverTask.Answers answers, Task task, JournalledCommit commit) {
    boolean stands = answers.commitment().filter(c -> !c.equals(commit.commitment())).isEmpty();
    return stands ? new SendReveal(commit, task) : new Lost(commit.epoch());
  }

  private static NextStep againAfter(ProverTask view, Task task, JournalledCommit commit) {
    return view.newestEpoch() > commit.epoch() ? fresh(view, task) : new Wait();
  }

  /** A commit of this epoch that the log knows and the journal does not is never contradicted. */
  private static NextStep fresh(ProverTask view, Task task) {
    boolean mine =
        view.assignment().filter(a -> a.getEpoch() == view.newestEpoch()).isPresent()
            && view.answeredCommit() < view.newestEpoch()
            && !view.verified();
    return mine ? new Consider(task, view.assignment().get()) : new Wait();
  }
}
