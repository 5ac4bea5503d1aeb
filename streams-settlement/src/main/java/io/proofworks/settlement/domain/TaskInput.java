package io.proofworks.settlement.domain;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.TaskState;

/** Everything that can happen to a task, already decoded, of a known place in the log. */
public sealed interface TaskInput {

  Origin origin();

  Hash32 taskId();

  /** Inputs of others that carry the market they are meant for. */
  sealed interface Addressed extends TaskInput {
    Hash32 domain();
  }

  record TaskPublished(Origin origin, PublishedTask task) implements Addressed {
    @Override
    public Hash32 taskId() {
      return task.taskId();
    }

    @Override
    public Hash32 domain() {
      return task.domain();
    }
  }

  record TaskSuperseded(Origin origin, Hash32 domain, Hash32 taskId, String cause)
      implements Addressed {}

  /** The task's end in its batch: SETTLED, FAILED or EXPIRED. */
  record TaskClosed(Origin origin, Hash32 domain, Hash32 taskId, TaskState outcome, String cause)
      implements Addressed {}

  /** A new epoch: who may commit, until when, for how much. */
  record Assigned(Origin origin, Hash32 domain, Hash32 taskId, Epoch epoch) implements Addressed {}

  /**
   * @param signed the digest that the prover's session key signed
   */
  record CommitReceived(
      Origin origin,
      Hash32 domain,
      Hash32 taskId,
      int epoch,
      Address prover,
      Hash32 commitment,
      Hash32 signed,
      byte[] signature)
      implements Addressed {}

  /**
   * @param signed the digest that the prover's session key signed
   */
  record RevealReceived(
      Origin origin,
      Hash32 domain,
      Hash32 taskId,
      int epoch,
      Address prover,
      byte[] proof,
      Hash32 nonce,
      Grant grant,
      Hash32 signed,
      byte[] signature)
      implements Addressed {}

  /**
   * The author of an accepted commit could read by the time of this record that it is accepted.
   * Settlement says so to itself, and gets no answer.
   *
   * @param bondId of the commit
   */
  record WindowOpened(Origin origin, Hash32 domain, Hash32 taskId, Hash32 bondId)
      implements Addressed {}

  /** The account side's word on a bond. */
  record BondAnswered(Origin origin, Hash32 taskId, Hash32 bondId, boolean granted)
      implements TaskInput {}

  /** The account side's word on the requester's escrow. */
  record EscrowAnswered(Origin origin, Hash32 taskId, boolean granted, String detail)
      implements TaskInput {}

  /** Whether this task is the one that is paid for its statement. */
  record StatementAnswered(Origin origin, Hash32 taskId, boolean granted, Hash32 holder)
      implements TaskInput {}

  /** The owner's consent that an aggregator uses the proof, carried to the aggregation side. */
  record Grant(Hash32 batchId, Address aggregator, byte[] signature) {}
}
