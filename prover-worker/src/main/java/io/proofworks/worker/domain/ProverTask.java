package io.proofworks.worker.domain;

import io.proofworks.avro.Assignment;
import io.proofworks.avro.Task;
import java.util.Optional;

/**
 * What the log says of a task, as far as it concerns this prover. Epochs are 0 until something
 * happened.
 *
 * @param task the task record
 * @param assignment the newest assignment to this prover
 * @param newestEpoch the newest epoch assigned to anybody
 * @param answers what this prover's own records were answered
 * @param verified whether somebody's proof was accepted
 * @param ended superseded, closed or expired: no more work to do
 */
public record ProverTask(
    Optional<Task> task,
    Optional<Assignment> assignment,
    int newestEpoch,
    Answers answers,
    boolean verified,
    boolean ended) {

  /**
   * Epochs of the newest records of this prover, by what became of them.
   *
   * @param commit of the newest commit that has a verdict
   * @param acceptedCommit of the newest commit that was accepted
   * @param reveal of the newest reveal that has a verdict
   * @param overdue of the newest commit whose window closed without a reveal: until its grace is
   *     over a reveal saves most of the bond, also after the task has ended
   */
  public record Answers(int commit, int acceptedCommit, int reveal, int overdue) {

    static final Answers NONE = new Answers(0, 0, 0, 0);

    Answers withCommit(int epoch, boolean accepted) {
      int newest = accepted ? Math.max(acceptedCommit, epoch) : acceptedCommit;
      return new Answers(Math.max(commit, epoch), newest, reveal, overdue);
    }

    Answers withReveal(int epoch) {
      return new Answers(commit, acceptedCommit, Math.max(reveal, epoch), overdue);
    }

    Answers withOverdue(int epoch) {
      return new Answers(commit, acceptedCommit, reveal, Math.max(overdue, epoch));
    }
  }

  public static final ProverTask UNKNOWN =
      new ProverTask(Optional.empty(), Optional.empty(), 0, Answers.NONE, false, false);

  public ProverTask withTask(Task published) {
    return new ProverTask(
        Optional.of(published), assignment, newestEpoch, answers, verified, ended);
  }

  /** With an assignment of any prover; {@code mine} when this one is among the assignees. */
  public ProverTask withAssignment(Assignment made, boolean mine) {
    boolean newer = made.getEpoch() > newestEpoch;
    return new ProverTask(
        task,
        mine && newer ? Optional.of(made) : assignment,
        Math.max(newestEpoch, made.getEpoch()),
        answers,
        verified,
        ended);
  }

  public ProverTask withCommitAnswer(int epoch, boolean accepted) {
    return with(answers.withCommit(epoch, accepted));
  }

  public ProverTask withRevealAnswer(int epoch) {
    return with(answers.withReveal(epoch));
  }

  /**
   * Whether a verdict on a reveal is the first of its epoch. A reveal that was sent again, because
   * the answer took long, may be late when its first copy was not: that says nothing of the prover.
   */
  public boolean awaitsRevealAnswer(int epoch) {
    return epoch > answers.reveal();
  }

  public ProverTask withOverdue(int epoch) {
    return with(answers.withOverdue(epoch));
  }

  private ProverTask with(Answers next) {
    return new ProverTask(task, assignment, newestEpoch, next, verified, ended);
  }

  public ProverTask asVerified() {
    return new ProverTask(task, assignment, newestEpoch, answers, true, ended);
  }

  public ProverTask asEnded() {
    return new ProverTask(task, assignment, newestEpoch, answers, verified, true);
  }
}
