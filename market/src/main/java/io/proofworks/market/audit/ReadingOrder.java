package io.proofworks.market.audit;

import io.proofworks.avro.JournalEntry;
import io.proofworks.market.audit.Decoding.Found;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.journal.Difference;
import io.proofworks.runtime.journal.Replay;
import io.proofworks.settlement.state.InternalTopics;
import io.proofworks.topics.Journals;
import io.proofworks.topics.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether each side of settlement took in what counts as it is read in the order in which it came.
 * Of the records that it can read, a side reads the oldest of each topic's next. So none waits for
 * long while what is much later was taken in of other topics: a stake after the requests that it
 * was for, a session key or a reveal window after what depends on it. And messages are in the log
 * of the internal topic, which is purged, where they were written, with the entries that sent them:
 * none comes long after those of other senders that were sent much later.
 */
final class ReadingOrder {

  /** What sides of settlement take in as they read it, without the name of the application. */
  private static final List<String> AT_ONCE =
      List.of(
          InternalTopics.REGISTRY,
          InternalTopics.ACCOUNT_REQUESTS,
          InternalTopics.ACCOUNT_ANSWERS,
          Topics.WINDOWS.name(),
          Topics.REGISTRATIONS.name(),
          Topics.STAKES.name(),
          Topics.VERDICTS.name(),
          Topics.AGGREGATION_JOBS.name(),
          Topics.RECEIPTS.name());

  private final JournalIndex journals;
  private final Delays delays;
  private final Findings findings;

  /** By the entry that took a message in, when the one was written that sent it. */
  private final ScratchMap<Long> sent;

  ReadingOrder(JournalIndex journals, Delays delays, Scratch scratch, Findings findings) {
    this.journals = journals;
    this.delays = delays;
    this.findings = findings;
    this.sent = scratch.map(Codec.of(Long.class));
  }

  /** An entry took in what another had sent; all of them have to be told, before any is checked. */
  void arrived(Messages.Place from, Messages.Place to) {
    journals
        .written(from.journal(), from.sequence())
        .ifPresent(time -> sent.put(to.journal() + " " + to.sequence(), time));
  }

  /** Checks a journal of settlement. */
  void check(String journal) {
    Reader reader = new Reader(journal);
    journals.each(journal, found -> found).forEach(reader::take);
  }

  private static Optional<String> atOnce(String topic) {
    return AT_ONCE.stream()
        .filter(name -> topic.equals(name) || topic.endsWith("-" + name))
        .findFirst();
  }

  /** One journal, as its side read. */
  private final class Reader {

    private final String journal;
    private final boolean tasks;

    /** The latest time of what was read of other topics since the last record of each. */
    private final Map<String, Long> others = new HashMap<>();

    /** When the latest was sent that was taken in of each topic. */
    private final Map<String, Long> latest = new HashMap<>();

    private Map<String, Long> clocks = Map.of();

    Reader(String journal) {
      this.journal = journal;
      this.tasks = journal.startsWith(Journals.TASK);
    }

    void take(Found<JournalEntry> found) {
      JournalEntry entry = found.value();
      if (tasks) {
        readTo(entry, found.time());
      }
      boolean counts = entry.getClocks().keySet().stream().noneMatch(name -> name.startsWith("("));
      if (counts) {
        atOnce(entry.getInput().getTopic()).ifPresent(topic -> take(entry, topic, found.time()));
      }
    }

    /** Tasks wait for their turn; the clocks say how far their topics were read. */
    private void readTo(JournalEntry entry, long written) {
      entry
          .getClocks()
          .forEach((name, time) -> {
            if (!name.startsWith("(") && time > clocks.getOrDefault(name, 0L)) {
              read("", Math.min(time, written));
            }
          });
      clocks = entry.getClocks();
    }

    private void take(JournalEntry entry, String topic, long written) {
      Coordinates at = Replay.at(entry);
      Optional<Long> sentAt = Optional.ofNullable(sent.get(journal + " " + entry.getSequence()));
      long since = Math.max(at.time(), sentAt.orElse(at.time()));
      long read = Optional.ofNullable(others.put(topic, 0L)).orElse(0L);
      if (delays.isTooLong(since, read)) {
        differ(entry, at + " could be read at " + since + ", and was after what came at " + read);
      }
      sentAt.ifPresent(time -> checkSent(entry, topic, time));
      read(topic, Math.min(at.time(), written));
    }

    private void checkSent(JournalEntry entry, String topic, long time) {
      long before = latest.getOrDefault(topic, 0L);
      if (delays.isTooLong(time, before)) {
        differ(entry, Replay.at(entry) + " was sent at " + time + ", before one of " + before);
      }
      latest.put(topic, Math.max(before, time));
    }

    /** A topic was read up to a time; no clock is ahead of when that was. */
    private void read(String topic, long time) {
      AT_ONCE.stream()
          .filter(other -> !other.equals(topic))
          .forEach(other -> others.merge(other, time, Math::max));
    }

    private void differ(JournalEntry entry, String detail) {
      findings.add(
          new Difference(Difference.Kind.OUT_OF_ORDER, journal, entry.getSequence(), "", detail));
    }
  }
}
