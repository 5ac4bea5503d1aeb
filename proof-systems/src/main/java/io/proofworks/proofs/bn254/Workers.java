package io.proofworks.proofs.bn254;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A few threads for independent pieces of one computation. With one thread everything runs on the
 * caller's. Results must not depend on the order of the pieces.
 */
public final class Workers implements AutoCloseable {
  private final int threads;
  private final @Nullable ExecutorService executor;

  private Workers(int threads, @Nullable ExecutorService executor) {
    this.threads = threads;
    this.executor = executor;
  }

  /**
   * @param threads at least 1
   * @throws IllegalArgumentException when fewer
   */
  public static Workers of(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: " + threads);
    }
    return new Workers(threads, threads == 1 ? null : Executors.newFixedThreadPool(threads));
  }

  /** How many run at once. */
  public int threads() {
    return threads;
  }

  /**
   * Runs piece 0 to pieces - 1 and returns when all are done.
   *
   * @throws CancellationException when the caller is interrupted meanwhile (its flag stays set)
   */
  public void each(int pieces, IntConsumer piece) {
    ExecutorService pool = executor;
    if (pool == null) {
      for (int i = 0; i < pieces; i++) {
        requireNotInterrupted();
        piece.accept(i);
      }
      return;
    }
    await(pool, calls(pieces, piece));
  }

  private static void requireNotInterrupted() {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("interrupted");
    }
  }

  private static List<Callable<Boolean>> calls(int pieces, IntConsumer piece) {
    List<Callable<Boolean>> calls = new ArrayList<>();
    for (int i = 0; i < pieces; i++) {
      int index = i;
      calls.add(() -> {
        piece.accept(index);
        return true;
      });
    }
    return calls;
  }

  private static void await(ExecutorService pool, List<Callable<Boolean>> calls) {
    try {
      for (Future<Boolean> done : pool.invokeAll(calls)) {
        done.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    } catch (ExecutionException e) {
      throw new IllegalStateException("a piece of the computation failed", e.getCause());
    }
  }

  @Override
  public void close() {
    ExecutorService pool = executor;
    if (pool != null) {
      pool.shutdownNow();
    }
  }
}
