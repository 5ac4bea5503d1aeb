package io.proofworks.market.audit;

import io.proofworks.avro.Heartbeat;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.topics.Topics;
import java.util.Iterator;
import java.util.function.Predicate;

/** The heartbeats that the log still has, which is for seven days, by whom they name. */
final class Heartbeats {

  /**
   * One.
   *
   * @param highest sequence of all before it in the name of its prover, whoever wrote them
   */
  record Beat(InboundRecord record, Heartbeat value, long highest) {

    /** When it was appended, epoch milliseconds. */
    long time() {
      return record.time();
    }
  }

  /** Where one stands, and what the log had of its prover before it. */
  private record Place(int partition, long offset, long highest) {}

  private final Decoding log;
  private final ScratchLists<Place> beats;
  private final ForgottenHeartbeats forgotten;
  private long first = Long.MAX_VALUE;

  Heartbeats(Decoding log, Scratch scratch) {
    this.log = log;
    this.beats = scratch.lists(Codec.of(Place.class));
    this.forgotten = new ForgottenHeartbeats(log, scratch);
    ScratchMap<Long> highest = scratch.map(Codec.of(Long.class));
    log.all(Topics.HEARTBEATS)
        .forEach(found -> {
          first = Math.min(first, found.time());
          String prover = found.value().getProverId();
          long before = highest.getOrDefault(prover, Long.MIN_VALUE);
          highest.put(prover, Math.max(before, found.value().getSequence()));
          Position at = Position.of(found.record().coordinates());
          beats.add(prover, found.time(), new Place(at.partition(), at.offset(), before));
        });
  }

  /**
   * From when on all of them are there, epoch milliseconds: a log forgets each partition's by
   * itself, those of one that is written more sooner.
   */
  long since() {
    return forgotten.until().orElse(first);
  }

  /** What the log does not have any more. */
  ForgottenHeartbeats forgotten() {
    return forgotten;
  }

  /** Those of a prover that were appended from one time to another, in the order of their times. */
  Iterable<Beat> between(String prover, long from, long to) {
    return () -> {
      Iterator<Place> all = beats.between(prover, from, to).iterator();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return all.hasNext();
        }

        @Override
        public Beat next() {
          Place at = all.next();
          Decoding.Found<Heartbeat> found =
              log.decoded(Topics.HEARTBEATS, new Position(at.partition(), at.offset()))
                  .orElseThrow();
          return new Beat(found.record(), found.value(), at.highest());
        }
      };
    };
  }

  /**
   * Whether its prover had said as much, or more, before: nobody takes a copy. Where that is gone
   * the market's word is taken for it.
   *
   * @param own whether the prover has sent one
   */
  boolean isOvertaken(Beat beat, Predicate<Beat> own) {
    long sequence = beat.value().getSequence();
    if (forgotten.mayRepeat(beat.record())) {
      return true;
    }
    if (beat.highest() < sequence) {
      return false;
    }
    for (Beat earlier : between(beat.value().getProverId(), Long.MIN_VALUE, beat.time())) {
      if (earlier.record().coordinates().equals(beat.record().coordinates())) {
        return false;
      }
      if (earlier.value().getSequence() >= sequence && own.test(earlier)) {
        return true;
      }
    }
    return false;
  }
}
