package io.proofworks.sharding.processor;

import io.proofworks.avro.JournalEntry;
import io.proofworks.protocol.Hash32;
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
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Holds the times that a journal of sharding tells against the log: an entry's time is the append
 * time of its record, the clock of the requests stands where the log had brought it, that of the
 * schedule is not ahead of the log, none steps back, each topic is taken in the order of its
 * offsets, and the policy in force is one that could have been read by then, and no older than one
 * that must have been.
 */
public final class SchedulingTimes {

  /** Log time after which a policy has been read, ms. */
  private static final long LATE_MS = 60_000;

  private final String journal;
  private final int partition;
  private final boolean schedule;
  private final PolicyHistory policies;
  private final PartitionLog log;

  /** Of the requests, whose clock is the partition's. */
  private final Course course;

  /** Append times of what brought it there. */
  private final Noted appendTimes;

  private final OffsetOrder order;
  private final Consumer<Difference> differences;
  private long reached;
  private long clock;
  private long version;

  private SchedulingTimes(String journal, Scope scope, Consumer<Difference> differences) {
    this.journal = journal;
    this.partition = Journals.partition(journal);
    this.schedule = journal.startsWith(Journals.SCHEDULE);
    this.policies = scope.policies();
    this.log = scope.log();
    this.course = new Course(scope.stores());
    this.appendTimes = new Noted(scope.stores());
    this.order = new OffsetOrder(scope.stores());
    this.differences = differences;
  }

  /**
   * By what times are checked.
   *
   * @param partitions of every topic
   * @param stores for where the clocks have been
   */
  public record Scope(
      Hash32 domain,
      int partitions,
      PolicyHistory policies,
      PartitionLog log,
      EmptyStores stores) {}

  /**
   * Checks the entries of one journal, all of them, in order.
   *
   * @param entries gone through once
   * @return where the log has brought the clock of the journal, epoch milliseconds
   */
  public static long check(
      String journal,
      Iterable<WrittenEntry> entries,
      Scope scope,
      Consumer<Difference> differences) {
    SchedulingTimes times = new SchedulingTimes(journal, scope, differences);
    times.read();
    int expected =
        times.schedule
            ? ScheduleMessages.partition(scope.domain(), scope.partitions())
            : times.partition;
    entries.forEach(written -> times.check(written, expected));
    return times.reached;
  }

  private void read() {
    // the ticks of one partition are the schedule's clock while nothing happens
    Iterable<Logged> clocked =
        schedule ? log.of(Topics.HEARTBEATS.name(), 0) : log.of(Topics.BATCHES.name(), partition);
    for (Logged logged : clocked) {
      long before = reached;
      long appended = logged.record().time();
      reached = Math.max(reached, appended);
      if (!schedule) {
        course.add(
            logged.record().coordinates().offset(),
            new Course.Place(appended, before, reached, List.of()));
        appendTimes.add(Long.toString(appended));
      }
    }
  }

  private void check(WrittenEntry written, int expected) {
    JournalEntry entry = written.entry();
    Coordinates at = Replay.at(entry);
    if (at.partition() != expected || partition != expected) {
      differ(Kind.WRONG_JOURNAL, entry, at + " is not of this partition");
    }
    checkPolicy(written, at);
    if (schedule) {
      checkSchedule(written);
    } else {
      checkClock(entry, at);
      checkPlace(entry, at);
    }
    if (!entry.getClocks().containsKey(Applied.DEADLINES)) {
      checkOrder(entry, at);
    }
  }

  private void checkPolicy(WrittenEntry written, Coordinates at) {
    JournalEntry entry = written.entry();
    long inForce = clock(entry, Topics.POLICIES.name());
    OptionalLong since = policies.since(inForce);
    if (inForce < version) {
      differ(Kind.WRONG_CLOCK, entry, "version " + version + " was in force before");
    } else if (since.isPresent() && written.isBefore(since.getAsLong())) {
      differ(Kind.WRONG_CLOCK, entry, "version " + inForce + " was not written yet");
    } else if (inForce < policies.before(at.time() - LATE_MS)) {
      differ(Kind.WRONG_CLOCK, entry, "a version above " + inForce + " had long been in force");
    }
    version = Math.max(version, inForce);
  }

  private void checkSchedule(WrittenEntry written) {
    JournalEntry entry = written.entry();
    long now = clock(entry, Names.SCHEDULE_TOPIC);
    if (written.isBefore(now)) {
      differ(
          Kind.WRONG_CLOCK,
          entry,
          "its clock stood at " + now + ", written at " + written.appended());
    }
    if (now < clock) {
      differ(Kind.WRONG_CLOCK, entry, "its clock stood at " + clock + " before");
    }
    clock = Math.max(clock, now);
  }

  /**
   * Where ticks alone had brought the clock is not kept: after a restart, and a leader whose clock
   * is behind, it may stand at a record's own time.
   */
  private void checkClock(JournalEntry entry, Coordinates at) {
    long now = clock(entry, Topics.BATCHES.name());
    Course.@Nullable Place place =
        at.topic().equals(Topics.BATCHES.name()) ? course.at(at.offset()) : null;
    boolean may =
        place != null
            ? now >= place.appended() && now <= place.after()
            : course.stoodAt(now) || appendTimes.contains(Long.toString(now));
    if (!may) {
      differ(Kind.WRONG_CLOCK, entry, "the requests' clock never stood at " + now + " then");
    }
    if (now < clock) {
      differ(Kind.WRONG_CLOCK, entry, "the requests' clock stood at " + clock + " before");
    }
    long until = entry.getClocks().getOrDefault(Applied.DEADLINES, now);
    if (until != now) {
      differ(Kind.WRONG_CLOCK, entry, "what waited was judged up to " + until + ", not " + now);
    }
    clock = Math.max(clock, now);
  }

  private void checkPlace(JournalEntry entry, Coordinates at) {
    if (!RequestPartition.TOPICS.contains(at.topic())) {
      return; // the replay says so
    }
    log.at(at.topic(), partition, at.offset())
        .map(logged -> logged.record().time())
        .filter(time -> time != at.time())
        .ifPresent(time ->
            differ(
                Kind.WRONG_TIME, entry, at + " was appended at " + time + ", not at " + at.time()));
  }

  /** Each topic is taken in the order of its offsets, each record of it once. */
  private void checkOrder(JournalEntry entry, Coordinates at) {
    order
        .stepsBack(at)
        .ifPresent(
            before -> differ(Kind.OUT_OF_ORDER, entry, at + " comes after offset " + before));
  }

  private static long clock(JournalEntry entry, String name) {
    return entry.getClocks().getOrDefault(name, 0L);
  }

  private void differ(Kind kind, JournalEntry entry, String detail) {
    differences.accept(new Difference(kind, journal, entry.getSequence(), "", detail));
  }
}
