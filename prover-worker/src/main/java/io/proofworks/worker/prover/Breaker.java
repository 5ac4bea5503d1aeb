package io.proofworks.worker.prover;

import io.proofworks.protocol.Reason;
import io.proofworks.worker.domain.TrackRecord;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What became of a prover's own work, and the pauses that it takes after several failures in a row:
 * whatever is wrong with it would cost the next bond too. Only its own faults count, never what the
 * market, the way to it, or a copy of its records caused; and a requester whose proofs cannot be
 * made stops the work for that requester, not for all. History does not pause it. One thread uses
 * it.
 */
final class Breaker {

  private static final Logger log = LoggerFactory.getLogger(Breaker.class);

  static final int FAILURES = 3;
  static final long PAUSE_MILLIS = 60_000;

  /** Requesters whose failures are remembered. */
  private static final int REQUESTERS = 256;

  /** Proofs of one requester that could not be made, in a row. */
  private record Strikes(int count, long pausedUntil) {
    private static final Strikes NONE = new Strikes(0, 0);
  }

  private final String name;
  private final InstantSource clock;
  private final Map<String, Strikes> strikes =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Strikes> eldest) {
          return size() > REQUESTERS;
        }
      };
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

  /**
   * Learns what a reveal was answered, or that its window and grace ended without one.
   *
   * @param tookTooLong whether the prover itself let the window pass; if not, a reveal that was too
   *     late is no fault of its own
   */
  void learn(Reason reason, boolean tookTooLong) {
    if (reason.isAcceptance()) {
      record = record.withAccepted();
    } else if (isOwnFault(reason)) {
      boolean late = reason == Reason.REVEAL_LATE || reason == Reason.NO_REVEAL;
      if (!late) {
        failed(record.withInvalid());
      } else if (tookTooLong) {
        failed(record.withLate());
      }
    }
  }

  private static boolean isOwnFault(Reason reason) {
    return reason.fault() == Reason.Fault.AUTHOR && reason.maySlash();
  }

  private void failed(TrackRecord next) {
    record = next;
    if (live && record.failuresInARow() >= FAILURES) {
      pausedUntil = clock.millis() + PAUSE_MILLIS;
      log.info("paused worker={} failuresInARow={}", name, record.failuresInARow());
    }
  }

  /** No proof was made of a task of that requester. */
  void proofFailed(String requester) {
    int count = strikes.getOrDefault(requester, Strikes.NONE).count() + 1;
    long until = count >= FAILURES ? clock.millis() + PAUSE_MILLIS : 0;
    strikes.put(requester, new Strikes(count, until));
  }

  /** A proof was made of a task of that requester. */
  void proofMade(String requester) {
    strikes.remove(requester);
  }

  /** Whether it takes no work of that requester. */
  boolean isPaused(String requester) {
    long now = clock.millis();
    return now < pausedUntil || now < strikes.getOrDefault(requester, Strikes.NONE).pausedUntil();
  }

  TrackRecord record() {
    return record;
  }
}
