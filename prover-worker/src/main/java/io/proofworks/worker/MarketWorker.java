package io.proofworks.worker;

import io.proofworks.operations.Health;
import java.time.Duration;

/** The worker of one market, as the process sees it that runs it. */
interface MarketWorker extends Health, AutoCloseable {

  /** What it is called in logs. */
  String name();

  /** Who it is in the market. */
  String id();

  /** Tasks that it is at work on. */
  int inFlight();

  /** Whether a bond hung on something that it had to do, after its last step. */
  boolean saidOpenBonds();

  /** Whether a bond hangs on something it still had to do; meant for after its end. */
  boolean hasOpenBonds();

  /** Records that were deleted before it could read them. */
  long missed();

  /** Whether it was asked to end. */
  boolean isDraining();

  /** Asks it to drain, without waiting. */
  void drain();

  /** Ends at once, leaving open commits to the next start with the same directory. */
  void abort();

  /** Waits until it has ended; false if it has not within that time. */
  boolean await(Duration timeout);

  /** Drains, and waits for its end. */
  @Override
  void close();
}
