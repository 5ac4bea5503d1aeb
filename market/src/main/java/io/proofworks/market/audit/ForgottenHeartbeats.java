package io.proofworks.market.audit;

import io.proofworks.avro.Verdict;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.topics.Topics;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What a log does not have of heartbeats any more, which are kept for a shorter time than all else.
 * Nobody is accused of what they would have shown.
 */
final class ForgottenHeartbeats {

  private final Decoding log;

  /** From which offset on all are there, of each partition of which some are gone. */
  private final Map<Integer, Long> kept = new HashMap<>();

  /** Where those stand that were refused as no younger than what may be gone. */
  private final ScratchMap<String> copies;

  private final OptionalLong until;

  ForgottenHeartbeats(Decoding log, Scratch scratch) {
    this.log = log;
    this.copies = scratch.set();
    log.log().gaps().stream()
        .filter(gap -> gap.topic().equals(Topics.HEARTBEATS.name()))
        .forEach(gap -> kept.merge(gap.partition(), gap.to(), Math::max));
    this.until =
        kept.entrySet().stream().mapToLong(of -> firstTime(of.getKey(), of.getValue())).max();
    if (!kept.isEmpty()) {
      noteCopies(scratch.map(Codec.TEXT), scratch.set());
    }
  }

  private long firstTime(int partition, long offset) {
    Iterator<StoredRecord> left = log.log().stored(Topics.HEARTBEATS.name(), partition, offset);
    return left.hasNext() ? left.next().at().time() : Long.MAX_VALUE;
  }

  /**
   * One that is taken is above all before it, those that are gone as well: from then on the log
   * shows itself which of its prover's are copies.
   *
   * @param refused the reason by place; heartbeats have no other answers
   * @param taken provers of which one was taken that is there
   */
  private void noteCopies(ScratchMap<String> refused, ScratchMap<String> taken) {
    log.all(Topics.VERDICTS)
        .map(Decoding.Found::value)
        .filter(verdict -> verdict.getKind().equals(VerdictKind.HEARTBEAT.name()))
        .forEach(verdict -> refused.put(place(verdict), verdict.getReason()));
    log.all(Topics.HEARTBEATS)
        .filter(found -> isBehind(found.record()))
        .forEach(found -> {
          String prover = found.value().getProverId();
          String reason = refused.getOrDefault(found.place(), "");
          if (reason.isEmpty()) {
            taken.put(prover, "");
          } else if (reason.equals(Reason.DUPLICATE.name()) && !taken.contains(prover)) {
            copies.put(found.place(), "");
          }
        });
  }

  private static String place(Verdict verdict) {
    return Decoding.place(verdict.getInput());
  }

  /** Whether it stands behind what is gone of its partition. */
  private boolean isBehind(InboundRecord record) {
    var at = record.coordinates();
    return at.offset() >= kept.getOrDefault(at.partition(), Long.MAX_VALUE);
  }

  /**
   * Until when some were written that are gone, epoch milliseconds; for ever where nothing is left
   * of a partition. Empty where none are.
   */
  OptionalLong until() {
    return until;
  }

  /** Whether it may say no more than one that is gone. */
  boolean mayRepeat(InboundRecord heartbeat) {
    return copies.contains(heartbeat.coordinates().toString());
  }
}
