package io.proofworks.settlement.domain;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.journal.Consequence;
import org.jspecify.annotations.Nullable;

/** What a decision on a task does to the world. */
public sealed interface TaskEffect extends Consequence
    permits VerdictIssued,
        TaskEffect.ChildProofReady,
        TaskEffect.AccountAsked,
        TaskEffect.DeadlineSet,
        TaskEffect.SetAside {

  /**
   * A verified child proof, with its owner's grant, for the aggregation side.
   *
   * @param committedAt 0 where the proof is adopted
   * @param adoptedFrom the task it was revealed for; null where that is this one
   */
  record ChildProofReady(
      PublishedTask task,
      int epoch,
      Address prover,
      byte @Nullable [] binding,
      byte[] proof,
      TaskInput.Grant grant,
      long reward,
      boolean late,
      long publishedAt,
      long committedAt,
      long verifiedAt,
      Origin reveal,
      @Nullable Hash32 adoptedFrom)
      implements TaskEffect {}

  record AccountAsked(AccountRequest request) implements TaskEffect {}

  /** The task wants to be looked at again when the log has reached that time. */
  record DeadlineSet(Hash32 taskId, long at) implements TaskEffect {}

  /**
   * Nothing was done: the task would have been larger than what keeps it. For who runs the market.
   *
   * @param at the input; of a deadline the record that published the task
   * @param detail one line for people
   */
  record SetAside(Origin at, String detail) implements TaskEffect {}
}
