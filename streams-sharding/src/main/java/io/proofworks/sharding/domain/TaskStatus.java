package io.proofworks.sharding.domain;

import io.proofworks.protocol.AssignmentCause;
import io.proofworks.protocol.TaskState;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where a task stands for the scheduler.
 *
 * <pre>
 *   Unfunded -> Funded -> Waiting <-> Assigned -> (verified: forgotten)
 *      |          |         |  +-> Adopting -> (verified: forgotten)
 *      |          |         |  |         |
 *      |          |         |  +-> Ending
 *      +----------+---------+-------+----+-> Over -> (settlement's word: forgotten)
 * </pre>
 */
public sealed interface TaskStatus {

  /**
   * Published, and the requester's escrow is not confirmed: nobody is asked to work for nothing.
   */
  record Unfunded() implements TaskStatus {}

  /**
   * The escrow is held, and nothing of the batch has been given to anybody: a batch is begun as a
   * whole, when all of it is paid for and every statement of it is either proved, or not being
   * proved elsewhere, or has been for too long.
   *
   * @param since log time at which the escrow was held
   */
  record Funded(long since) implements TaskStatus {}

  /**
   * Wants provers.
   *
   * @param cause why the next assignment will be made
   * @param since from when it has waited; for its first epoch, from when it was paid for
   */
  record Waiting(AssignmentCause cause, long since) implements TaskStatus {}

  /**
   * Given to provers at {@code at}.
   *
   * @param active assignees that are still expected to deliver
   * @param committed those of them with an accepted commit
   */
  record Assigned(long at, Set<String> active, Set<String> committed) implements TaskStatus {
    public Assigned {
      active = Set.copyOf(active);
      committed = Set.copyOf(committed);
    }

    /** Without a prover that will not deliver any more. */
    Assigned without(String prover) {
      TreeSet<String> left = new TreeSet<>(active);
      left.remove(prover);
      return new Assigned(at, left, committed);
    }

    /** With a commit accepted. */
    Assigned withCommit(String prover) {
      TreeSet<String> more = new TreeSet<>(committed);
      more.add(prover);
      return new Assigned(at, active, more);
    }

    boolean mayDecline(String prover) {
      return active.contains(prover) && !committed.contains(prover);
    }
  }

  /**
   * Takes over a proof that another batch has of its statement; settlement's word is awaited.
   *
   * @param from the task that the market has the proof of
   */
  record Adopting(String from) implements TaskStatus {}

  /**
   * No further assignment. Closed at {@code closeAt}, once the grace of the last reveal has passed:
   * a late proof may still save the batch until then.
   */
  record Ending(long closeAt, TaskState state, String cause) implements TaskStatus {}

  /**
   * The end is published and settlement has not confirmed it: a reveal that was there before may
   * still be accepted, so the statement is not free yet.
   */
  record Over() implements TaskStatus {}
}
