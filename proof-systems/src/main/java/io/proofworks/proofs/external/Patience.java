package io.proofworks.proofs.external;

import java.time.Duration;

/**
 * How long an answer is waited for. Starting the program does not count: only the time in which a
 * question is with it.
 *
 * @param attempt with one run of the program
 * @param total with all of them
 * @param persistent whether a question is asked again that the program failed at
 */
record Patience(Duration attempt, Duration total, boolean persistent) {

  /** For cutting and verdicts: with a start between, well within a transaction of ten minutes. */
  static final Patience SOON = new Patience(Duration.ofMinutes(2), Duration.ofMinutes(4), true);

  /** For proving and for what a program does once when it starts, which is not done over. */
  static final Patience LATE = once(Duration.ofHours(1));

  private static Patience once(Duration limit) {
    return new Patience(limit, limit, false);
  }
}
