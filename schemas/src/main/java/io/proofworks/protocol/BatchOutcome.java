package io.proofworks.protocol;

import java.util.Optional;

/** How a batch ended. */
public enum BatchOutcome {

  /** Its root proof was verified. */
  SETTLED,
  /** A task of it failed or expired. */
  FAILED,
  /** Its requester replaced or withdrew it. */
  SUPERSEDED;

  /** The constant of that exact name, or empty for any other word. */
  public static Optional<BatchOutcome> find(String word) {
    return Vocabulary.find(BatchOutcome.class, word);
  }
}
