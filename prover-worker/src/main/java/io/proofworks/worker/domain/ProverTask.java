package io.proofworks.worker.domain;

import io.proofworks.avro.Assignment;
import io.proofworks.avro.Task;
import io.proofworks.protocol.Hash32;
import java.util.Optional;

/**
 * What the log says of a task, as far as it concerns this prover. Epochs are 0 until something
 * happened.
 *
 * @param task the task record
 * @param publishedAt append time of the task record, epoch milliseconds; 0 without one
 * @param assignment the newest assignment to this prover
 * @param newestEpoch the newest epoch assigned to anybody
 * @param answers what this prover's own records were answered
 * @param funded whether settlement holds the money for it
 * @param verified whether somebody's proof was accepted
 * @param course whether there is more work to do
 */
public record ProverTask(
    Optional<Task> task,
    long publishedAt,
    Optional<Assignment> assignment,
    int newestEpoch,
    Answers answers,
    boolean funded,
    boolean verified,
    Course course) {

  /** How far a task has come. */
  public enum Course {
    OPEN,
    /** Superseded, closed or expired; what settlement had answered before may not be read yet. */
    ENDED,
    /** Settlement has said so: an answer to a commit that is not read by now gave no bond. */
    DECIDED
  }

  /** What an entry takes in memory beside its task and its assignment. */
  private static final int ENTRY_BYTES = 512;

  /** What a task takes beside its trace and its public inputs: ids, amounts, labels. */
  private static final int TASK_BYTES = 2_048;

  private static final int ASSIGNEE_BYTES = 512;

  /**
   * Epochs of the newest records of this prover, by what became of them.
   *
   * @param commit of the newest commit that has a verdict
   * @param fenced of the newest commit that was refused for its epoch, the newest that was known;
   *     settlement may have been behind, so it may be taken yet
   * @param acceptedCommit of the newest commit that was accepted
   * @param commitment C of that commit, as far as the log says it
   * @param reveal of the newest reveal that has a verdict
   * @param overdue of the newest commit whose window closed without a reveal: until its grace is
   *     over a reveal saves most of the bond, also after the task has ended
   */
  public record Answers(
      int commit,
      int fenced,
      int acceptedCommit,
      Optional<Hash32> commitment,
      int reveal,
      int overdue) {

    static final Answers NONE = new Answers(0, 0, 0, Optional.empty(), 0, 0);

    Answers withAccepted(int epoch, Optional<Hash32> stands) {
      return epoch < acceptedCommit
          ? this
          : new Answers(
              Math.max(commit, epoch),
              fenced,
              epoch,
              stands.or(() -> known(epoch)),
              reveal,
              overdue);
    }

    private Optional<Hash32> known(int epoch) {
      return epoch == acceptedCommit ? commitment : Optional.empty();
    }

    Answers withRefused(int epoch) {
      return new Answers(
          Math.max(commit, epoch), fenced, acceptedCommit, commitment, reveal, overdue);
    }

    Answers withFenced(int epoch) {
      return new Answers(
          commit, Math.max(fenced, epoch), acceptedCommit, commitment, reveal, overdue);
    }

    Answers withReveal(int epoch) {
      int of = ofCommit(epoch);
      return new Answers(commit, fenced, acceptedCommit, commitment, Math.max(reveal, of), overdue);
    }

    Answers withOverdue(int epoch) {
      int of = ofCommit(epoch);
      return new Answers(commit, fenced, acceptedCommit, commitment, reveal, Math.max(overdue, of));
    }

    /**
     * A verdict that gives an epoch up names that one, which may be newer than the commit's. A
     * commit is never older than what was accepted last: the next is made once that is decided.
     */
    private int ofCommit(int epoch) {
      return acceptedCommit == 0 ? epoch : Math.min(epoch, acceptedCommit);
    }
  }

  public static final ProverTask UNKNOWN =
      new ProverTask(
          Optional.empty(), 0, Optional.empty(), 0, Answers.NONE, false, false, Course.OPEN);

  /** With the task's record, and its append time; the first one counts, as for settlement. */
  public ProverTask withTask(Task published, long at) {
    return new ProverTask(
        task.or(() -> Optional.of(published)),
        task.isPresent() ? publishedAt : at,
        assignment,
        newestEpoch,
        answers,
        funded,
        verified,
        course);
  }

  /** With an assignment of any prover; {@code mine} when this one is among the assignees. */
  public ProverTask withAssignment(Assignment made, boolean mine) {
    boolean newer = made.getEpoch() > newestEpoch;
    return new ProverTask(
        task,
        publishedAt,
        mine && newer ? Optional.of(made) : assignment,
        Math.max(newestEpoch, made.getEpoch()),
        answers,
        funded,
        verified,
        course);
  }

  /** With the money for it held. */
  public ProverTask asFunded() {
    return new ProverTask(
        task, publishedAt, assignment, newestEpoch, answers, true, verified, course);
  }

  /** Whether somebody pays for it: only such a task is assigned. */
  public boolean isPaid() {
    return funded || newestEpoch > 0;
  }

  /** What its commit binds, base units, at least 0; 0 while the task is not known. */
  long bond() {
    return Math.max(0, task.map(Task::getBond).orElse(0L));
  }

  /** About how much memory it takes, bytes. */
  public long bytes() {
    long ofTask =
        task.map(t ->
                (long) TASK_BYTES + t.getTraceShard().capacity() + t.getPublicInputs().capacity())
            .orElse(0L);
    long ofAssignment =
        assignment.map(a -> (long) ASSIGNEE_BYTES * (1 + a.getAssignees().size())).orElse(0L);
    return ENTRY_BYTES + ofTask + ofAssignment;
  }

  /**
   * With a commit that stands. It may have been refused before: a copy that came too late is
   * answered before the first one, whose bond takes a moment.
   *
   * @param commitment C as the verdict has it
   */
  public ProverTask withAcceptedCommit(int epoch, Optional<Hash32> commitment) {
    return with(answers.withAccepted(epoch, commitment));
  }

  public ProverTask withRefusedCommit(int epoch) {
    return with(answers.withRefused(epoch));
  }

  /** With a commit whose epoch was not the present one to settlement, though it is here. */
  public ProverTask withFencedCommit(int epoch) {
    return with(answers.withFenced(epoch));
  }

  /** Of the newest commit that needs not be sent again; a fence is for good from the next epoch. */
  int answeredCommit() {
    return answers.fenced() < newestEpoch
        ? Math.max(answers.commit(), answers.fenced())
        : answers.commit();
  }

  /**
   * Whether a commit of that epoch is one of the newest epoch that is known, and in time for it.
   * One of an epoch whose assignment is not read yet may be.
   */
  public boolean mayCommit(int epoch, long now) {
    boolean inTime =
        assignment.filter(a -> a.getEpoch() == epoch && now < a.getCommitBy()).isPresent();
    return epoch > newestEpoch || (epoch == newestEpoch && inTime);
  }

  public ProverTask withRevealAnswer(int epoch) {
    return with(answers.withReveal(epoch));
  }

  /** Whether an accepted commit waits to be opened, as far as the log says. */
  public boolean owesReveal() {
    return answers.acceptedCommit() > answers.reveal();
  }

  /**
   * Whether a verdict on a reveal is the first of its epoch. A reveal that was sent again, because
   * the answer took long, may be late when its first copy was not: that says nothing of the prover.
   */
  public boolean awaitsRevealAnswer(int epoch) {
    return answers.ofCommit(epoch) > answers.reveal();
  }

  public ProverTask withOverdue(int epoch) {
    return with(answers.withOverdue(epoch));
  }

  private ProverTask with(Answers next) {
    return new ProverTask(
        task, publishedAt, assignment, newestEpoch, next, funded, verified, course);
  }

  public ProverTask asVerified() {
    return new ProverTask(
        task, publishedAt, assignment, newestEpoch, answers, funded, true, course);
  }

  /** No more work to do: superseded, closed or expired. */
  public boolean ended() {
    return course != Course.OPEN;
  }

  public ProverTask asEnded() {
    return ended() ? this : with(Course.ENDED);
  }

  /** Ended, and all that settlement had to say of it before is read. */
  public ProverTask asDecided() {
    return with(Course.DECIDED);
  }

  private ProverTask with(Course next) {
    return new ProverTask(
        task, publishedAt, assignment, newestEpoch, answers, funded, verified, next);
  }

  /** Whether an accepted commit was not opened in its window; until the grace is over it may be. */
  public boolean isOverdue() {
    return owesReveal() && answers.overdue() >= answers.acceptedCommit();
  }
}
