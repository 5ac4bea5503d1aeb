package io.proofworks.proofs;

import java.util.List;

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
   * Makes an aggregate.
   *
   * @param statements what the children prove, in order; one to {@link #maxFanIn}
   * @param proofs the children, as many as there are statements
   * @param binding 32 bytes that tie the aggregate to its aggregator
   * @throws IllegalArgumentException if the counts differ or are out of range, or the binding has
   *     another length
   */
  byte[] aggregate(List<Statement> statements, List<byte[]> proofs, byte[] binding);

  /**
   * Checks that the aggregate proves exactly these statements in this order and is bound to this
   * aggregator. Total: hostile bytes get a verdict, never an exception.
   */
  ProofVerdict verify(byte[] aggregate, List<Statement> statements, byte[] binding);
}
