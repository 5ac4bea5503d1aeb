package io.proofworks.sharding.domain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an accepted batch.
 *
 * <pre>
 *   accepted -> Open -> Superseded
 *                 \--> Closed
 * </pre>
 *
 * A refused request leaves no batch, so its requester may send a better one under the same id; the
 * refused one stays refused. The first accepted one is the batch, whatever else is signed under
 * that id later.
 */
public sealed interface BatchState {

  /**
   * What its requester signed.
   *
   * @param requestDigest EIP-712 digest of the accepted request
   * @param deadline log time after which no copy of the request can be accepted
   */
  record Signed(String domain, String requesterId, String requestDigest, long deadline) {}

  Signed request();

  /** Published, and its tasks may still be worked on. */
  record Open(Signed request, List<String> taskIds) implements BatchState {
    public Open {
      taskIds = List.copyOf(taskIds);
    }

    /** The requester's state moved on: the work is stale. */
    public Superseded supersede(String cause, @Nullable String replacementBatchId, long at) {
      return new Superseded(request, cause, replacementBatchId, at);
    }

    /** The batch has its receipt. */
    public Closed close(String outcome, long at) {
      return new Closed(request, outcome, at);
    }
  }

  /** Stale since {@code at}. */
  record Superseded(Signed request, String cause, @Nullable String replacementBatchId, long at)
      implements BatchState {}

  /** Settled or failed since {@code at}. */
  record Closed(Signed request, String outcome, long at) implements BatchState {}
}
