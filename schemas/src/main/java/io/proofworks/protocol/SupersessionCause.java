package io.proofworks.protocol;

import java.util.Optional;

/** What moved under a batch so that proving it further is waste. */
public enum SupersessionCause {

  /** The state root it starts from. */
  STATE_ROOT,
  /** Its input commitment. */
  INPUT_COMMITMENT,
  /** The sequencer's output. */
  SEQUENCER_OUTPUT;

  /** The constant of that exact name, or empty for any other word. */
  public static Optional<SupersessionCause> find(String word) {
    return Vocabulary.find(SupersessionCause.class, word);
  }
}
