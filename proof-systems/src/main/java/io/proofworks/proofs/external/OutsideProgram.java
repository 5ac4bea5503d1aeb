package io.proofworks.proofs.external;

import java.util.List;

/**
 * A program of somebody else that is run in a process of its own. Our settings, among them the
 * passwords of brokers and registry, may be in our environment; they are not in its.
 */
public final class OutsideProgram {

  /** The variables of our settings begin with it. */
  private static final String OURS = "PROOFWORKS_";

  private OutsideProgram() {}

  /**
   * What starts it, with our environment but for our settings.
   *
   * @param command program and arguments
   */
  public static ProcessBuilder of(List<String> command) {
    return withoutOurs(new ProcessBuilder(command));
  }

  static ProcessBuilder withoutOurs(ProcessBuilder builder) {
    builder.environment().keySet().removeIf(name -> name.startsWith(OURS));
    return builder;
  }
}
