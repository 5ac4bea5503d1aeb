package io.proofworks.protocol;

import java.util.Optional;

/** Direction of a stake record. */
public enum StakeKind {

  /** Into the market. */
  DEPOSIT,
  /** Out of it. */
  WITHDRAWAL;

  /** The constant of that exact name, or empty for any other word. */
  public static Optional<StakeKind> find(String word) {
    return Vocabulary.find(StakeKind.class, word);
  }
}
