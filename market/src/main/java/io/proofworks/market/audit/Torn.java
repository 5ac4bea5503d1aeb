package io.proofworks.market.audit;

import io.proofworks.avro.JournalEntry;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.Difference;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * Records of the last minute whose transactions were ending while the log was read: others of the
 * same transaction may be missing. What they say counts; that something about them is missing is
 * found by the next audit. Of a log that nobody was writing there are none, and whoever makes a
 * file cannot say it of more than the ends of partitions that the market writes, from where on all
 * is of the last minute.
 */
final class Torn {

  private final Set<String> places = new HashSet<>();
  private final Set<String> topics = new HashSet<>();
  private final long records;

  private Torn(Decoding log, long since) {
    log.log().spans().forEach(span -> add(log.log(), span, since));
    this.records = places.size();
    if (isAnyOf(Topics.JOURNAL)) {
      addEntries(log);
    }
  }

  /**
   * Those of a log.
   *
   * @param since append time of the first that can be torn, epoch milliseconds
   */
  static Torn of(Decoding log, long since) {
    return new Torn(log, since);
  }

  private void add(LogSnapshot log, Span span, long since) {
    long whole = log.wholeUpTo(span.topic(), span.partition());
    if (whole < span.to() && Audit.isOurs(span.topic())) {
      List<String> end = end(log.stored(span.topic(), span.partition(), whole), since);
      places.addAll(end);
      if (!end.isEmpty()) {
        topics.add(span.topic());
      }
    }
  }

  /** Behind the last record that is older: what stands before that one cannot be younger. */
  private static List<String> end(Iterator<StoredRecord> records, long since) {
    List<String> end = new ArrayList<>();
    while (records.hasNext()) {
      StoredRecord record = records.next();
      if (record.at().time() < since) {
        end.clear();
      } else if (!record.tick()) {
        end.add(record.at().toString());
      }
    }
    return end;
  }

  /** An entry is one of them if none of its journal and sequence stands elsewhere. */
  private void addEntries(Decoding log) {
    Set<String> torn = new HashSet<>();
    log.all(Topics.JOURNAL)
        .filter(found -> has(found.record()))
        .forEach(found -> torn.add(entry(found.value())));
    log.all(Topics.JOURNAL)
        .filter(found -> !has(found.record()))
        .forEach(found -> torn.remove(entry(found.value())));
    places.addAll(torn);
  }

  private static String entry(JournalEntry entry) {
    return Difference.place(entry.getJournal(), entry.getSequence());
  }

  /** Whether the record is one. */
  boolean has(InboundRecord record) {
    return has(record.coordinates().toString());
  }

  /**
   * Whether what stands there is one.
   *
   * @param place coordinates, or a journal and the sequence of an entry
   */
  boolean has(String place) {
    return places.contains(place);
  }

  /** Whether there is one on the topic. */
  boolean isAnyOf(Topic<?> topic) {
    return topics.contains(topic.name());
  }

  /** How many there are. */
  long records() {
    return records;
  }
}
