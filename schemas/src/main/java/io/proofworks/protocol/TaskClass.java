package io.proofworks.protocol;

import java.util.Optional;

/** What a requester asks for beyond the proof: how fast, and from how wide a field of provers. */
public enum TaskClass {

  /** Pays a premium for the fastest provers. */
  URGENT_SETTLEMENT,
  /** The default. */
  STANDARD,
  /** Cheaper, and spread over more diverse capacity. */
  LONG_DEADLINE,
  /** Proven more than once; keeps smaller provers active. */
  REDUNDANT_VERIFICATION,
  /** Trades latency for participation. */
  BACKGROUND_AGGREGATION;

  /** The constant of that exact name, or empty for any other word. */
  public static Optional<TaskClass> find(String word) {
    return Vocabulary.find(TaskClass.class, word);
  }
}
