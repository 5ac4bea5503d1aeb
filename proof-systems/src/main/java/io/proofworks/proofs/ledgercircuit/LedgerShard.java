package io.proofworks.proofs.ledgercircuit;

import io.proofworks.proofs.Program;

/**
 * A piece of a batch that one proof covers.
 *
 * @param program the size of circuit this piece is proven with
 * @param trace all a prover needs: the accounts it touches with their Merkle paths, and the
 *     transfers ({@link ShardTrace})
 * @param publicInputs {@code pre ‖ post ‖ transfers commitment}, three big-endian field elements of
 *     32 bytes
 * @param weight what proving it costs, in thousands of constraints, rounded up; at least 1
 */
public record LedgerShard(Program program, byte[] trace, byte[] publicInputs, int weight) {}
