package io.proofworks.market.audit;

import io.proofworks.avro.Heartbeat;
import io.proofworks.topics.Topics;
import java.util.Iterator;

/** The heartbeats that the log still has, which is for seven days, by who sent them. */
final class Heartbeats {

  /** One, when it was appended, epoch milliseconds. */
  record Beat(Heartbeat value, long time) {}

  private final Decoding log;
  private final ScratchLists<Position> beats;
  private long since = Long.MAX_VALUE;

  Heartbeats(Decoding log, Scratch scratch) {
    this.log = log;
    this.beats = scratch.lists(Position.CODEC);
    log.all(Topics.HEARTBEATS)
        .forEach(found -> {
          since = Math.min(since, found.time());
          beats.add(
              found.value().getProverId(), found.time(), Position.of(found.record().coordinates()));
        });
  }

  /** Append time of the oldest, epoch milliseconds. */
  long since() {
    return since;
  }

  /** Those of a prover that were appended from one time to another, in the order of their times. */
  Iterable<Beat> between(String prover, long from, long to) {
    return () -> {
      Iterator<Position> all = beats.between(prover, from, to).iterator();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return all.hasNext();
        }

        @Override
        public Beat next() {
          Decoding.Found<Heartbeat> found =
              log.decoded(Topics.HEARTBEATS, all.next()).orElseThrow();
          return new Beat(found.value(), found.time());
        }
      };
    };
  }
}
