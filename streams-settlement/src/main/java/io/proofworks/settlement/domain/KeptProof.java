package io.proofworks.settlement.domain;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import org.jspecify.annotations.Nullable;

/**
 * The first proof that the market has of a statement, with what it takes to check whose it is.
 *
 * @param taskId the task it was revealed for, which its binding names
 * @param epoch of that task
 * @param prover its owner
 * @param binding 32 bytes in the proof's public inputs; null when the task did not bind its prover
 * @param reveal the record it came with
 */
public record KeptProof(
    Hash32 taskId,
    int epoch,
    Address prover,
    byte @Nullable [] binding,
    byte[] proof,
    Origin reveal) {}
