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
 * @param commitAnsweredEpoch epoch of the newest commit of ours that has a verdict
 * @param commitAcceptedEpoch epoch of the newest commit of ours that was accepted
 * @param revealAnsweredEpoch epoch of the newest reveal of ours that has a verdict
 * @param verified whether somebody's proof was accepted
 * @param ended superseded, closed or expired: nothing more to do
 */
public record ProverTask(
    Optional<Task> task,
    Optional<Assignment> assignment,
    int newestEpoch,
    int commitAnsweredEpoch,
    int commitAcceptedEpoch,
    int revealAnsweredEpoch,
    boolean verified,
    boolean ended) {

  public static final ProverTask UNKNOWN =
      new ProverTask(Optional.empty(), Optional.empty(), 0, 0, 0, 0, false, false);

  public ProverTask withTask(Task published) {
    return new ProverTask(
        Optional.of(published),
        assignment,
        newestEpoch,
        commitAnsweredEpoch,
        commitAcceptedEpoch,
        revealAnsweredEpoch,
        verified,
        ended);
  }

  /** With an assignment of any prover; {@code mine} when this one is among the assignees. */
  public ProverTask withAssignment(Assignment made, boolean mine) {
    boolean newer = made.getEpoch() > newestEpoch;
    return new ProverTask(
        task,
        mine && newer ? Optional.of(made) : assignment,
        Math.max(newestEpoch, made.getEpoch()),
        commitAnsweredEpoch,
        commitAcceptedEpoch,
        revealAnsweredEpoch,
        verified,
        ended);
  }

  public ProverTask withCommitAnswer(int epoch, boolean accepted) {
    return new ProverTask(
        task,
        assignment,
        newestEpoch,
        Math.max(commitAnsweredEpoch, epoch),
        accepted ? Math.max(commitAcceptedEpoch, epoch) : commitAcceptedEpoch,
        revealAnsweredEpoch,
        verified,
        ended);
  }

  public ProverTask withRevealAnswer(int epoch) {
    return new ProverTask(
        task,
        assignment,
        newestEpoch,
        commitAnsweredEpoch,
        commitAcceptedEpoch,
        Math.max(revealAnsweredEpoch, epoch),
        verified,
        ended);
  }

  public ProverTask asVerified() {
    return new ProverTask(
        task,
        assignment,
        newestEpoch,
        commitAnsweredEpoch,
        commitAcceptedEpoch,
        revealAnsweredEpoch,
        true,
        ended);
  }

  public ProverTask asEnded() {
    return new ProverTask(
        task,
        assignment,
        newestEpoch,
        commitAnsweredEpoch,
        commitAcceptedEpoch,
        revealAnsweredEpoch,
        verified,
        true);
  }
}
