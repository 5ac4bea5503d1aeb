package io.proofworks.protocol;

import java.util.Optional;

/** What a verdict answers: an input, or a deadline that passed. */
public enum VerdictKind {

  /** A task that settlement took on, or could not escrow. */
  TASK,
  /** An assignment, or an assignee that stayed silent until commitBy. */
  ASSIGNMENT,
  /** A prover's commit. */
  COMMIT,
  /** A prover's reveal. */
  REVEAL,
  /** The grant that came with an accepted reveal, where it does not hold. */
  GRANT,
  /** The end of a reveal window or of the grace after it. */
  WINDOW,
  /** A registration. */
  REGISTRATION,
  /** A heartbeat that could not be taken. */
  HEARTBEAT,
  /** A deposit or withdrawal. */
  STAKE,
  /** A requester's proof request. */
  BATCH,
  /** A requester's supersession. */
  SUPERSESSION,
  /** An aggregator's aggregate. */
  AGGREGATE,
  /** The lease of an aggregation job that passed. */
  LEASE;

  /** The constant of that exact name, or empty for any other word. */
  public static Optional<VerdictKind> find(String word) {
    return Vocabulary.find(VerdictKind.class, word);
  }
}
