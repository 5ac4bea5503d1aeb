package io.proofworks.topics;

/** How a topic forgets. */
public enum Cleanup {
  DELETE("delete"),
  COMPACT("compact");

  private final String config;

  Cleanup(String config) {
    this.config = config;
  }

  /** Value of {@code cleanup.policy}. */
  public String config() {
    return config;
  }
}
