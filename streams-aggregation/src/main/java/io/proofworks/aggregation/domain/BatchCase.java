package io.proofworks.aggregation.domain;

import io.proofworks.protocol.BatchOutcome;

/**
 * The life of a batch in this application.
 *
 * <pre>
 * Collecting --first job--> Aggregating --root verified--> Settled
 *     |                          |
 *     +--------------------------+--- a task failed, or nobody can aggregate ---> Failed
 *     +--------------------------+--- superseded ---> Superseded
 * </pre>
 *
 * Ended cases are kept for a while, so that what still arrives for them is answered rightly.
 */
public sealed interface BatchCase {

  /** What is known of the batch. */
  BatchFacts facts();

  /** The nodes dispatched so far. */
  Tree tree();

  /** A batch without a receipt. */
  sealed interface Open extends BatchCase {
    /** Whether it could go on if there were a policy for it. */
    default boolean waitsFor(Market market) {
      return facts().terms() != null && market.of(facts()) == null;
    }
  }

  /** A batch with a receipt. */
  sealed interface Ended extends BatchCase {
    /** When, epoch milliseconds. */
    long endedAt();
  }

  /** No job yet: shards and proofs arrive. */
  record Collecting(BatchFacts facts) implements Open {
    @Override
    public Tree tree() {
      return Tree.EMPTY;
    }
  }

  /** Jobs are out. */
  record Aggregating(BatchFacts facts, Tree tree) implements Open {}

  /** The root was verified. */
  record Settled(BatchFacts facts, Tree tree, long endedAt) implements Ended {}

  /** It cannot be settled any more. */
  record Failed(BatchFacts facts, Tree tree, long endedAt) implements Ended {}

  /** Its requester moved the boundary. */
  record Superseded(BatchFacts facts, Tree tree, long endedAt) implements Ended {}

  /** The case after its receipt. */
  static Ended ended(BatchOutcome outcome, BatchFacts facts, Tree tree, long endedAt) {
    return switch (outcome) {
      case SETTLED -> new Settled(facts, tree, endedAt);
      case FAILED -> new Failed(facts, tree, endedAt);
      case SUPERSEDED -> new Superseded(facts, tree, endedAt);
    };
  }

  /** The open case with these nodes. */
  static Open open(BatchFacts facts, Tree tree) {
    return tree.nodes().isEmpty() ? new Collecting(facts) : new Aggregating(facts, tree);
  }
}
