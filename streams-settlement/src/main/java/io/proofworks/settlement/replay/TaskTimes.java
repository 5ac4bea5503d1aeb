package io.proofworks.settlement.replay;

import io.proofworks.avro.JournalEntry;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.LogClosures;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.Applied;
import io.proofworks.runtime.journal.Course;
import io.proofworks.runtime.journal.Difference;
import io.proofworks.runtime.journal.Difference.Kind;
import io.proofworks.runtime.journal.Logged;
import io.proofworks.runtime.journal.Noted;
import io.proofworks.runtime.journal.OffsetOrder;
import io.proofworks.runtime.journal.PartitionLog;
import io.proofworks.runtime.journal.Replay;
import io.proofworks.settlement.domain.MarketPolicy;
import io.proofworks.settlement.domain.TaskInput;
import io.proofworks.settlement.partition.TaskPartition;
import io.proofworks.settlement.partition.TaskTime;
import io.proofworks.settlement.records.Intake;
import io.proofworks.settlement.records.Reading;
import io.proofworks.settlement.records.TaskRecords;
import io.proofworks.settlement.state.Errand;
import io.proofworks.settlement.state.InternalMessage;
import io.proofworks.topics.Journals;
import io.proofworks.topics.Topics;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** {@link EntryTimes} of a task journal, by the rules of {@link TaskPartition}. */
final class TaskTimes {

  /** An input's turn. */
  private record Turn(long time, int rank, long offset) {
    boolean isAfter(Turn other) {
      return time != other.time
          ? time > other.time
          : rank != other.rank ? rank > other.rank : offset > other.offset;
    }
  }

  /** A policy that an entry of the journal took in while the clocks stood there. */
  private record Announced(long sequence, MarketPolicy policy, Map<String, Long> clocks) {}

  private final String journal;
  private final int partition;
  private final TaskRecords records;
  private final PartitionLog log;
  private final List<Announced> policies = new ArrayList<>();
  private final Map<String, Course> topics = new HashMap<>();
  private final Consumer<Difference> differences;
  private final Noted closures;
  private final OffsetOrder order;
  private final Noted applied;
  private Map<String, Long> clocks = Map.of();
  private Turn last = new Turn(0, 0, -1);
  private long passed;

  TaskTimes(
      String journal,
      Iterable<JournalEntry> entries,
      EntryTimes.Scope scope,
      Consumer<Difference> differences) {
    Digests digests = new Digests(scope.domain(), scope.deployment());
    this.journal = journal;
    this.partition = Journals.partition(journal);
    this.records = new TaskRecords(scope.serdes(), digests, scope.partitions());
    this.log = scope.log();
    this.differences = differences;
    this.closures = new Noted(scope.stores());
    this.order = new OffsetOrder(scope.stores());
    this.applied = new Noted(scope.stores());
    entries.forEach(this::notePolicy);
    for (String topic : TaskRecords.TOPICS) {
      TopicTimes times = new TopicTimes(clock -> tickKey(topic, clock), digests);
      topics.put(
          topic,
          times.course(
              log.of(topic, partition), TaskRecords.isTimed(topic), new Course(scope.stores())));
    }
  }

  private void notePolicy(JournalEntry entry) {
    ByteBuffer internal = entry.getInternalInput();
    if (internal == null) {
      return;
    }
    try {
      InternalMessage message =
          Errand.read(entry.getInput().getTopic(), Intake.bytes(internal)).message();
      if (message instanceof InternalMessage.PolicyAnnounced(MarketPolicy policy)) {
        policies.add(new Announced(entry.getSequence(), policy, entry.getClocks()));
      }
    } catch (SerializationException | IllegalArgumentException e) {
      // the replay says so
    }
  }

  /** Of the newest policy that had been taken in before the clock left that time. */
  private Optional<Hash32> tickKey(String topic, long clock) {
    return newest(announced -> announced.clocks().getOrDefault(topic, 0L) <= clock)
        .flatMap(MarketPolicy::tickKey);
  }

  private Optional<MarketPolicy> newest(Predicate<Announced> among) {
    return policies.stream()
        .filter(among)
        .map(Announced::policy)
        .max(Comparator.comparingInt(MarketPolicy::version));
  }

