package io.proofworks.settlement.replay;

import io.proofworks.avro.JournalEntry;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.journal.Difference;
import io.proofworks.runtime.journal.PartitionLog;
import io.proofworks.runtime.journal.Replay;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.settlement.records.TaskRecords;
import io.proofworks.topics.Journals;
import io.proofworks.topics.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Holds the times and the order that a journal tells against the log: an entry's time is the append
 * time of its record, a clock stands where the log had brought it, inputs have their turn in the
 * order of the log, and a closure is what the ticks show.
 */
public final class EntryTimes {

  /**
   * What was found.
   *
   * @param turn time of the last input that had its turn, or of the last deadlines; 0 where inputs
   *     are applied as they come
   * @param reached the time up to which the log lets the journal's inputs have their turn
   */
  public record Result(List<Difference> differences, long turn, long reached) {}

  private final String journal;
  private final int partition;
  private final PartitionLog log;
  private final List<Difference> differences = new ArrayList<>();
  private final Map<String, Map<Long, Long>> times = new HashMap<>();
  private final Map<String, Long> offsets = new HashMap<>();

  private EntryTimes(String journal, int partition, PartitionLog log) {
    this.journal = journal;
    this.partition = partition;
    this.log = log;
  }

  /**
   * Checks the entries of one journal, all of them, in order.
   *
   * @param partitions of every topic of the market
   * @param newest append time of the log's last record
   */
  public static Result check(
      String journal,
      List<JournalEntry> entries,
      Hash32 domain,
      int partitions,
      MarketSerdes serdes,
      PartitionLog log,
      long newest) {
    int partition = Journals.partition(journal);
    if (journal.startsWith(Journals.TASK)) {
      Digests digests = new Digests(domain);
      TaskTimes tasks =
          new TaskTimes(
              journal, new TaskRecords(serdes, digests, partitions), digests, log, entries);
      return new Result(tasks.check(entries), tasks.turn(), tasks.reached());
    }
    EntryTimes times = new EntryTimes(journal, partition, log);
    entries.forEach(times::check);
    return new Result(times.differences, 0, newest);
  }

  private void check(JournalEntry entry) {
    Coordinates at = Replay.at(entry);
    if (!entry.getClocks().equals(Map.of(at.topic(), at.time()))) {
      differ(Difference.Kind.WRONG_CLOCK, entry, "the clocks are not that of its input alone");
    }
    if (at.partition() != partition) {
      differ(Difference.Kind.WRONG_JOURNAL, entry, at + " is not of this partition");
    }
    Long before = offsets.put(at.topic(), at.offset());
    if (before != null && before >= at.offset()) {
      differ(Difference.Kind.OUT_OF_ORDER, entry, at + " comes after offset " + before);
    }
    if (entry.getInternalInput() == null) {
      checkTime(entry, at);
    }
  }

  private void checkTime(JournalEntry entry, Coordinates at) {
    Long appended = times.computeIfAbsent(at.topic(), this::appended).get(at.offset());
    if (appended != null && appended != at.time()) {
      differ(
          Difference.Kind.WRONG_TIME,
          entry,
          at + " was appended at " + appended + ", not at " + at.time());
    }
  }

  private Map<Long, Long> appended(String topic) {
    Map<Long, Long> byOffset = new HashMap<>();
    if (Topics.byName(topic).isPresent()) {
      log.of(topic, partition)
          .forEach(l -> byOffset.put(l.record().coordinates().offset(), l.record().time()));
    }
    return byOffset;
  }

  private void differ(Difference.Kind kind, JournalEntry entry, String detail) {
    differences.add(new Difference(kind, journal, entry.getSequence(), "", detail));
  }
}
