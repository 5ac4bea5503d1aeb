package io.proofworks.operations;

import java.util.Map;

/** How a process is. */
public interface Health {

  /** How it is now. */
  Condition condition();

  /** Whether it was ready once. */
  boolean hasStarted();

  /**
   * What else there is to say, for instance what is still to be restored: names to numbers, words
   * or null.
   */
  Map<String, ?> details();

  /** Whether it should be left running; false asks for a restart. */
  default boolean isLive() {
    return condition() != Condition.FAILED;
  }

  /** Whether it does its work now and keeps up with it. */
  default boolean isReady() {
    return condition() == Condition.WORKING;
  }
}
