package io.proofworks.operations;

import java.util.Locale;

/** How a process, or one of its parts, is; the one word that API, page, probes and metrics say. */
public enum Condition {
  /** It does its work, and what it has read is not old. */
  WORKING,
  /** It does its work, and what it is at was appended long ago. */
  BEHIND,
  /** It has run and is given other partitions just now. */
  MOVING,
  /** It has not run yet, gets its state back, or waits for something that does not answer. */
  STARTING,
  /** It was asked to end, and finishes what it has begun. */
  STOPPING,
  /** It has ended by a failure, and nothing in this process starts it again. */
  FAILED;

  /** The word, in lower case. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
