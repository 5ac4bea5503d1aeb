package io.proofworks.settlement.replay;

import io.proofworks.avro.JournalEntry;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.LogClosures;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.Applied;
import io.proofworks.runtime.journal.Difference;
import io.proofworks.runtime.journal.Difference.Kind;
import io.proofworks.runtime.journal.Logged;
import io.proofworks.runtime.journal.PartitionLog;
import io.proofworks.runtime.journal.Replay;
import io.proofworks.settlement.domain.MarketPolicy;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** {@link EntryTimes} of a task journal, by the rules of {@link TaskPartition}. */
public final class TaskTimes {

  /** An input's turn. */
  private record Turn(long time, int rank, long offset) {
    boolean isAfter(Turn other) {
      return time != other.time
          ? time > other.time
          : rank != other.rank ? rank > other.rank : offset > other.offset;
    }
  }

  /** A policy that the journal took in while the clocks stood there. */
  private record Announced(MarketPolicy policy, Map<String, Long> clocks) {}

  private record ClosedAt(String topic, long offset, LogClosures.Interval closed) {}

  private final String journal;
  private final int partition;
  private final TaskRecords records;
  private final List<Announced> policies = new ArrayList<>();
  private final Map<String, TopicTimes> topics = new HashMap<>();
  private final Map<String, Map<Long, Logged>> logged = new HashMap<>();
  private final List<Difference> differences = new ArrayList<>();
  private final Set<ClosedAt> closures = new HashSet<>();
  private final Map<String, Long> offsets = new HashMap<>();
  private final Set<String> applied = new HashSet<>();
  private Map<String, Long> clocks = Map.of();
  private Turn last = new Turn(0, 0, -1);
  private long passed;

  TaskTimes(
      String journal,
      TaskRecords records,
      Digests digests,
      PartitionLog log,
      List<JournalEntry> entries) {
    this.journal = journal;
    this.partition = Journals.partition(journal);
    this.records = records;
    entries.forEach(this::notePolicy);
    for (String topic : TaskRecords.TOPICS) {
      List<Logged> all = log.of(topic, partition);
      topics.put(
          topic,
          new TopicTimes(all, TaskRecords.isTimed(topic), clock -> tickKey(topic, clock), digests));
      note(topic, all);
    }
    note(Topics.WINDOWS.name(), log.of(Topics.WINDOWS.name(), partition));
  }

  private void note(String topic, List<Logged> all) {
    Map<Long, Logged> byOffset = new HashMap<>();
    all.forEach(one -> byOffset.put(one.record().coordinates().offset(), one));
    logged.put(topic, byOffset);
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
        policies.add(new Announced(policy, entry.getClocks()));
      }
    } catch (SerializationException | IllegalArgumentException e) {
      // the replay says so
    }
  }

  /** Of the newest policy that had been taken in before the clock left that time. */
  private Optional<Hash32> tickKey(String topic, long clock) {
    @Nullable MarketPolicy newest = null;
    for (Announced announced : policies) {
      boolean before = announced.clocks().getOrDefault(topic, 0L) <= clock;
      if (before && (newest == null || newest.version() < announced.policy().version())) {
        newest = announced.policy();
      }
    }
    return newest == null ? Optional.empty() : newest.tickKey();
  }

  /** The time that all topics have reached: earlier inputs have had their turn. */
  long reached() {
    return topics.values().stream().mapToLong(TopicTimes::reached).min().orElse(0);
  }

  /** The time before which the journal has applied everything. */
  long turn() {
    return Math.max(last.time(), passed);
  }

  List<Difference> check(List<JournalEntry> entries) {
    entries.forEach(this::check);
    topics.forEach(this::checkClosures);
    return differences;
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
      TopicTimes known = topics.get(topic);
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

  private long clock(String topic) {
    return clocks.getOrDefault(topic, 0L);
  }

  private void checkClosure(JournalEntry entry, Coordinates at) {
    long since = entry.getClocks().getOrDefault(Applied.CLOSED_SINCE, 0L);
    long until = entry.getClocks().getOrDefault(Applied.CLOSED_UNTIL, 0L);
    TopicTimes.@Nullable Place place = place(at);
    boolean shown =
        place != null
            && place.time() == at.time()
            && place.before() == clock(at.topic())
            && place.shown().stream().anyMatch(c -> c.from() == since && c.to() == until);
    if (!shown || !closures.add(closed(at, since, until))) {
      differ(
          Kind.WRONG_CLOSURE,
          entry,
          "the ticks do not show that " + at.topic() + " was closed " + since + " to " + until);
    }
  }

  private static ClosedAt closed(Coordinates at, long since, long until) {
    return new ClosedAt(at.topic(), at.offset(), new LogClosures.Interval(since, until));
  }

  private TopicTimes.@Nullable Place place(Coordinates at) {
    TopicTimes known = topics.get(at.topic());
    return known == null ? null : known.at(at.offset());
  }

  /** Closures that the journal has read past without a word. */
  private void checkClosures(String topic, TopicTimes times) {
    times
        .places()
        .forEach((offset, place) -> {
          for (LogClosures.Interval closed : place.shown()) {
            if (place.after() <= clock(topic)
                && !closures.contains(new ClosedAt(topic, offset, closed))) {
              differences.add(
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
    long slowest = TaskRecords.TOPICS.stream().mapToLong(this::clock).min().orElse(0);
    if (until != slowest) {
      differ(Kind.WRONG_CLOCK, entry, "deadlines passed up to " + until + ", not " + slowest);
    }
    passed = Math.max(passed, until);
    if (entry.getInternalInput() != null) {
      if (!applied.contains(at + " " + entry.getInputDigest())) {
        differ(Kind.OUT_OF_ORDER, entry, at + " was not applied before");
      }
    } else {
      TopicTimes.@Nullable Place place = place(at);
      Logged record = logged.getOrDefault(at.topic(), Map.of()).get(at.offset());
      boolean clamped = place != null && place.time() == at.time();
      if (record != null && record.record().time() != at.time() && !clamped) {
        differ(Kind.WRONG_TIME, entry, appendedAt(at, record));
      }
    }
  }

  /** What counts as it is read, in the order of its topic. */
  private void checkAtOnce(JournalEntry entry, Coordinates at) {
    Long before = offsets.put(at.topic(), at.offset());
    if (before != null && before >= at.offset()) {
      differ(Kind.OUT_OF_ORDER, entry, at + " comes after offset " + before);
    }
    Logged record = logged.getOrDefault(at.topic(), Map.of()).get(at.offset());
    if (record != null && record.record().time() != at.time()) {
      differ(Kind.WRONG_TIME, entry, appendedAt(at, record));
    }
  }

  private static String appendedAt(Coordinates at, Logged record) {
    return at + " was appended at " + record.record().time() + ", not at " + at.time();
  }

  private void checkInput(JournalEntry entry, Coordinates at) {
    TopicTimes.@Nullable Place place = place(at);
    Logged record = logged.getOrDefault(at.topic(), Map.of()).get(at.offset());
    if (place == null || record == null) {
      return; // the replay says so
    }
    if (place.time() != at.time()) {
      differ(Kind.WRONG_TIME, entry, appendedAt(at, record));
      return;
    }
    InboundRecord input = TaskTime.at(record.record(), place.time());
    if (records.read(input) instanceof Reading.Taken) {
      checkTurn(entry, at);
    } else if (clock(at.topic()) != place.after()) {
      differ(Kind.WRONG_CLOCK, entry, at.topic() + " stood at " + place.after() + " after " + at);
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
    differences.add(new Difference(kind, journal, entry.getSequence(), "", detail));
  }
}
