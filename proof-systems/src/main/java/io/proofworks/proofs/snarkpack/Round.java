package io.proofworks.proofs.snarkpack;

/**
 * One halving of the vectors.
 *
 * @param left right halves of A, C, and left of B with the other sides' keys
 * @param right the opposite
 */
record Round(Terms left, Terms right) {}
