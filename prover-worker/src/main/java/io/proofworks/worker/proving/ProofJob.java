package io.proofworks.worker.proving;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import org.jspecify.annotations.Nullable;

/**
 * All that a back end needs to make one proof.
 *
 * @param program hash, proof system and verifier's data of the program
 * @param publicInputs in the proof system's encoding
 * @param trace the shard of the execution trace
 * @param binding 32 bytes to be carried in the public inputs; null when the task is not IN_PROOF
 * @param secret 32 bytes that are the same whenever this prover proves this task in this epoch: a
 *     back end that takes its randomness from them makes the same proof again after a lost disk
 * @param deadline epoch milliseconds after which the proof is of no use
 */
public record ProofJob(
    Hash32 domain,
    Hash32 taskId,
    int epoch,
    Address proverId,
    io.proofworks.proofs.Program program,
    byte[] publicInputs,
    byte[] trace,
    byte @Nullable [] binding,
    byte[] secret,
    long deadline,
    int maxProofBytes) {}
