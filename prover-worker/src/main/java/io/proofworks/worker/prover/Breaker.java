package io.proofworks.worker.prover;

import io.proofworks.protocol.Reason;
import io.proofworks.worker.domain.TrackRecord;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What became of a prover's own work, and the pause that it takes after several failures in a row:
 * whatever is wrong with it would cost the next bond too. History does not pause it. One thread
 * uses it.
 */
final class Breaker {

  private static final Logger log = LoggerFactory.getLogger(Breaker.class);

  static final int FAILURES = 3;
  static final long PAUSE_MILLIS = 60_000;

  private final String name;
  private final InstantSource clock;
  private TrackRecord record = TrackRecord.EMPTY;
  private long pausedUntil;
  private boolean live;

  /**
   * @param name of the worker, for its log
   */
  Breaker(String name, InstantSource clock) {
    this.name = name;
    this.clock = clock;
  }

  /** From now on failures count towards a pause. */
  void goLive() {
    live = true;
  }

  /** Learns what a reveal was answered, or that its window and grace ended without one. */
  void learn(Reason reason) {
    switch (reason) {
      case ACCEPTED -> record = record.withAccepted();
      case INVALID_PROOF, NON_CANONICAL, PLAGIARISED -> failed(record.withInvalid());
      case REVEAL_LATE, NO_REVEAL -> failed(record.withLate());
      default -> {}
    }
  }

  /** No proof was made. */
  void failed() {
    failed(record.withInvalid());
  }

  private void failed(TrackRecord next) {
    record = next;
    if (live && record.failuresInARow() >= FAILURES) {
      pausedUntil = clock.millis() + PAUSE_MILLIS;
      log.info("paused worker={} failuresInARow={}", name, record.failuresInARow());
    }
  }

  boolean isPaused() {
    return clock.millis() < pausedUntil;
  }

  TrackRecord record() {
    return record;
  }
}