  /** The time that all topics have reached: earlier inputs have had their turn. */
  long reached() {
    return topics.values().stream().mapToLong(Course::reached).min().orElse(0);
  }

  /** The time before which the journal has applied everything. */
  long turn() {
    return Math.max(last.time(), passed);
  }

  /** When a record of a topic that has turns has its own. */
  long time(Coordinates at) {
    Course.@Nullable Place place = place(at);
    return place == null ? at.time() : place.time();
  }

  void check(Iterable<JournalEntry> entries) {
    entries.forEach(this::check);
    topics.forEach(this::checkClosures);
  }

  private void check(JournalEntry entry) {
    checkClocks(entry);
    Coordinates at = Replay.at(entry);
    if (at.partition() != partition) {
      differ(Kind.WRONG_JOURNAL, entry, at + " is not of this partition");
    }
    if (entry.getClocks().containsKey(Applied.CLOSED_SINCE)) {
      checkClosure(entry, at);
    } else if (entry.getClocks().containsKey(Applied.DEADLINES)) {
      checkDeadlines(entry, at);
    } else {
      applied.add(at + " " + entry.getInputDigest());
      if (entry.getInternalInput() != null || at.topic().equals(Topics.WINDOWS.name())) {
        checkAtOnce(entry, at);
      } else {
        checkInput(entry, at);
      }
    }
  }

  private void checkClocks(JournalEntry entry) {
    Map<String, Long> now = new HashMap<>(entry.getClocks());
    now.keySet().removeIf(name -> name.startsWith("("));
    now.forEach((topic, time) -> {
      Course known = topics.get(topic);
      if (known == null || !known.stoodAt(time)) {
        differ(Kind.WRONG_CLOCK, entry, topic + " never stood at " + time);
      }
    });
    clocks.forEach((topic, time) -> {
      if (now.getOrDefault(topic, 0L) < time) {
        differ(Kind.WRONG_CLOCK, entry, topic + " stood at " + time + " before");
      }
    });
    clocks = now;
  }

  private long slowest() {
    return TaskRecords.TOPICS.stream().mapToLong(this::clock).min().orElse(0);
  }

  private long clock(String topic) {
    return clocks.getOrDefault(topic, 0L);
  }

  private void checkClosure(JournalEntry entry, Coordinates at) {
    long since = entry.getClocks().getOrDefault(Applied.CLOSED_SINCE, 0L);
    long until = entry.getClocks().getOrDefault(Applied.CLOSED_UNTIL, 0L);
    Course.@Nullable Place place = place(at);
    boolean shown =
        place != null
            && place.time() == at.time()
            && place.before() == clock(at.topic())
            && place.shown().stream().anyMatch(c -> c.from() == since && c.to() == until);
    if (!shown || !closures.add(closed(at.topic(), at.offset(), since, until))) {
      differ(
          Kind.WRONG_CLOSURE,
          entry,
          "the ticks do not show that " + at.topic() + " was closed " + since + " to " + until);
    }
  }

  private static String closed(String topic, long offset, long since, long until) {
    return topic + "@" + offset + " " + since + " " + until;
  }

  private Course.@Nullable Place place(Coordinates at) {
    Course known = topics.get(at.topic());
    return known == null ? null : known.at(at.offset());
  }

  /** Closures that the journal has read past without a word. */
  private void checkClosures(String topic, Course course) {
    course.forEachShowing((offset, place) -> {
      for (LogClosures.Interval closed : place.shown()) {
        if (place.after() <= clock(topic)
            && !closures.contains(closed(topic, offset, closed.from(), closed.to()))) {
          differences.accept(
              new Difference(
                  Kind.WRONG_CLOSURE,
                  journal,
                  -1,
                  "",
                  "left out: %s-%d@%d shows that it was closed %d to %d"
                      .formatted(topic, partition, offset, closed.from(), closed.to())));
        }
      }
    });
  }

