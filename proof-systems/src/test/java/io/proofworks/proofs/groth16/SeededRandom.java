package io.proofworks.proofs.groth16;

import java.security.SecureRandom;
import java.util.Random;

/** The same numbers for the same seed, where a test needs the same proof twice. */
public final class SeededRandom extends SecureRandom {
  private static final long serialVersionUID = 1;

  private final Random random;

  public SeededRandom(long seed) {
    this.random = new Random(seed);
  }

  @Override
  public void nextBytes(byte[] bytes) {
    random.nextBytes(bytes);
  }
}
