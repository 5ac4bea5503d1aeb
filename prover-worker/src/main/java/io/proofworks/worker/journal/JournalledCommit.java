package io.proofworks.worker.journal;

import io.proofworks.protocol.Hash32;

/**
 * A commit this worker has made up its mind to send. Once written, no other commit may be sent for
 * that task and epoch.
 *
 * @param commitment C = H(taskId, proverKey, proofDigest, nonce, domain)
 * @param proofDigest keccak256 of the proof, which is kept in a file of its own
 * @param records what its two records are known by
 */
public record JournalledCommit(
    Hash32 taskId,
    int epoch,
    Hash32 commitment,
    Hash32 proofDigest,
    Hash32 nonce,
    Records records) {

  /**
   * {@link io.proofworks.protocol.RecordDigest}s of the records that this commit is sent and opened
   * with: by them the worker knows the verdicts on its own records from those on records that
   * somebody else wrote in its name, after a restart too.
   */
  public record Records(Hash32 commit, Hash32 reveal) {}

  /**
   * Whether the other is the same commit. The bytes of its records may differ: a registry that was
   * set up anew gives its schemas other ids.
   */
  public boolean isSameAs(JournalledCommit other) {
    return taskId.equals(other.taskId)
        && epoch == other.epoch
        && commitment.equals(other.commitment)
        && proofDigest.equals(other.proofDigest)
        && nonce.equals(other.nonce);
  }
}
