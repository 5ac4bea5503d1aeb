package io.proofworks.proofs.external;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** What has been tried to get one answer, and whether to try again. */
final class Attempts {

  private static final int MOST = 3;

  /** Of one question to one run of the program. */
  @FunctionalInterface
  interface Attempt<T> {
    T within(Duration limit) throws IOException, InterruptedException, TimeoutException;
  }

  /** The program has answered that it failed. */
  static final class FailedException extends IOException {

    private static final long serialVersionUID = 1;

    FailedException(String why) {
      super("failed: " + why);
    }
  }

  private final Patience patience;
  private Duration left;
  private int made;

  Attempts(Patience patience) {
    this.patience = patience;
    this.left = patience.total();
  }

  /** One more, as long as one may take or as is left of all. */
  <T> T make(Attempt<T> attempt) throws IOException, InterruptedException, TimeoutException {
    long start = System.nanoTime();
    try {
      return attempt.within(shorter(patience.attempt(), left));
    } finally {
      left = left.minusNanos(System.nanoTime() - start);
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Whether another one is worth it after one that ended so. */
  boolean goOnAfter(Exception failure) {
    made++;
    int most = failure instanceof FailedException ? (patience.persistent() ? 2 : 1) : MOST;
    return made < most && left.isPositive();
  }
}
