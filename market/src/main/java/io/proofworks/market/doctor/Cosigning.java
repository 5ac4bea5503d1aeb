package io.proofworks.market.doctor;

import io.proofworks.protocol.Hash32;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.tlog.Witnesses;
import io.proofworks.topics.Journals;
import io.proofworks.topics.Topics;
import io.proofworks.worker.log.LogReader;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * When the witnesses that a market names were last heard of.
 *
 * @param newest journal to the name of a witness to the append time of its newest cosignature,
 *     epoch milliseconds
 */
public record Cosigning(Witnesses witnesses, Map<String, Map<String, Long>> newest) {

  private static final Duration POLL = Duration.ofMillis(100);

  /** Reads the topic of cosignatures, if there is anybody to look for. */
  public static Cosigning read(
      Hash32 domain, Witnesses witnesses, Map<String, Object> kafka, MarketSerdes serdes) {
    Map<String, Map<String, Long>> newest = new TreeMap<>();
    if (witnesses.needed() == 0) {
      return new Cosigning(witnesses, newest);
    }
    try (LogReader reader =
        LogReader.of(kafka, serdes)
            .onTimed(
                Topics.COSIGNATURES,
                (record, time) ->
                    witnesses
                        .cosigned(Journals.origin(domain, record.getJournal()), record)
                        .ifPresent(checkpoint ->
                            newest
                                .computeIfAbsent(record.getJournal(), j -> new TreeMap<>())
                                .merge(record.getWitness(), time, Math::max)))
            .fromBeginning()) {
      while (!reader.caughtUp()) {
        reader.poll(POLL);
      }
    }
    return new Cosigning(witnesses, newest);
  }
}
