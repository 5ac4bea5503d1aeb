package io.proofworks.proofs;

/** A proof system that brings the scheme by which its own proofs become one. */
public interface MergingProofSystem extends ProofSystem {

  /** The scheme over this system's verifier. */
  AggregationScheme scheme();
}
