package io.proofworks.market.audit;

import io.proofworks.avro.ProgramEntry;
import io.proofworks.proofs.external.ExternalProofSystem;
import io.proofworks.runtime.StreamsConfigs;
import io.proofworks.runtime.journal.BrokerClocks;
import io.proofworks.topics.Party;
import io.proofworks.topics.Topics;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How much later than it was written a record may be read while others are. An application reads
 * the oldest first of what it can read, so it is not being away that brings records out of their
 * order: only an open transaction that hides a record does, for as long as it may be open, or a
 * broker from which it cannot be fetched while others answer. That one gets no ticks meanwhile, so
 * the log shows it: some partition that is ticked stood still.
 */
final class Delays {

  /** Without a tick for so long a partition stood still, ms. */
  private static final long STANDS_STILL_MS = 5_000;

  private final Decoding log;
  private final AppendTimes times;
  private final long longest;

  /** When some partition stood still, from its last record to its next; apart from each other. */
  private @Nullable NavigableMap<Long, Long> standstills;

  private Delays(Decoding log, AppendTimes times, long longest) {
    this.log = log;
    this.times = times;
    this.longest = longest;
  }

  /** Those of a market: where other programs verify, transactions are open while they do. */
  static Delays of(Run run) {
    boolean external =
        run.log()
            .all(Topics.POLICIES)
            .map(Decoding.Found::value)
            .flatMap(policy -> policy.getPrograms().stream())
            .anyMatch(program -> isExternal(program, run));
    long transaction = external ? StreamsConfigs.EXTERNAL_TIMEOUT_MS : 0;
    return new Delays(run.log(), run.times(), 2 * Audit.LONGEST_WAIT_MS + transaction);
  }

  private static boolean isExternal(ProgramEntry program, Run run) {
    return run.scope()
        .verifiers()
        .system(program.getProofSystem())
        .filter(ExternalProofSystem.class::isInstance)
        .isPresent();
  }

  /** The longest there is while brokers answer, ms. */
  long longest() {
    return longest;
  }

  /**
   * Whether that is later than any record is read that was written at a time.
   *
   * @param written epoch milliseconds
   * @param until time of what was read before it
   */
  boolean isTooLong(long written, long until) {
    return until - written > longest
        && !anyStoodStill(
            written - BrokerClocks.APART_MS, written + longest + BrokerClocks.APART_MS);
  }

  private boolean anyStoodStill(long from, long to) {
    NavigableMap<Long, Long> all = standstills;
    if (all == null) {
      all = read();
      standstills = all;
    }
    Map.@Nullable Entry<Long, Long> last = all.floorEntry(to);
    return last != null && last.getValue() >= from;
  }

  private NavigableMap<Long, Long> read() {
    NavigableMap<Long, Long> found = new TreeMap<>();
    long end = log.log().lastTime();
    for (Span span : log.log().spans()) {
      if (span.ticks() > 0 && isTicked(span.topic())) {
        add(found, 0, span.firstTime()); // how it was before is forgotten
        long last = span.firstTime();
        for (var logged : log.of(span.topic(), span.partition())) {
          if (!times.isAhead(logged.record().coordinates())) {
            long time = logged.record().time();
            add(found, last, time);
            last = Math.max(last, time);
          }
        }
        add(found, last, end);
      }
    }
    return found;
  }

  /** By the ticker: what an application ticks says of that one. And kept as long as the others. */
  private static boolean isTicked(String topic) {
    return TopicCover.isCovered(topic)
        && Topics.byName(topic)
            .filter(of -> of.tickedBy().equals(Optional.of(Party.TICKER)))
            .isPresent();
  }

  private static void add(NavigableMap<Long, Long> found, long from, long to) {
    if (to - from < STANDS_STILL_MS) {
      return;
    }
    long first = from;
    long last = to;
    Map.@Nullable Entry<Long, Long> touched = found.floorEntry(last);
    while (touched != null && touched.getValue() >= first) {
      first = Math.min(first, touched.getKey());
      last = Math.max(last, touched.getValue());
      found.remove(touched.getKey());
      touched = found.floorEntry(last);
    }
    found.put(first, last);
  }
}
