package io.proofworks.aggregation.processor;

import io.proofworks.aggregation.domain.AggregationPolicy;
import io.proofworks.aggregation.domain.MarketEvent;
import io.proofworks.avro.JournalEntry;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.LogClosures;
import io.proofworks.protocol.LogWatch;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.journal.Applied;
import io.proofworks.runtime.journal.Course;
import io.proofworks.runtime.journal.Difference;
import io.proofworks.runtime.journal.Difference.Kind;
import io.proofworks.runtime.journal.Logged;
import io.proofworks.runtime.journal.Noted;
import io.proofworks.runtime.journal.OffsetOrder;
import io.proofworks.runtime.journal.PartitionLog;
import io.proofworks.runtime.journal.Replay;
import io.proofworks.runtime.journal.WrittenEntry;
import io.proofworks.runtime.state.EmptyStores;
import io.proofworks.topics.Journals;
import io.proofworks.topics.Topics;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Holds the times that a journal of aggregation tells against the log: an entry's time is the
 * append time of its record, the clocks of public topics stand where the log had brought them, none
 * steps back, deadlines pass up to the clock of the aggregates, and closures are what the ticks
 * show. The append times of what is inside the application are its own word; that it had not come
 * when the entry was written is held against it.
 */
public final class AggregationTimes {

  private static final List<String> PUBLIC =
      List.of(Topics.BATCHES.name(), Topics.CHILD_PROOFS.name(), Topics.AGGREGATES.name());

  /** A policy that was taken in while the clock of the aggregates stood there. */
  private record Announced(AggregationPolicy policy, long clock) {}

  private final String journal;
  private final int partition;
  private final ClockRule rule;
  private final List<Announced> policies = new ArrayList<>();
  private final Map<String, Course> courses = new HashMap<>();
  private final Noted closures;
  private final OffsetOrder order;
  private final Consumer<Difference> differences;
  private Map<String, Long> clocks = Map.of();

  private AggregationTimes(
      String journal, Digests digests, EmptyStores stores, Consumer<Difference> differences) {
    this.journal = journal;
    this.partition = Journals.partition(journal);
    this.rule = new ClockRule(digests);
    this.closures = new Noted(stores);
    this.order = new OffsetOrder(stores);
    this.differences = differences;
  }

  /**
   * Checks the entries of one journal, all of them, in order.
   *
   * @param entries gone through twice
   * @param stores for where the clocks have been
   * @return where the log has brought the clock of the aggregates, epoch milliseconds
   */
  public static long check(
      String journal,
      Iterable<WrittenEntry> entries,
      Digests digests,
      PartitionLog log,
      EmptyStores stores,
      Consumer<Difference> differences) {
    AggregationTimes times = new AggregationTimes(journal, digests, stores, differences);
    entries.forEach(written -> times.notePolicy(written.entry()));
    for (String topic : PUBLIC) {
      Course course = new Course(stores);
      times.read(topic, log.of(topic, times.partition), course);
      times.courses.put(topic, course);
    }
    entries.forEach(times::check);
    times.checkClosures();
    return times.aggregates().reached();
  }

  private void notePolicy(JournalEntry entry) {
    ByteBuffer internal = entry.getInternalInput();
    if (internal != null) {
      ReplayedBatches.event(AvroInputs.bytes(internal))
          .ifPresent(event -> {
            if (event instanceof MarketEvent.PolicyPublished(AggregationPolicy policy)) {
              policies.add(new Announced(policy, clock(entry, Topics.AGGREGATES.name())));
            }
          });
    }
  }

  private static long clock(JournalEntry entry, String name) {
    return entry.getClocks().getOrDefault(name, 0L);
  }

  /** Of the newest policy that had been taken in before the clock left that time. */
  private Optional<Hash32> tickKey(long clock) {
    @Nullable AggregationPolicy newest = null;
    for (Announced announced : policies) {
      if (announced.clock() <= clock
          && (newest == null || newest.version() < announced.policy().version())) {
        newest = announced.policy();
      }
    }
    return newest == null ? Optional.empty() : newest.tickKey();
  }

  private void read(String topic, Iterable<Logged> log, Course course) {
    LogWatch watch = LogWatch.NEW;
    for (Logged logged : log) {
      long before = course.reached();
      LogWatch.Step step =
          rule.step(topic, watch, before, logged.record(), logged.tick(), () -> tickKey(before));
      watch = step.next();
      long appended = logged.record().time();
      long after = step.carries() ? Math.max(appended, before) : before;
      course.add(
          logged.record().coordinates().offset(),
          new Course.Place(appended, before, after, step.shown()));
    }
  }

  private Course aggregates() {
    return Objects.requireNonNull(courses.get(Topics.AGGREGATES.name()));
  }

  private Course.@Nullable Place place(Coordinates at) {
    Course known = courses.get(at.topic());
    return known == null ? null : known.at(at.offset());
  }

  private boolean stoodAt(String name, long time) {
    Course known = courses.get(name);
    return known == null ? Intakes.INTERNAL.contains(name) : known.stoodAt(time);
  }

