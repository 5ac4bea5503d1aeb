package io.proofworks.market.audit;

import io.proofworks.avro.JournalEntry;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.BrokerClocks;
import io.proofworks.runtime.journal.Difference;
import io.proofworks.runtime.journal.WrittenEntry;
import io.proofworks.topics.Journals;
import io.proofworks.topics.Topics;
import java.util.Collections;
import java.util.Iterator;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Which entries the log has of each journal, in the order in which they stand there. */
final class JournalIndex {

  private final Decoding log;
  private final ScratchLists<Position> places;
  private final SortedMap<String, Long> sizes = new TreeMap<>();

  /**
   * @param findings gets what cannot be decoded
   */
  JournalIndex(Decoding log, Scratch scratch, Findings findings) {
    this.log = log;
    this.places = scratch.lists(Position.CODEC);
    log.each(Topics.JOURNAL, (entry, record) -> note(entry, record, findings), findings);
  }

  /** What is no journal's is told of and passed over: there may be any number of such names. */
  private void note(JournalEntry entry, InboundRecord record, Findings findings) {
    String journal = entry.getJournal();
    if (!Journals.isName(journal)) {
      findings.certain(
          Difference.Kind.UNKNOWN_JOURNAL.name(),
          Difference.place(journal, entry.getSequence()),
          "no journal is called that, of which an entry is at " + record.coordinates());
      return;
    }
    long count = sizes.merge(journal, 1L, Long::sum);
    places.add(journal, count - 1, Position.of(record.coordinates()));
    if (entry.getInput().getTime() > record.time() + BrokerClocks.APART_MS) {
      findings.add(
          Difference.Kind.WRONG_TIME.name(),
          Difference.place(journal, count - 1),
          "written at %d, before its input of %d"
              .formatted(record.time(), entry.getInput().getTime()));
    }
  }

  /** How many entries each journal has. */
  SortedMap<String, Long> sizes() {
    return Collections.unmodifiableSortedMap(sizes);
  }

  /** The entries of a journal, read anew each time; none of one that is not there. */
  Iterable<JournalEntry> entries(String journal) {
    return each(journal, Decoding.Found::value);
  }

  /** The same, with when each was written. */
  Iterable<WrittenEntry> written(String journal) {
    return each(journal, found -> new WrittenEntry(found.value(), found.time()));
  }

  /**
   * When an entry was written, epoch milliseconds; empty without one.
   *
   * @param sequence how many entries are before it
   */
  OptionalLong written(String journal, long sequence) {
    for (Position place : places.between(journal, sequence, sequence)) {
      return log.at(Topics.JOURNAL.name(), place.partition(), place.offset()).stream()
          .mapToLong(entry -> entry.record().time())
          .findFirst();
    }
    return OptionalLong.empty();
  }

  /**
   * The same.
   *
   * @param entry as a {@link Difference#place} names it; of any other name there is none
   */
  OptionalLong writtenAt(String entry) {
    int end = entry.lastIndexOf(' ');
    return end < 0
        ? OptionalLong.empty()
        : written(entry.substring(0, end), Long.parseLong(entry.substring(end + 1)));
  }

  /** The entries of a journal with what is made of each. */
  <T> Iterable<T> each(String journal, Function<Decoding.Found<JournalEntry>, T> made) {
    long size = sizes.getOrDefault(journal, 0L);
    return () -> {
      Iterator<Position> all = places.of(journal).iterator();
      return new Iterator<>() {
        private long done;

        @Override
        public boolean hasNext() {
          return all.hasNext();
        }

        @Override
        public T next() {
          if (++done % Decoding.STEP == 0) {
            log.progress().at("entries of journal " + journal + where(journal), done, size);
          }
          return made.apply(log.decoded(Topics.JOURNAL, all.next()).orElseThrow());
        }
      };
    };
  }

  private String where(String journal) {
    return ", %d of %d".formatted(sizes.headMap(journal).size() + 1, sizes.size());
  }
}
