package io.proofworks.protocol;

import java.util.Optional;

/**
 * The answer to an input. Declaration order is precedence: of several things wrong with an input
 * the first declared is the answer, cheap checks before dear ones. "No bond" below means that none
 * was reserved by this input, so none can be lost; a bond reserved by an earlier commit stays as it
 * was unless the text says otherwise. Fractions are the policy's, of the task's bond.
 */
public enum Reason {
  /** All checks passed. A commit reserves its bond; a reveal or aggregate releases it. */
  ACCEPTED,
  /** Not a record of this topic: undecodable, trailing bytes, an id out of form. No bond. */
  MALFORMED,
  /** Larger than the topic's, the task's or the policy's limit. No bond. */
  OVERSIZED,
  /** Not in the partition its key hashes to; the detail names the right one. No bond. */
  WRONG_PARTITION,
  /** No such task, batch, job or program, also after parking until its time. No bond. */
  UNKNOWN_TASK,
  /** Signed or addressed for another market. No bond. */
  WRONG_DOMAIN,
  /** Of an epoch that is not (or no longer) the task's or job's. No bond. */
  FENCED_EPOCH,
  /** No valid registration, or its session key has expired. No bond. */
  UNREGISTERED,
  /** The task or job is another's, and not open to all. No bond. */
  NOT_ASSIGNED,
  /** The signature is not that of the named author. No bond. */
  BAD_SIGNATURE,
  /** After commitBy, or after the first accepted reveal of the task. No bond. */
  COMMIT_CLOSED,
  /** A second, different commit by the same prover. The first one's bond stays reserved. */
  DOUBLE_COMMIT,
  /** The free stake (or a requester's budget) does not cover what must be reserved. No bond. */
  INSUFFICIENT_BOND,
  /** A reveal without an accepted commit. No bond. */
  UNCOMMITTED,
  /** A reveal that is not strictly younger than its commit. The bond stays reserved. */
  REVEAL_TOO_EARLY,
  /**
   * A reveal after its window. If valid and inside the grace: slashDelayBps is slashed, the rest
   * released, and the late reward is paid where the proof is of use. Later: nothing more happens,
   * the bond has been dealt with by NO_REVEAL.
   */
  REVEAL_LATE,
  /** The proof or nonce does not recompute the commitment. The bond stays reserved. */
  DIGEST_MISMATCH,
  /** Proof bytes not in the proof system's one form. Slashed by slashInvalidBps, rest released. */
  NON_CANONICAL,
  /** The proof does not verify. Slashed by slashInvalidBps, rest released. */
  INVALID_PROOF,
  /**
   * The proof is another prover's by evidence. Slashed by slashPlagiarismBps, of which the victim
   * is compensated; rest released.
   */
  PLAGIARISED,
  /** The task was superseded before the record was appended. Bonds are released in full. */
  STALE,
  /** Already applied; nothing changes. */
  DUPLICATE,
  /** The policy has stopped this version of the verifier. The bond is released in full. */
  VERIFIER_STOPPED,
  /** A child was used without its owner's grant. The aggregator's bond follows its lease. */
  UNAUTHORISED_AGGREGATOR,
  /** An eligible child was left out. Slashed by slashCensorshipBps. */
  INCOMPLETE_AGGREGATE,
  /**
   * Committed and not revealed. When the window closes nothing is slashed yet; when the grace has
   * passed as well, slashUnrevealedBps is slashed and the rest released.
   */
  NO_REVEAL;

  /** Whether this answer takes the input. */
  public boolean isAcceptance() {
    return this == ACCEPTED;
  }

  /** The constant of that exact name, or empty for any other word. */
  public static Optional<Reason> find(String word) {
    return Vocabulary.find(Reason.class, word);
  }
}