  private void check(WrittenEntry written) {
    JournalEntry entry = written.entry();
    Coordinates at = Replay.at(entry);
    if (at.partition() != partition) {
      differ(Kind.WRONG_JOURNAL, entry, at + " is not of this partition");
    }
    if (written.isBefore(at.time())) {
      differ(
          Kind.WRONG_TIME,
          entry,
          at + " of " + at.time() + " was taken in before, at " + written.appended());
    }
    checkClocks(written);
    if (entry.getClocks().containsKey(Applied.CLOSED_SINCE)) {
      checkClosure(entry, at);
    } else if (entry.getClocks().containsKey(Applied.DEADLINES)) {
      checkDeadlines(entry);
    } else {
      checkOrder(entry, at);
    }
    if (entry.getInternalInput() == null) {
      checkPlace(entry, at);
    } else {
      checkInternal(entry, at);
    }
  }

  private void checkClocks(WrittenEntry written) {
    JournalEntry entry = written.entry();
    Map<String, Long> now = new HashMap<>(entry.getClocks());
    now.keySet().removeIf(name -> name.startsWith("("));
    now.forEach((name, time) -> {
      if (!stoodAt(name, time)) {
        differ(Kind.WRONG_CLOCK, entry, name + " never stood at " + time);
      } else if (written.isBefore(time)) {
        differ(
            Kind.WRONG_CLOCK,
            entry,
            name + " stood at " + time + ", written at " + written.appended());
      }
    });
    clocks.forEach((name, time) -> {
      if (now.getOrDefault(name, 0L) < time) {
        differ(Kind.WRONG_CLOCK, entry, name + " stood at " + time + " before");
      }
    });
    clocks = now;
  }

  private void checkClosure(JournalEntry entry, Coordinates at) {
    long since = clock(entry, Applied.CLOSED_SINCE);
    long until = clock(entry, Applied.CLOSED_UNTIL);
    Course.@Nullable Place place = place(at);
    boolean shown =
        place != null
            && at.topic().equals(Topics.AGGREGATES.name())
            && place.shown().stream().anyMatch(c -> c.from() == since && c.to() == until);
    if (!shown || !closures.add(closed(at.offset(), since, until))) {
      differ(
          Kind.WRONG_CLOSURE,
          entry,
          "the ticks do not show that " + at.topic() + " was closed " + since + " to " + until);
    }
  }

  private static String closed(long offset, long since, long until) {
    return offset + " " + since + " " + until;
  }

  /** Closures that the journal has read past without a word. */
  private void checkClosures() {
    long read = clocks.getOrDefault(Topics.AGGREGATES.name(), 0L);
    aggregates()
        .forEachShowing((offset, place) -> {
          for (LogClosures.Interval closed : place.shown()) {
            if (place.after() <= read
                && !closures.contains(closed(offset, closed.from(), closed.to()))) {
              leftOut(offset, closed);
            }
          }
        });
  }

  private void leftOut(long offset, LogClosures.Interval closed) {
    differences.accept(
        new Difference(
            Kind.WRONG_CLOSURE,
            journal,
            -1,
            "",
            "left out: %s-%d@%d shows that it was closed %d to %d"
                .formatted(
                    Topics.AGGREGATES.name(), partition, offset, closed.from(), closed.to())));
  }

  private void checkDeadlines(JournalEntry entry) {
    long until = clock(entry, Applied.DEADLINES);
    long stands = clock(entry, Topics.AGGREGATES.name());
    if (until != stands) {
      differ(Kind.WRONG_CLOCK, entry, "deadlines passed up to " + until + ", not " + stands);
    }
  }

  /** Each topic is taken in the order of its offsets, each record of it once. */
  private void checkOrder(JournalEntry entry, Coordinates at) {
    order
        .stepsBack(at)
        .ifPresent(
            before -> differ(Kind.OUT_OF_ORDER, entry, at + " comes after offset " + before));
  }

  private void checkPlace(JournalEntry entry, Coordinates at) {
    Course.@Nullable Place place = place(at);
    if (place == null) {
      if (entry.getClocks().keySet().stream().anyMatch(name -> name.startsWith("("))) {
        differ(Kind.MISSING_INPUT, entry, "no record at " + at);
      }
      return; // of an input the replay says so
    }
    if (place.appended() != at.time()) {
      differ(
          Kind.WRONG_TIME,
          entry,
          at + " was appended at " + place.appended() + ", not at " + at.time());
    } else if (clock(entry, at.topic()) != place.after()) {
      differ(Kind.WRONG_CLOCK, entry, at.topic() + " stood at " + place.after() + " after " + at);
    }
  }

  /** Its clock stands behind it only across a gap, until a tick comes. */
  private void checkInternal(JournalEntry entry, Coordinates at) {
    String name = Intakes.internal(at.topic()).orElse(InternalTopics.TURNS);
    long stands = clock(entry, name);
    if (stands < at.time() && !LogWatch.NEW.isSilent(stands, at.time())) {
      differ(Kind.WRONG_CLOCK, entry, name + " stood at " + stands + " after " + at);
    }
  }

  private void differ(Kind kind, JournalEntry entry, String detail) {
    differences.accept(new Difference(kind, journal, entry.getSequence(), "", detail));
  }
}
