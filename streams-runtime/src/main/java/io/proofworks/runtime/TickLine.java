package io.proofworks.runtime;

import io.proofworks.protocol.Digests;
import io.proofworks.protocol.LogClosures;
import io.proofworks.protocol.SessionKey;
import io.proofworks.protocol.TickClaim;
import io.proofworks.topics.Ticks;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A ticker's knowledge of one partition: what time it is there, and since when it has been trying
 * in vain. It reckons in the log's time, from the append time of its last tick and a monotonic
 * clock, never from a wall clock. Thread-safe: rounds and acknowledgements come from two threads.
 *
 * <p>A tick is signed when there may be something to claim, and once a second; the others are plain
 * and cheap. A new ticker knows no time of the log, so its first ticks are plain.
 */
final class TickLine {

  /** What makes claims; without it all ticks are plain. */
  record Signer(SessionKey key, Digests digests) {}

  /** One tick on its way. */
  record Attempt(ProducerRecord<byte[], byte[]> tick, Optional<TickClaim> claim) {}

  static final long SIGNED_EVERY_MS = 1_000;
  private static final long NOT_TRYING = -1;

  private final String topic;
  private final int partition;
  private final Optional<Signer> signer;

  /** Since when it has been trying without a break, by the monotonic clock. */
  private long began = NOT_TRYING;

  /** The same in the log's time, if that is known. */
  private long since;

  private boolean closedBefore;
  private boolean timeIsKnown;
  private long heardLog;
  private long heard;
  private long signed = Long.MIN_VALUE / 2;
  private int onTheirWay;

  /**
   * @param closedBefore whether nobody can have appended before its first tick
   */
  TickLine(String topic, int partition, boolean closedBefore, Optional<Signer> signer) {
    this.topic = topic;
    this.partition = partition;
    this.closedBefore = closedBefore;
    this.signer = signer;
  }

  /**
   * The next tick.
   *
   * @param now of the monotonic clock, milliseconds
   */
  synchronized Attempt next(long now) {
    boolean tries = began != NOT_TRYING;
    if (!tries) {
      began = now;
      since = heardLog + (now - heard);
    }
    boolean plain = signer.isEmpty() || !timeIsKnown || (!tries && now - signed < SIGNED_EVERY_MS);
    onTheirWay++;
    if (plain) {
      return new Attempt(Ticks.record(topic, partition), Optional.empty());
    }
    TickClaim claim = new TickClaim(closedBefore ? 0 : since, since + (now - began));
    Signer by = signer.orElseThrow();
    return new Attempt(
        Ticks.record(topic, partition, claim, by.key(), by.digests()), Optional.of(claim));
  }

  /**
   * A tick was appended.
   *
   * @param at its append time
   * @param now of the monotonic clock, milliseconds
   */
  synchronized void arrived(Attempt attempt, long at, long now) {
    onTheirWay--;
    if (attempt.claim().isPresent()) {
      if (attempt.claim().get().arrivedInTime(at)) {
        began = NOT_TRYING;
        signed = now;
        closedBefore = false;
      }
    } else if (timeIsKnown && now - signed < SIGNED_EVERY_MS + LogClosures.SHORTEST_MS / 2) {
      began = at - since < LogClosures.SHORTEST_MS / 2 ? NOT_TRYING : began;
    }
    if (began != NOT_TRYING) {
      since =
          at
              - (now
                  - began); // nothing was claimed yet of the time before, or it was reckoned wrong
    }
    timeIsKnown = true;
    heardLog = at;
    heard = now;
  }

  /** Somebody else ticks: what it knows of the log's time grows old, and it tries nothing. */
  synchronized void rest() {
    began = NOT_TRYING;
    timeIsKnown = false;
  }

  /** Whether a tick has neither arrived nor been given up. */
  synchronized boolean isOnItsWay() {
    return onTheirWay > 0;
  }

  /** A tick was given up. */
  synchronized void failed() {
    onTheirWay--;
  }
}
