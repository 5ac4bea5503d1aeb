package io.proofworks.operations;

import java.util.Map;

/** How a process is. */
public interface Health {

  /** Whether it should be left running; false asks for a restart. True while it rebalances. */
  boolean isLive();

  /** Whether it does its work now. */
  boolean isReady();

  /** Whether it was ready once. */
  boolean hasStarted();

  /**
   * What else there is to say, for instance what is still to be restored: names to numbers, words
   * or null.
   */
  Map<String, ?> details();
}
