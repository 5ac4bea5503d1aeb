package io.proofworks.market.audit;

import io.proofworks.avro.Coordinates;
import io.proofworks.avro.JournalEntry;
import io.proofworks.market.audit.JournalForgery.Plan;
import io.proofworks.market.audit.JournalForgery.Planning;
import io.proofworks.runtime.FormatSerdes;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.sharding.domain.Choices;
import io.proofworks.sharding.domain.Effect;
import io.proofworks.sharding.domain.Pulse;
import io.proofworks.sharding.domain.ScheduleEvent;
import io.proofworks.sharding.processor.Names;
import io.proofworks.sharding.processor.Scheduled;
import io.proofworks.sharding.processor.ShardingFormats;
import io.proofworks.topics.Journals;
import io.proofworks.topics.Partitions;
import io.proofworks.topics.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.serialization.Serde;

/** What somebody does to a journal of sharding who holds its keys. */
final class SchedulingForgery {

  private static final Serde<Scheduled> ENTRIES = FormatSerdes.of(ShardingFormats.SCHEDULED);
  private static final String NOBODY = "0x" + "0".repeat(39) + "1";

  private SchedulingForgery() {}

  /** What an entry of the schedule has. */
  static Optional<Scheduled> said(JournalEntry entry) {
    ByteBuffer internal = entry.getInternalInput();
    if (internal == null || !entry.getJournal().startsWith(Journals.SCHEDULE)) {
      return Optional.empty();
    }
    byte[] bytes = new byte[internal.remaining()];
    internal.duplicate().get(bytes);
    return Optional.of(ENTRIES.deserializer().deserialize("", bytes));
  }

  static Predicate<JournalEntry> hears(Class<? extends ScheduleEvent> type) {
    return entry -> said(entry).filter(said -> type.isInstance(said.heard())).isPresent();
  }

  private static boolean chooses(JournalEntry entry) {
    return said(entry).filter(said -> !said.choices().given().isEmpty()).isPresent();
  }

  /** How a message to the schedule is named. */
  static Optional<String> nameOf(JournalEntry entry) {
    return said(entry).map(said -> Names.SCHEDULE_TOPIC + "-" + entry.getInput().getPartition());
  }

  /** What it chose is gone, and the assignments with it: their tasks took them in. */
  static Optional<Plan> leaveOutAChoice(String journal, List<JournalEntry> entries) {
    int at =
        JournalForgery.last(
            entries,
            entry ->
                chooses(entry)
                    && !hears(ScheduleEvent.TasksPublished.class).test(entry)
                    && !hears(ScheduleEvent.Judged.class).test(entry));
    if (at < 0) {
      return Optional.empty();
    }
    List<String> names = new ArrayList<>(List.of(journal));
    said(entries.get(at))
        .orElseThrow()
        .choices()
        .given()
        .forEach(given ->
            names.add(
                Topics.ASSIGNMENTS.name()
                    + "-"
                    + Partitions.of(given.taskId(), Topics.PARTITIONS)));
    List<JournalEntry> rest = new ArrayList<>(entries);
    rest.remove(at);
    return Optional.of(new Plan(journal, rest, names));
  }

  static Optional<Plan> assignToNobody(String journal, List<JournalEntry> entries) {
    return given(
        journal,
        entries,
        given ->
            new Choices.Given(
                given.taskId(),
                List.of(new Effect.Holder(NOBODY, given.holders().getFirst().score())),
                given.reward()));
  }

  static Optional<Plan> assignForMore(String journal, List<JournalEntry> entries) {
    return given(
        journal,
        entries,
        given ->
            new Choices.Given(given.taskId(), given.holders(), given.reward() + 1_000_000_000));
  }

  private static Optional<Plan> given(
      String journal, List<JournalEntry> entries, UnaryOperator<Choices.Given> change) {
    int at = JournalForgery.last(entries, SchedulingForgery::chooses);
    if (at < 0) {
      return Optional.empty();
    }
    Scheduled said = said(entries.get(at)).orElseThrow();
    List<Choices.Given> given = new ArrayList<>(said.choices().given());
    given.set(0, change.apply(given.getFirst()));
    List<JournalEntry> other = new ArrayList<>(entries);
    Coordinates place = entries.get(at).getInput();
    other.set(
        at,
        entry(
            entries.get(at),
            place.getOffset(),
            new Scheduled(said.heard(), new Choices(said.choices().spent(), given))));
    return JournalForgery.changed(journal, other, at);
  }

  /** As if nobody were there to take a task, which then fails with its batch. */
  static Optional<Plan> giveUpATask(String journal, List<JournalEntry> entries) {
    int at = JournalForgery.last(entries, SchedulingForgery::chooses);
    return at < 0
        ? Optional.empty()
        : inserted(
            journal,
            entries,
            at,
            time -> new ScheduleEvent.Ticked(time),
            new Choices(
                List.of(said(entries.get(at)).orElseThrow().choices().given().getFirst().taskId()),
                List.of()));
  }

