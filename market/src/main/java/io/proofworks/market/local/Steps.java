package io.proofworks.market.local;

import java.io.IOException;
import java.time.Duration;

/** Runs the steps of a start and says how long each took. */
final class Steps {

  /** A step that may fail on its files. */
  @FunctionalInterface
  interface Step<T> {
    T run() throws IOException;
  }

  private final Progress progress;

  Steps(Progress progress) {
    this.progress = progress;
  }

  <T> T take(String name, Step<T> step) throws IOException {
    long start = System.nanoTime();
    T result = step.run();
    progress.done(name, Duration.ofNanos(System.nanoTime() - start));
    return result;
  }
}
