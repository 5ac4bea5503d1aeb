package io.proofworks.proofs.hostile;

import java.util.Objects;
import java.util.function.Consumer;

/** What a coverage-guided fuzzer calls; the system property {@code target} names the target. */
public final class Fuzz {
  private static final String NAME = System.getProperty("target", "");
  private static final Consumer<byte[]> TARGET =
      Objects.requireNonNull(
          Targets.all().get(NAME), () -> NAME + " is not one of " + Targets.all().keySet());

  private Fuzz() {}

  /** One input. */
  public static void fuzzerTestOneInput(byte[] input) {
    TARGET.accept(input);
  }
}