  static Optional<Plan> inventADecline(String journal, List<JournalEntry> entries) {
    int at = JournalForgery.last(entries, SchedulingForgery::chooses);
    if (at < 0) {
      return Optional.empty();
    }
    Choices.Given given = said(entries.get(at)).orElseThrow().choices().given().getFirst();
    String holder = given.holders().getFirst().proverId();
    return inserted(
        journal,
        entries,
        at,
        time ->
            new ScheduleEvent.HeartbeatChecked(
                time,
                new Pulse(
                    holder, time, 1, 0, false, List.of(new Pulse.GivenBack(given.taskId(), 1)))),
        Choices.NONE);
  }

  /** As if a batch had its receipt, so that nobody needs to prove its tasks. */
  static Optional<Plan> inventAnEnd(String journal, List<JournalEntry> entries) {
    int at = JournalForgery.last(entries, hears(ScheduleEvent.TasksPublished.class));
    if (at < 0
        || !(said(entries.get(at)).orElseThrow().heard()
            instanceof ScheduleEvent.TasksPublished published)) {
      return Optional.empty();
    }
    return inserted(
        journal,
        entries,
        at,
        time -> new ScheduleEvent.BatchEnded(time, List.of(published.tasks().getFirst().taskId())),
        Choices.NONE);
  }

  /** As if a prover had taken longer for its proof than it did. */
  static Optional<Plan> dateACommitLater(String journal, List<JournalEntry> entries) {
    int at = JournalForgery.last(entries, SchedulingForgery::datesACommit);
    if (at < 0) {
      return Optional.empty();
    }
    Scheduled said = said(entries.get(at)).orElseThrow();
    ScheduleEvent.Judged was = (ScheduleEvent.Judged) said.heard();
    ScheduleEvent.Judged later =
        new ScheduleEvent.Judged(
            was.at(),
            was.taskId(),
            was.epoch(),
            was.kind(),
            was.reason(),
            was.author(),
            was.state(),
            was.committedAt() + 1);
    List<JournalEntry> other = new ArrayList<>(entries);
    long offset = entries.get(at).getInput().getOffset();
    other.set(at, entry(entries.get(at), offset, new Scheduled(later, said.choices())));
    return JournalForgery.changed(journal, other, at);
  }

  private static boolean datesACommit(JournalEntry entry) {
    return said(entry)
        .filter(
            said -> said.heard() instanceof ScheduleEvent.Judged judged && judged.committedAt() > 0)
        .isPresent();
  }

  private interface Event {
    ScheduleEvent at(long time);
  }

  /** One more entry, after another and at its time. */
  private static Optional<Plan> inserted(
      String journal, List<JournalEntry> entries, int after, Event event, Choices choices) {
    JournalEntry like = entries.get(after);
    Scheduled said = new Scheduled(event.at(like.getInput().getTime()), choices);
    List<JournalEntry> more = new ArrayList<>(entries);
    more.add(after + 1, entry(like, like.getInput().getOffset() + 1, said));
    return JournalForgery.changed(journal, more, after + 1);
  }

  private static JournalEntry entry(JournalEntry like, long offset, Scheduled said) {
    byte[] bytes = ENTRIES.serializer().serialize("", said);
    Coordinates at = like.getInput();
    return JournalEntry.newBuilder(like)
        .setInput(new Coordinates(at.getTopic(), at.getPartition(), offset, at.getTime()))
        .setInputDigest(InboundRecord.digest(market(), bytes).hex())
        .setInternalInput(ByteBuffer.wrap(bytes))
        .setClocks(new HashMap<>(like.getClocks()))
        .build();
  }

  /** The key of everything that the schedule is told. */
  private static byte[] market() {
    return ForgerTest.market().hex().getBytes(StandardCharsets.UTF_8);
  }

  /** What is executed for whom follows from it. */
  static Optional<Plan> inventMoney(String journal, List<JournalEntry> entries) {
    int at = JournalForgery.last(entries, entry -> entry.getClocks().containsKey(Names.FREE));
    if (at < 0) {
      return Optional.empty();
    }
    Map<String, Long> clocks = new HashMap<>(entries.get(at).getClocks());
    clocks.put(Names.FREE, Long.MAX_VALUE);
    List<JournalEntry> other = new ArrayList<>(entries);
    other.set(at, JournalEntry.newBuilder(entries.get(at)).setClocks(clocks).build());
    return JournalForgery.changed(journal, other, at);
  }

  /** The version before it, so that other terms would have been in force. */
  static Planning byAnotherPolicy() {
    return (journal, entries) -> {
      int at =
          JournalForgery.last(
              entries,
              entry ->
                  SchedulingAudit.isOf(journal)
                      && entry.getClocks().getOrDefault(Topics.POLICIES.name(), 0L) > 0);
      if (at < 0) {
        return Optional.empty();
      }
      Map<String, Long> clocks = new HashMap<>(entries.get(at).getClocks());
      clocks.merge(Topics.POLICIES.name(), -1L, Long::sum);
      List<JournalEntry> other = new ArrayList<>(entries);
      other.set(at, JournalEntry.newBuilder(entries.get(at)).setClocks(clocks).build());
      return JournalForgery.changed(journal, other, at);
    };
  }
}
