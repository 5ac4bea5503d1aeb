package io.proofworks.worker.prover;

import io.proofworks.protocol.Hash32;
import io.proofworks.worker.domain.Backoff;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * When commits and reveals are sent: at once, and while they have no answer again and again, more
 * and more seldom. What is sent again is the same record. One thread uses it.
 */
final class Deliveries {

  /** The market answers repeats with DUPLICATE; a reveal has seconds. */
  private static final Backoff UNANSWERED = new Backoff(5_000, 60_000);

  /** The clock of a new leader was behind that of the verdict's; it goes on. */
  private static final Backoff TOO_EARLY = new Backoff(100, 5_000);

  /** Settlement had not come to the epoch; it gets there. */
  private static final Backoff FENCED = new Backoff(250, 60_000);

  /** Answers of that kind to what was sent anew, after which there is no more to hope for. */
  static final int MOST_FENCES = 64;

  /** What is on its way. */
  enum What {
    COMMIT,
    REVEAL,
    /** Not a record: the proof of a commit, which has to be made again before it can be opened. */
    PROOF
  }

  /** One thing on its way. */
  private static final class Parcel {
    private final What what;
    private final int epoch;
    private final long since;
    private Optional<Long> firstSentAt = Optional.empty();
    private long dueAt;
    private int sent;
    private int early;
    private int fences;
    private int fencedUpTo;

    private Parcel(What what, int epoch, long since, long dueAt) {
      this.what = what;
      this.epoch = epoch;
      this.since = since;
      this.dueAt = dueAt;
    }

    private boolean is(What otherWhat, int otherEpoch) {
      return what == otherWhat && epoch == otherEpoch;
    }
  }

  private final InstantSource clock;
  private final Map<Hash32, Parcel> parcels = new HashMap<>();

  Deliveries(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Runs the send if it is due.
   *
   * @param delayMillis from when the record could first be sent
   */
  void deliver(Hash32 taskId, What what, int epoch, long delayMillis, Runnable send) {
    long now = clock.millis();
    Parcel parcel = parcels.get(taskId);
    if (parcel == null || !parcel.is(what, epoch)) {
      parcel = new Parcel(what, epoch, now, now + delayMillis);
      parcels.put(taskId, parcel);
    }
    if (now < parcel.dueAt) {
      return;
    }
    parcel.sent++;
    parcel.firstSentAt = parcel.firstSentAt.or(() -> Optional.of(now));
    parcel.dueAt = now + UNANSWERED.after(parcel.sent);
    send.run();
  }

  /** A reveal that could be sent and is not, for reasons of the prover's own. */
  void withhold(Hash32 taskId, int epoch) {
    Parcel parcel = parcels.get(taskId);
    if (parcel == null || !parcel.is(What.REVEAL, epoch)) {
      parcels.put(taskId, new Parcel(What.REVEAL, epoch, clock.millis(), Long.MAX_VALUE));
    }
  }

  /** The reveal was before its time by the broker's clock. */
  void tooEarly(Hash32 taskId) {
    Parcel parcel = parcels.get(taskId);
    if (parcel != null && parcel.what == What.REVEAL) {
      parcel.early++;
      parcel.dueAt = Math.min(parcel.dueAt, clock.millis() + TOO_EARLY.after(parcel.early));
    }
  }

  /**
   * The commit's epoch was not the present one to settlement. It is sent again, more and more
   * seldom; copies that were on their way together count once.
   *
   * @return false when that was so often enough
   */
  boolean fenced(Hash32 taskId, int epoch) {
    Parcel parcel = parcels.get(taskId);
    if (parcel == null || !parcel.is(What.COMMIT, epoch) || parcel.fencedUpTo == parcel.sent) {
      return true;
    }
    parcel.fencedUpTo = parcel.sent;
    parcel.fences++;
    parcel.dueAt = Math.min(parcel.dueAt, clock.millis() + FENCED.after(parcel.fences));
    return parcel.fences < MOST_FENCES;
  }

  /** What has no answer is sent again at once: the answer may have been missed. */
  void again() {
    long now = clock.millis();
    parcels.values().forEach(parcel -> parcel.dueAt = Math.min(parcel.dueAt, now));
  }

  /** Nothing of this task has to be sent any more. */
  void done(Hash32 taskId) {
    parcels.remove(taskId);
  }

  /** Tasks of which something is on its way. */
  List<Hash32> underWay() {
    return List.copyOf(parcels.keySet());
  }

  /**
   * Whether a reveal that came too late did so by the prover's own doing: its time had passed on
   * the prover's own clock, from when it knew that its commit stands, before it was first sent.
   * Otherwise the market, or the way to it, was slow.
   */
  boolean tookTooLong(Hash32 taskId, int epoch, long windowMillis) {
    Parcel parcel = parcels.get(taskId);
    if (parcel == null || !parcel.is(What.REVEAL, epoch)) {
      return false;
    }
    return parcel.firstSentAt.orElseGet(clock::millis) - parcel.since > windowMillis;
  }
}
