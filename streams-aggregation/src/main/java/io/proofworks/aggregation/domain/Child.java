package io.proofworks.aggregation.domain;

import org.jspecify.annotations.Nullable;

/**
 * A verified proof of a shard, without its bytes: those stand on {@code market.child-proofs}.
 *
 * @param publicInputs in the encoding of the shard's proof system
 * @param binding 32 bytes that tie the proof to its prover, or null
 * @param proofDigest keccak256 of the proof
 * @param proofBytes its length
 * @param grantee the aggregator its owner would have use it, or the zero address for any; it is a
 *     wish, so nothing depends on whether there is such an aggregator
 * @param reward what its owner earned, base units
 * @param verifiedAt epoch milliseconds
 * @param adoptedFrom the task of another batch that it was revealed for, which its epoch, binding
 *     and reveal belong to; null where that is the shard's own
 */
public record Child(
    String proverId,
    int epoch,
    String proofSystem,
    String programHash,
    byte[] publicInputs,
    byte @Nullable [] binding,
    String proofDigest,
    int proofBytes,
    String grantee,
    long reward,
    boolean late,
    long verifiedAt,
    Position reveal,
    @Nullable String adoptedFrom) {

  private static final String ANY = "0x" + "0".repeat(40);

  /** Whether its owner prefers somebody. */
  boolean prefers() {
    return !grantee.equals(ANY);
  }
}
