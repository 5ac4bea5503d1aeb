package io.proofworks.proofs.plonk;

/**
 * A point of G1 with the bytes that a transcript takes.
 *
 * @param point affine
 * @param bytes x then y, 32 bytes big-endian each
 */
record Commitment(long[] point, byte[] bytes) {}
