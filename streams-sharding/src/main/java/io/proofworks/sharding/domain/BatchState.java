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
 * A refused request leaves no state, so its requester may send a better one under the same id.
 */
public sealed interface BatchState {

  String domain();

  String requesterId();

  /** Published, and its tasks may still be worked on. */
  record Open(String domain, String requesterId, List<String> taskIds) implements BatchState {
    public Open {
      taskIds = List.copyOf(taskIds);
    }

    /** The requester's state moved on: the work is stale. */
    public Superseded supersede(String cause, @Nullable String replacementBatchId, long at) {
      return new Superseded(domain, requesterId, cause, replacementBatchId, at);
    }

    /** The batch has its receipt. */
    public Closed close(String outcome, long at) {
      return new Closed(domain, requesterId, outcome, at);
    }
  }

  /** Stale since {@code at}. */
  record Superseded(
      String domain, String requesterId, String cause, @Nullable String replacementBatchId, long at)
      implements BatchState {}

  /** Settled or failed since {@code at}. */
  record Closed(String domain, String requesterId, String outcome, long at) implements BatchState {}
}
