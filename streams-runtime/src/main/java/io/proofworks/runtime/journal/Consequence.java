package io.proofworks.runtime.journal;

/** What followed from an input, as far as its journal speaks of it. */
public interface Consequence {

  /** The text that the journal's outcome digest covers; empty where it covers nothing of it. */
  default String outcome() {
    return "";
  }
}
