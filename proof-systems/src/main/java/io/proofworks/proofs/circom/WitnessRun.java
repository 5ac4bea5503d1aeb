package io.proofworks.proofs.circom;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.WasmInterruptedException;

/**
 * Runs a program of others, which may never end, in a thread of its own: it looks at each jump back
 * and at each call whether it has been interrupted.
 */
record WitnessRun(WitnessLimits limits) {

  /** Deep enough for circuits of deeply nested components. */
  private static final long STACK_BYTES = 16 << 20;

  long[] of(Supplier<long[]> program) {
    FutureTask<long[]> task = new FutureTask<>(program::get);
    Thread thread =
        Thread.ofPlatform().name("witness").daemon(true).stackSize(STACK_BYTES).unstarted(task);
    thread.start();
    try {
      return task.get(limits.time().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      thread.interrupt();
      throw new IllegalArgumentException(
          "the circuit's program did not end within " + limits.time().toSeconds() + " s", e);
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
      throw cancelled(e);
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    }
  }

  private RuntimeException failure(@Nullable Throwable cause) {
    return switch (cause) {
      case WasmInterruptedException interrupted -> cancelled(interrupted);
      case IllegalArgumentException refused ->
          new IllegalArgumentException(refused.getMessage(), refused);
      case OutOfMemoryError exhausted ->
          new IllegalArgumentException(
              "there is no memory for the circuit's program, which may have "
                  + limits.megabytes()
                  + " MB",
              exhausted);
      case StackOverflowError deep ->
          new IllegalArgumentException("the circuit's program calls itself too often", deep);
      case null, default -> new IllegalStateException("the circuit's program failed", cause);
    };
  }

  private static CancellationException cancelled(Exception cause) {
    CancellationException cancelled = new CancellationException("interrupted");
    cancelled.initCause(cause);
    return cancelled;
  }
}