  private void checkDeadlines(JournalEntry entry, Coordinates at) {
    long until = entry.getClocks().getOrDefault(Applied.DEADLINES, 0L);
    if (until != slowest()) {
      differ(Kind.WRONG_CLOCK, entry, "deadlines passed up to " + until + ", not " + slowest());
    }
    passed = Math.max(passed, until);
    if (entry.getInternalInput() != null) {
      if (!applied.contains(at + " " + entry.getInputDigest())) {
        differ(Kind.OUT_OF_ORDER, entry, at + " was not applied before");
      }
    } else {
      Course.@Nullable Place place = place(at);
      @Nullable Logged record = logged(at);
      boolean clamped = place != null && place.time() == at.time();
      if (record != null && record.record().time() != at.time() && !clamped) {
        differ(Kind.WRONG_TIME, entry, appendedAt(at, record));
      }
    }
  }

  /** What counts as it is read, in the order of its topic. */
  private void checkAtOnce(JournalEntry entry, Coordinates at) {
    order
        .stepsBack(at)
        .ifPresent(
            before -> differ(Kind.OUT_OF_ORDER, entry, at + " comes after offset " + before));
    @Nullable Logged record = logged(at);
    if (record != null && record.record().time() != at.time()) {
      differ(Kind.WRONG_TIME, entry, appendedAt(at, record));
    }
  }

  private @Nullable Logged logged(Coordinates at) {
    boolean isRead =
        TaskRecords.TOPICS.contains(at.topic()) || at.topic().equals(Topics.WINDOWS.name());
    return isRead ? log.at(at.topic(), partition, at.offset()).orElse(null) : null;
  }

  private static String appendedAt(Coordinates at, Logged record) {
    return at + " was appended at " + record.record().time() + ", not at " + at.time();
  }

  private void checkInput(JournalEntry entry, Coordinates at) {
    Course.@Nullable Place place = place(at);
    @Nullable Logged record = logged(at);
    if (place == null || record == null) {
      return; // the replay says so
    }
    if (place.time() != at.time()) {
      differ(Kind.WRONG_TIME, entry, appendedAt(at, record));
      return;
    }
    InboundRecord input = TaskTime.at(record.record(), place.time());
    if (records.read(input) instanceof Reading.Taken<TaskInput>(TaskInput taken)) {
      checkTurn(entry, at);
      if (taken instanceof TaskInput.TaskPublished published) {
        checkPolicy(entry, published);
      }
    } else if (clock(at.topic()) != place.after()) {
      differ(Kind.WRONG_CLOCK, entry, at.topic() + " stood at " + place.after() + " after " + at);
    }
  }

  /**
   * A task waits for its policy, so that who reads it late lets no batch fail. The release that
   * knew the first rules alone waited for half a minute.
   */
  private void checkPolicy(JournalEntry entry, TaskInput.TaskPublished published) {
    int version = published.task().policyVersion();
    long until = TaskPartition.waitsUntil(published);
    boolean known =
        policies.stream()
            .anyMatch(
                one -> one.sequence() < entry.getSequence() && one.policy().version() == version);
    boolean waits =
        newest(one -> one.sequence() < entry.getSequence())
            .filter(MarketPolicy::failsTasksWithoutPolicy)
            .isPresent();
    if (!known && waits && slowest() < until) {
      differ(
          Kind.OUT_OF_ORDER,
          entry,
          "%s had its turn without policy %d, for which it waits until %d"
              .formatted(Replay.at(entry), version, until));
    }
  }

  private void checkTurn(JournalEntry entry, Coordinates at) {
    Turn turn = new Turn(at.time(), TaskRecords.TOPICS.indexOf(at.topic()), at.offset());
    if (!turn.isAfter(last) || at.time() < passed) {
      differ(
          Kind.OUT_OF_ORDER,
          entry,
          at + " had its turn before " + Math.max(last.time(), passed) + " had passed");
    }
    last = turn;
    for (int other = 0; other < TaskRecords.TOPICS.size(); other++) {
      long read = clock(TaskRecords.TOPICS.get(other));
      if (other >= turn.rank() ? read < at.time() : read <= at.time()) {
        differ(
            Kind.OUT_OF_ORDER,
            entry,
            at + " has no turn while " + TaskRecords.TOPICS.get(other) + " stands at " + read);
      }
    }
  }

  private void differ(Kind kind, JournalEntry entry, String detail) {
    differences.accept(new Difference(kind, journal, entry.getSequence(), "", detail));
  }
}
