package io.proofworks.market.local;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A part of the market that can be stopped and started again while the rest goes on. */
final class Part<T extends AutoCloseable> implements AutoCloseable {

  private final Supplier<T> starter;
  private @Nullable T running;

  Part(Supplier<T> starter) {
    this.starter = starter;
  }

  /** Starts it unless it runs; returns what runs. */
  synchronized T start() {
    T part = running == null ? starter.get() : running;
    running = part;
    return part;
  }

  /** What runs, or has ended by itself; empty while it is stopped. */
  synchronized Optional<T> running() {
    return Optional.ofNullable(running);
  }

  /** Stops it, if it runs. */
  @Override
  public synchronized void close() throws Exception {
    T part = running;
    running = null;
    if (part != null) {
      part.close();
    }
  }
}
