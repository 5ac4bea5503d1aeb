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
import io.proofworks.runtime.journal.Difference;
import io.proofworks.runtime.journal.Difference.Kind;
import io.proofworks.runtime.journal.Logged;
import io.proofworks.runtime.journal.PartitionLog;
import io.proofworks.runtime.journal.Replay;
import io.proofworks.topics.Journals;
import io.proofworks.topics.Topics;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Holds the times that a journal of aggregation tells against the log: an entry's time is the
 * append time of its record, the clocks of public topics stand where the log had brought them, none
 * steps back, deadlines pass up to the clock of the aggregates, and closures are what the ticks
 * show. The append times of what is inside the application are its own word.
 */
public final class AggregationTimes {

  private static final List<String> PUBLIC =
      List.of(Topics.BATCHES.name(), Topics.CHILD_PROOFS.name(), Topics.AGGREGATES.name());

  /** What a record of a topic did to its clock. */
  private record Place(long time, long after, List<LogClosures.Interval> shown) {}

  /** Where the clock of a topic has been, and the record that brought it there. */
  private record Course(Map<Long, Place> places, Set<Long> values, long reached) {}

  /** A policy that was taken in while the clock of the aggregates stood there. */
  private record Announced(AggregationPolicy policy, long clock) {}

  private record ClosedAt(long offset, LogClosures.Interval closed) {}

  private final String journal;
  private final int partition;
  private final ClockRule rule;
  private final List<Announced> policies = new ArrayList<>();
  private final Map<String, Course> courses = new HashMap<>();
  private final Set<ClosedAt> closures = new HashSet<>();
  private final Map<String, Long> offsets = new HashMap<>();
  private final List<Difference> differences = new ArrayList<>();
  private Map<String, Long> clocks = Map.of();

  private AggregationTimes(String journal, Digests digests) {
    this.journal = journal;
    this.partition = Journals.partition(journal);
    this.rule = new ClockRule(digests);
  }

  /**
   * What was found.
   *
   * @param reached where the log has brought the clock of the aggregates, epoch milliseconds
   */
  public record Result(List<Difference> differences, long reached) {}

  /** Checks the entries of one journal, all of them, in order. */
  public static Result check(
      String journal, List<JournalEntry> entries, Hash32 domain, PartitionLog log) {
    AggregationTimes times = new AggregationTimes(journal, new Digests(domain));
    entries.forEach(times::notePolicy);
    for (String topic : PUBLIC) {
      times.courses.put(topic, times.course(topic, log.of(topic, times.partition)));
    }
    entries.forEach(times::check);
    times.checkClosures();
    return new Result(times.differences, times.aggregates().reached());
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

  private Course course(String topic, List<Logged> log) {
    Map<Long, Place> places = new HashMap<>();
    Set<Long> values = new HashSet<>(Set.of(0L));
    LogWatch watch = LogWatch.NEW;
    long clock = 0;
    LongFunction<Optional<Hash32>> keys = this::tickKey;
    for (Logged logged : log) {
      long before = clock;
      LogWatch.Step step =
          rule.step(topic, watch, before, logged.record(), logged.tick(), () -> keys.apply(before));
      watch = step.next();
      clock = step.carries() ? Math.max(logged.record().time(), before) : before;
      values.add(clock);
      places.put(
          logged.record().coordinates().offset(),
          new Place(logged.record().time(), clock, step.shown()));
    }
    return new Course(places, values, clock);
  }

  private Course aggregates() {
    return course(Topics.AGGREGATES.name());
  }

  private Course course(String topic) {
    return courses.getOrDefault(topic, new Course(Map.of(), Set.of(), 0));
  }

  private void check(JournalEntry entry) {
    Coordinates at = Replay.at(entry);
    if (at.partition() != partition) {
      differ(Kind.WRONG_JOURNAL, entry, at + " is not of this partition");
    }
    checkClocks(entry);
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

  private void checkClocks(JournalEntry entry) {
    Map<String, Long> now = new HashMap<>(entry.getClocks());
    now.keySet().removeIf(name -> name.startsWith("("));
    now.forEach((name, time) -> {
      boolean stood =
          PUBLIC.contains(name)
              ? course(name).values().contains(time)
              : Intakes.INTERNAL.contains(name);
      if (!stood) {
        differ(Kind.WRONG_CLOCK, entry, name + " never stood at " + time);
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
    Place place = course(at.topic()).places().get(at.offset());
    boolean shown =
        place != null
            && at.topic().equals(Topics.AGGREGATES.name())
            && place.shown().stream().anyMatch(c -> c.from() == since && c.to() == until);
    if (!shown
        || !closures.add(new ClosedAt(at.offset(), new LogClosures.Interval(since, until)))) {
      differ(
          Kind.WRONG_CLOSURE,
          entry,
          "the ticks do not show that " + at.topic() + " was closed " + since + " to " + until);
    }
  }

  /** Closures that the journal has read past without a word. */
  private void checkClosures() {
    long read = clocks.getOrDefault(Topics.AGGREGATES.name(), 0L);
    aggregates()
        .places()
        .forEach((offset, place) -> {
          for (LogClosures.Interval closed : place.shown()) {
            if (place.after() <= read && !closures.contains(new ClosedAt(offset, closed))) {
              differences.add(
                  new Difference(
                      Kind.WRONG_CLOSURE,
                      journal,
                      -1,
                      "",
                      "left out: %s-%d@%d shows that it was closed %d to %d"
                          .formatted(
                              Topics.AGGREGATES.name(),
                              partition,
                              offset,
                              closed.from(),
                              closed.to())));
            }
          }
        });
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
    Long before = offsets.put(at.topic(), at.offset());
    if (before != null && before >= at.offset()) {
      differ(Kind.OUT_OF_ORDER, entry, at + " comes after offset " + before);
    }
  }

  private void checkPlace(JournalEntry entry, Coordinates at) {
    Place place = course(at.topic()).places().get(at.offset());
    if (place == null) {
      if (entry.getClocks().keySet().stream().anyMatch(name -> name.startsWith("("))) {
        differ(Kind.MISSING_INPUT, entry, "no record at " + at);
      }
      return; // of an input the replay says so
    }
    if (place.time() != at.time()) {
      differ(
          Kind.WRONG_TIME,
          entry,
          at + " was appended at " + place.time() + ", not at " + at.time());
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
    differences.add(new Difference(kind, journal, entry.getSequence(), "", detail));
  }
}
