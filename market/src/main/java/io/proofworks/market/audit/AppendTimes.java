package io.proofworks.market.audit;

import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.BrokerClocks;
import io.proofworks.settlement.partition.TaskTime;
import io.proofworks.topics.Topics;
import java.util.Iterator;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Append times against those of the same partition. Its leaders follow each other, and their clocks
 * are apart by {@link BrokerClocks#APART_MS} at most: no record is further ahead of one that stands
 * behind it. Where one is, somebody has changed times, or a clock was wrong; the fewer of the two
 * sides are found. Who is ahead was written no later than what stands behind, and is judged so: it
 * does not wait longer, and nothing waits for it.
 */
final class AppendTimes {

  private final LogSnapshot log;
  private final Findings findings;

  /** Of those that are ahead, by their places: when each was written at the latest. */
  private final ScratchMap<Long> latest;

  private boolean any;

  private AppendTimes(LogSnapshot log, Scratch scratch, Findings findings) {
    this.log = log;
    this.findings = findings;
    this.latest = scratch.map(Codec.of(Long.class));
  }

  /**
   * Those of a log.
   *
   * @param findings gets those that cannot be
   */
  static AppendTimes of(LogSnapshot log, Scratch scratch, Findings findings) {
    AppendTimes times = new AppendTimes(log, scratch, findings);
    log.spans().stream().filter(span -> counts(span.topic())).forEach(times::check);
    return times;
  }

  /** What is decided by heartbeats is looked at, though they are not. */
  private static boolean counts(String topic) {
    return TopicCover.isCovered(topic) || topic.equals(Topics.HEARTBEATS.name());
  }

  private void check(Span span) {
    requireAppended(span);
    long behind = eachBehind(span, (record, time) -> {});
    if (behind == 0) {
      return;
    }
    long ahead = eachAhead(span, (record, time) -> {});
    if (behind < ahead) {
      eachBehind(span, (record, time) -> found(record, "behind one of " + time));
    } else {
      eachAhead(span, this::ahead);
    }
  }

  /** While a topic took its writers' times, nothing of what an audit says about times was so. */
  private void requireAppended(Span span) {
    log.claimed(span.topic(), span.partition())
        .ifPresent(claimed ->
            findings.add(
                "WRONG_TIME",
                claimed.first().toString(),
                "%d records from there on have the times that their writers chose: the topic was"
                        .formatted(claimed.count())
                    + " without message.timestamp.type=LogAppendTime (doctor says what mends it)"));
  }

  private void ahead(StoredRecord record, long time) {
    any = true;
    latest.put(record.at().toString(), time + BrokerClocks.APART_MS);
    found(record, "before one of " + time);
  }

  private void found(StoredRecord record, String stands) {
    findings.add(
        "WRONG_TIME",
        record.at().toString(),
        "appended at %d, and stands %s".formatted(record.at().time(), stands));
  }

  /** Each whose time is too far behind that of one before it, with the latest of these. */
  private long eachBehind(Span span, ObjLongConsumer<StoredRecord> taker) {
    Iterator<StoredRecord> records = log.stored(span.topic(), span.partition());
    long count = 0;
    @Nullable StoredRecord newest = null;
    while (records.hasNext()) {
      StoredRecord record = records.next();
      if (newest == null || record.at().time() >= newest.at().time()) {
        newest = record;
      } else if (isApart(newest, record)) {
        count++;
        taker.accept(record, newest.at().time());
      }
    }
    return count;
  }

  /** Each whose time is too far ahead of that of one behind it, with the earliest of these. */
  private long eachAhead(Span span, ObjLongConsumer<StoredRecord> taker) {
    Iterator<StoredRecord> records = log.backwards(span.topic(), span.partition());
    long count = 0;
    @Nullable StoredRecord oldest = null;
    while (records.hasNext()) {
      StoredRecord record = records.next();
      if (oldest == null || record.at().time() <= oldest.at().time()) {
        oldest = record;
      } else if (isApart(record, oldest)) {
        count++;
        taker.accept(record, oldest.at().time());
      }
    }
    return count;
  }

  private static boolean isApart(StoredRecord later, StoredRecord earlier) {
    return later.at().time() - earlier.at().time() > BrokerClocks.APART_MS;
  }

  /** Whether a record's time is ahead of what stands behind it. */
  boolean isAhead(Coordinates at) {
    return any && latest.contains(at.toString());
  }

  /** When a record was appended; at the latest, where its own time is ahead. */
  long of(InboundRecord record) {
    return any
        ? latest.getOrDefault(record.coordinates().toString(), record.time())
        : record.time();
  }

  /** The record with that time. */
  InboundRecord judged(InboundRecord record) {
    return isAhead(record.coordinates()) ? TaskTime.at(record, of(record)) : record;
  }
}
