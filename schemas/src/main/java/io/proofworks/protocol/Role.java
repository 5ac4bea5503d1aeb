package io.proofworks.protocol;

import java.util.Optional;

/** What a registered party does in the market. */
public enum Role {

  /** Proves tasks. */
  PROVER,
  /** Combines child proofs. */
  AGGREGATOR;

  /** The constant of that exact name, or empty for any other word. */
  public static Optional<Role> find(String word) {
    return Vocabulary.find(Role.class, word);
  }
}
