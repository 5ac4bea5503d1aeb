package io.proofworks.protocol;

import java.util.Optional;

/** Why a task was given to these provers at this epoch. */
public enum AssignmentCause {

  /** The first epoch. */
  INITIAL,
  /** The previous holders did not commit in time. */
  COMMIT_TIMEOUT,
  /** They committed and did not reveal in their window. */
  NO_REVEAL,
  /** Their proof failed. */
  INVALID_PROOF,
  /** Their proof was another's. */
  PLAGIARISED,
  /** They gave the task back. */
  DECLINED,
  /** To nobody: the market has a proof of the statement, and the task takes it over. */
  ADOPTED;

  /** The constant of that exact name, or empty for any other word. */
  public static Optional<AssignmentCause> find(String word) {
    return Vocabulary.find(AssignmentCause.class, word);
  }
}
