package io.proofworks.market.audit;

import io.proofworks.avro.JournalEntry;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.Difference;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;

/**
 * Records of the last minute whose transactions were ending while the log was read: others of the
 * same transaction may be missing. What they say counts; that something about them is missing is
 * found by the next audit. Of a log that nobody was writing there are none, and whoever makes a
 * file cannot say it of more than the ends of partitions that the market writes, from where on all
 * is of the last minute.
 */
final class Torn {

  private final ScratchMap<String> places;

  /** Of journals, by journal and sequence. */
  private final ScratchMap<String> entries;

  private final Set<String> topics = new HashSet<>();
  private final long since;
  private long records;

  private Torn(Decoding log, long since, Scratch scratch) {
    this.places = scratch.set();
    this.entries = scratch.set();
    this.since = since;
    log.log().spans().forEach(span -> add(log.log(), span));
    if (isAnyOf(Topics.JOURNAL)) {
      addEntries(log);
    }
  }

  /**
   * Those of a log.
   *
   * @param since append time of the first that can be torn, epoch milliseconds
   */
  static Torn of(Decoding log, long since, Scratch scratch) {
    return new Torn(log, since, scratch);
  }

  /** Behind the last record that is older: what stands before that one cannot be younger. */
  private void add(LogSnapshot log, Span span) {
    long whole = log.wholeUpTo(span.topic(), span.partition());
    if (whole >= span.to() || !Audit.isOurs(span.topic())) {
      return;
    }
    Iterator<StoredRecord> records = log.backwards(span.topic(), span.partition());
    while (records.hasNext()) {
      StoredRecord record = records.next();
      if (record.at().offset() < whole || record.at().time() < since) {
        return;
      }
      if (!record.tick()) {
        add(record.at());
      }
    }
  }

  private void add(Coordinates at) {
    places.put(at.toString(), "");
    topics.add(at.topic());
    records++;
  }

  /** An entry is one of them if none of its journal and sequence stands elsewhere. */
  private void addEntries(Decoding log) {
    log.all(Topics.JOURNAL)
        .filter(found -> has(found.record()))
        .forEach(found -> entries.put(entry(found.value()), ""));
    log.all(Topics.JOURNAL)
        .filter(found -> !has(found.record()))
        .map(found -> entry(found.value()))
        .filter(entries::contains)
        .forEach(entries::remove);
  }

  private static String entry(JournalEntry entry) {
    return Difference.place(entry.getJournal(), entry.getSequence());
  }

  /** Whether the record is one. */
  boolean has(InboundRecord record) {
    return record.time() >= since && places.contains(record.coordinates().toString());
  }

  /**
   * Whether what stands there is one.
   *
   * @param place coordinates, or a journal and the sequence of an entry
   */
  boolean has(String place) {
    return places.contains(place) || entries.contains(place);
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
