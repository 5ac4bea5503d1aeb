package io.proofworks.worker.journal;

import io.proofworks.protocol.Hash32;

/**
 * A commit this worker has made up its mind to send. Once written, no other commit may be sent for
 * that task and epoch.
 *
 * @param commitment C = H(taskId, proverKey, proofDigest, nonce, domain)
 * @param proofDigest keccak256 of the proof, which is kept in a file of its own
 */
public record JournalledCommit(
    Hash32 taskId, int epoch, Hash32 commitment, Hash32 proofDigest, Hash32 nonce) {}
