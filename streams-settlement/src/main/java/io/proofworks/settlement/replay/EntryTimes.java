package io.proofworks.settlement.replay;

import io.proofworks.avro.JournalEntry;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.journal.Difference;
import io.proofworks.runtime.journal.OffsetOrder;
import io.proofworks.runtime.journal.PartitionLog;
import io.proofworks.runtime.journal.Replay;
import io.proofworks.runtime.state.EmptyStores;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Journals;
import io.proofworks.topics.Topics;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

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
   * @param times when a record has its turn: its append time, or where its topic's clock stood
   *     before it if that is later
   */
  public record Result(long turn, long reached, ToLongFunction<Coordinates> times) {

    /** Of a journal without entries, and without a log. */
    public static final Result NONE = new Result(0, 0, Coordinates::time);
  }

  /**
   * By what times are checked.
   *
   * @param deployment the domain by which its tickers sign
   * @param partitions of every topic of the market
   * @param newest append time of the log's last record
   * @param stores for where the clocks have been
   */
  public record Scope(
      Hash32 domain,
      Hash32 deployment,
      int partitions,
      MarketSerdes serdes,
      PartitionLog log,
      long newest,
      EmptyStores stores) {}

  private final String journal;
  private final int partition;
  private final PartitionLog log;
  private final OffsetOrder order;
  private final Consumer<Difference> differences;

  private EntryTimes(String journal, Scope scope, Consumer<Difference> differences) {
    this.journal = journal;
    this.partition = Journals.partition(journal);
    this.log = scope.log();
    this.order = new OffsetOrder(scope.stores());
    this.differences = differences;
  }

  /**
   * Checks the entries of one journal, all of them, in order.
   *
   * @param entries gone through twice
   */
  public static Result check(
      String journal,
      Iterable<JournalEntry> entries,
      Scope scope,
      Consumer<Difference> differences) {
    if (journal.startsWith(Journals.TASK)) {
      TaskTimes tasks = new TaskTimes(journal, entries, scope, differences);
      tasks.check(entries);
      return new Result(tasks.turn(), tasks.reached(), tasks::time);
    }
    EntryTimes times = new EntryTimes(journal, scope, differences);
    entries.forEach(times::check);
    return new Result(0, scope.newest(), Coordinates::time);
  }

  private void check(JournalEntry entry) {
    Coordinates at = Replay.at(entry);
    if (!entry.getClocks().equals(Map.of(at.topic(), at.time()))) {
      differ(Difference.Kind.WRONG_CLOCK, entry, "the clocks are not that of its input alone");
    }
    if (at.partition() != partition) {
      differ(Difference.Kind.WRONG_JOURNAL, entry, at + " is not of this partition");
    }
    order
        .stepsBack(at)
        .ifPresent(before ->
            differ(Difference.Kind.OUT_OF_ORDER, entry, at + " comes after offset " + before));
    if (entry.getInternalInput() == null) {
      checkTime(entry, at);
    }
  }

  private void checkTime(JournalEntry entry, Coordinates at) {
    if (Topics.byName(at.topic()).isEmpty()) {
      return; // the replay says so
    }
    log.at(at.topic(), partition, at.offset())
        .map(logged -> logged.record().time())
        .filter(appended -> appended != at.time())
        .ifPresent(appended ->
            differ(
                Difference.Kind.WRONG_TIME,
                entry,
                at + " was appended at " + appended + ", not at " + at.time()));
  }

  private void differ(Difference.Kind kind, JournalEntry entry, String detail) {
    differences.accept(new Difference(kind, journal, entry.getSequence(), "", detail));
  }
}
