package io.proofworks.aggregation.domain;

import io.proofworks.protocol.Author;
import io.proofworks.protocol.BatchOutcome;
import io.proofworks.protocol.JobCause;
import io.proofworks.protocol.Reason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a decision wants written. */
public sealed interface Effect {

  /**
   * A job for an aggregator.
   *
   * @param node already leased
   */
  record Issue(
      BatchFacts facts, Tree tree, Node node, NodeState.Leased lease, JobCause cause, String scheme)
      implements Effect {}

  /**
   * The answer to a submission.
   *
   * @param slashed of the lease's bond, base units
   * @param rewarded the fee, base units
   * @param victim whose aggregate it was, for plagiarism
   * @param taskClass of the batch, where it is known
   * @param author whose submission it is; null when nobody's valid signature is on it
   */
  record Answer(
      Reason reason,
      String detail,
      long slashed,
      long rewarded,
      @Nullable String victim,
      @Nullable String taskClass,
      List<Finding> evidence,
      @Nullable Author author)
      implements Effect {}

  /** A name and a value that let a third party see why. */
  record Finding(String name, String value) {}

  /**
   * A lease that ran out.
   *
   * @param slashed of its bond, base units
   */
  record EndLease(
      BatchFacts facts,
      Node node,
      NodeState.Leased lease,
      Reason reason,
      String detail,
      long slashed)
      implements Effect {}

  /** A node wants an aggregator of the desk. */
  record Ask(Want want) implements Effect {}

  /** A node wants nobody any more, up to and with that epoch. */
  record Return(String batchId, int nodeId, int epoch) implements Effect {}

  /**
   * A node waits.
   *
   * @param delay why
   */
  record Wait(String batchId, Node node, NodeState.Delay delay) implements Effect {}

  /** Wake the case at that time by the clock of the aggregates. */
  record WakeAt(long time) implements Effect {}

  /** The receipt. */
  record Close(
      BatchFacts facts, Tree tree, BatchOutcome outcome, String cause, @Nullable RootProof root)
      implements Effect {}

  /**
   * The root proof of a settled batch.
   *
   * @param binding 32 bytes in its transcript
   * @param publicInputs of the batch
   */
  record RootProof(
      String aggregatorId,
      String scheme,
      byte[] binding,
      byte[] proof,
      byte[] publicInputs,
      Position input) {}
}
