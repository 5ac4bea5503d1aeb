package io.proofworks.sharding.domain;

import io.proofworks.protocol.AssignmentCause;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A task in the scheduler's book.
 *
 * @param epoch of the last assignment, 0 before the first
 * @param failures epochs that ended by a fault: they spend the retry budget, declines do not
 * @param holders every prover that ever held it, by id
 */
public record TaskView(
    TaskOffer offer, int epoch, int failures, TaskStatus status, Map<String, Past> holders) {

  public TaskView {
    holders = Map.copyOf(holders);
  }

  static TaskView published(TaskOffer offer) {
    return new TaskView(offer, 0, 0, new TaskStatus.Unfunded(), Map.of());
  }

  TaskView with(TaskStatus next) {
    return new TaskView(offer, epoch, failures, next, holders);
  }

  /** As it waits for its next epoch; for the first it has waited since it was paid for. */
  TaskView waiting(AssignmentCause cause, long now) {
    long since = status instanceof TaskStatus.Funded(long paidFor) ? paidFor : now;
    return with(new TaskStatus.Waiting(cause, since));
  }

  /**
   * From when it is bought though its statement is being proved for another batch: when a prover
   * that took it as it began to wait would have delivered, or as long before its last useful commit
   * as a prover needs. Whatever others do, and however many of them, it waits no longer.
   */
  long boughtFrom() {
    long patience = Math.addExact(offer.epochMs(), offer.lateGraceMs());
    long patient =
        switch (status) {
          case TaskStatus.Funded(long since) -> Math.addExact(since, patience);
          case TaskStatus.Waiting waits -> Math.addExact(waits.since(), patience);
          case TaskStatus.Unfunded(), TaskStatus.Over() -> Long.MAX_VALUE;
          case TaskStatus.Adopting adopting -> Long.MAX_VALUE;
          case TaskStatus.Assigned assigned -> Long.MAX_VALUE;
          case TaskStatus.Ending ending -> Long.MAX_VALUE;
        };
    return Math.min(patient, lastStart());
  }

  /**
   * Until when those that failed on it wait for others that may yet take it: a commit timeout from
   * when the last of them failed, however often others have given it back since, and no longer than
   * leaves one before its last useful commit. Who says for ever that it is busy keeps nobody from
   * it any longer.
   */
  long sparedUntil() {
    long failed =
        holders.values().stream()
            .filter(past -> past.failures() > 0 && past.declines() == 0)
            .mapToLong(Past::ended)
            .max()
            .orElse(0);
    return Math.min(failed + offer.commitTimeoutMs(), lastStart());
  }

  /** When its last epoch has to begin that has all of its time, log time. */
  long lastStart() {
    return offer.commitBy() - offer.commitTimeoutMs();
  }

  TaskView failed() {
    return new TaskView(offer, epoch, failures + 1, status, holders);
  }

  /** Whether those that had it have used up its retry budget. */
  boolean isSpent() {
    return failures >= offer.maxEpochs();
  }

  TaskView withPast(String prover, Past past) {
    Map<String, Past> next = new TreeMap<>(holders);
    next.put(prover, past);
    return new TaskView(offer, epoch, failures, status, next);
  }

  /** The next epoch, held by these. */
  TaskView assigned(Set<String> provers, long now) {
    Map<String, Past> next = new TreeMap<>(holders);
    provers.forEach(
        prover -> next.put(prover, holders.getOrDefault(prover, Past.NONE).given(epoch + 1, now)));
    return new TaskView(
        offer, epoch + 1, failures, new TaskStatus.Assigned(now, provers, Set.of()), next);
  }

  /** The next epoch, in which it takes over a proof. */
  TaskView adopting(String from) {
    return new TaskView(offer, epoch + 1, failures, new TaskStatus.Adopting(from), holders);
  }

  /**
   * What is known of a prover's part in an epoch. Of who was given the task again since, nothing is
   * any more: what it did in the one says nothing of the other.
   */
  Optional<Past> pastIn(int askedEpoch, String prover) {
    return Optional.ofNullable(holders.get(prover)).filter(past -> past.epoch() == askedEpoch);
  }

  boolean isHeldBy(String prover) {
    Past past = holders.get(prover);
    return past != null && past.holds();
  }

  /** Whether it is paid for and nobody's. */
  boolean isOpen() {
    return status instanceof TaskStatus.Funded || status instanceof TaskStatus.Waiting;
  }

  /** Whether somebody is asked for it, and nobody has committed to it yet. */
  boolean isUncommitted() {
    return status instanceof TaskStatus.Assigned assigned && assigned.committed().isEmpty();
  }

  String statementId() {
    return offer.statementId();
  }

  /**
   * Whether somebody proves its statement, or did and may still deliver. Not while nobody has it
   * but those who gave it back, which costs them nothing: others may ask for the same in earnest.
   */
  boolean inProof() {
    boolean givenBack =
        status instanceof TaskStatus.Waiting
            && failures == 0
            && holders.values().stream().allMatch(past -> past.declines() > 0 && !past.holds());
    return begun() && !givenBack;
  }

  /** Whether its batch has been begun: all of it is paid for, and some of it was given away. */
  boolean begun() {
    return switch (status) {
      case TaskStatus.Unfunded() -> false;
      case TaskStatus.Funded funded -> false;
      case TaskStatus.Waiting waits -> true;
      case TaskStatus.Assigned assigned -> true;
      case TaskStatus.Adopting adopting -> true;
      case TaskStatus.Ending ending -> true;
      case TaskStatus.Over() -> true;
    };
  }

  String taskId() {
    return offer.taskId();
  }
}
