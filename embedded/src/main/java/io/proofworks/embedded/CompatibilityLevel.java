package io.proofworks.embedded;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How a new schema of a subject must relate to the earlier ones, by the names of Confluent's API.
 * Backward: data written with the earlier schema is readable with the new one; forward: the
 * reverse.
 */
enum CompatibilityLevel {
  NONE(false, false, false),
  BACKWARD(true, false, false),
  BACKWARD_TRANSITIVE(true, false, true),
  FORWARD(false, true, false),
  FORWARD_TRANSITIVE(false, true, true),
  FULL(true, true, false),
  FULL_TRANSITIVE(true, true, true);

  private final boolean backward;
  private final boolean forward;
  private final boolean transitive;

  CompatibilityLevel(boolean backward, boolean forward, boolean transitive) {
    this.backward = backward;
    this.forward = forward;
    this.transitive = transitive;
  }

  static Optional<CompatibilityLevel> named(String name) {
    return Arrays.stream(values()).filter(level -> level.name().equalsIgnoreCase(name)).findFirst();
  }

  boolean readsEarlierData() {
    return backward;
  }

  boolean readableByEarlier() {
    return forward;
  }

  /**
   * Which of the earlier versions, oldest first, a new one is checked against: all, or the last.
   */
  <T> List<T> relevant(List<T> earlier) {
    return transitive || earlier.isEmpty() ? earlier : List.of(earlier.getLast());
  }
}
