package io.proofworks.protocol;

import java.util.Optional;

/** How a proof is tied to its prover. */
public enum Binding {

  /** The binding digest is a public input of the proof: a copy does not verify for the thief. */
  IN_PROOF,
  /** Only the order of commits protects; a leak before the commit cannot be detected. */
  COMMIT_REVEAL,
  /** Only an assignee is payable until the lock ends. */
  LOCKED;

  /** The constant of that exact name, or empty for any other word. */
  public static Optional<Binding> find(String word) {
    return Vocabulary.find(Binding.class, word);
  }
}
