package io.proofworks.protocol;

import java.util.Optional;

/** Why an aggregation job was given to this aggregator at this epoch. */
public enum JobCause {

  /** The first epoch. */
  INITIAL,
  /** The previous holder let its lease pass. */
  LEASE_EXPIRED,
  /** It left out an eligible child. */
  INCOMPLETE_AGGREGATE,
  /** Its aggregate failed. */
  INVALID_PROOF;

  /** The constant of that exact name, or empty for any other word. */
  public static Optional<JobCause> find(String word) {
    return Vocabulary.find(JobCause.class, word);
  }
}
