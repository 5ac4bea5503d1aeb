package io.proofworks.settlement.domain;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.BatchOutcome;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;

/** What happens to a batch that moves money: its leases, their ends, its receipt. */
public sealed interface BatchInput {

  Hash32 batchId();

  /** The batch was taken; the requester pays for its aggregation. */
  record BatchAccepted(Hash32 batchId, Address requester) implements BatchInput {}

  /**
   * A job was given out.
   *
   * @param fee base units for the whole job
   */
  record JobIssued(
      Hash32 batchId,
      Hash32 jobId,
      int nodeId,
      int epoch,
      boolean root,
      Address aggregator,
      long bond,
      long fee)
      implements BatchInput {}

  /** An aggregate was judged, or its lease ran out, with consequences for the lease. */
  record JobEnded(Hash32 batchId, int nodeId, int epoch, Reason reason) implements BatchInput {}

  record ReceiptIssued(Hash32 batchId, Address requester, BatchOutcome outcome)
      implements BatchInput {}
}
