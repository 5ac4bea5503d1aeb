package io.proofworks.sharding.domain;

import io.proofworks.protocol.AssignmentCause;
import io.proofworks.protocol.TaskState;
import java.util.List;

/** What the scheduler tells the market. */
public sealed interface Effect {

  /** A prover of an assignment, and why. */
  record Holder(String proverId, Score score) {}

  /**
   * @param commitBy last log time at which a commit of this epoch counts
   * @param commitWindowMs how long that is from the decision: an assignee that can only read of it
   *     later has as long from then
   * @param reward what this epoch promises, base units
   */
  record Assign(
      String taskId,
      String batchId,
      int epoch,
      List<Holder> holders,
      long commitBy,
      long commitWindowMs,
      long reward,
      AssignmentCause cause)
      implements Effect {
    public Assign {
      holders = List.copyOf(holders);
    }
  }

  /**
   * A prover has given its task back, before it is known who is asked instead.
   *
   * @param epoch that it gives back, which goes on for whoever else has it
   * @param commitBy last log time at which a commit of that epoch counts
   */
  record GiveBack(String taskId, String batchId, int epoch, String by, long commitBy)
      implements Effect {}

  /**
   * The task is given to nobody: the market has a proof of its statement, which it takes over.
   *
   * @param from the task that has the proof
   * @param reward of which the proof's owner gets its share, base units: where the ramp begins, as
   *     nobody has to be won for it
   */
  record Adopt(String taskId, String batchId, int epoch, String from, long reward)
      implements Effect {}

  /**
   * The task ends without a proof, as far as the scheduler knows: FAILED or EXPIRED.
   *
   * @param awaitsVerdict whether settlement may have a proof of it that was there before
   */
  record Close(String taskId, String batchId, TaskState state, String cause, boolean awaitsVerdict)
      implements Effect {

    static Close of(TaskView task, TaskState state, String cause) {
      TaskOffer offer = task.offer();
      return new Close(task.taskId(), offer.batchId(), state, cause, offer.endsWithVerdict());
    }
  }
}
