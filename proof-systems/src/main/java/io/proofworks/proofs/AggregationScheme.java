package io.proofworks.proofs;

import java.util.List;
import java.util.Optional;

/**
 * A way to put the proofs of several statements into one object. Implementations are safe for use
 * by many threads.
 *
 * <p>An aggregate of a tree node whose children are aggregates covers the leaves below it, in
 * order.
 */
public interface AggregationScheme {

  /** The name jobs use, for instance {@code BATCH}; stable for ever. */
  String id();

  /** Most statements one aggregate may cover. */
  int maxFanIn();

  /**
   * Expected cost of one merge of that many children, milliseconds of one core; the planner shapes
   * the tree with it.
   */
  long mergeCostMillis(int fanIn);

  /**
   * Why no aggregate covers statements about these programs, in this order, whatever their proofs;
   * empty when one does. Known before anybody works on them.
   */
  Optional<String> obstacle(List<Program> programs);

  /**
   * Whether only the shards of a whole batch are covered, not any of them: then its root is the
   * only node.
   */
  default boolean needsWholeBatch() {
    return false;
  }

  /**
   * Most bytes of an aggregate.
   *
   * @param children how many it covers
   * @param proofBytes bytes of their proofs together
   */
  long mostBytes(int children, long proofBytes);

  /**
   * Makes an aggregate.
   *
   * @param statements what the children prove, in order; one to {@link #maxFanIn}
   * @param proofs the children, as many as there are statements
   * @param binding 32 bytes that tie the aggregate to its aggregator
   * @throws IllegalArgumentException if the counts differ or are out of range, the binding has
   *     another length, or there is an {@link #obstacle}
   */
  byte[] aggregate(List<Statement> statements, List<byte[]> proofs, byte[] binding);

  /**
   * Checks that the aggregate proves exactly these statements in this order and is bound to this
   * aggregator. Total: hostile bytes get a verdict, never an exception. An aggregate by recursion
   * may vouch only for the state before the first and after the last: that the statements between
   * hold is known to whoever verified their proofs.
   *
   * @throws io.proofworks.proofs.external.ExternalServiceException when another program verifies,
   *     and does not answer
   */
  ProofVerdict verify(byte[] aggregate, List<Statement> statements, byte[] binding);
}
