package io.proofworks.sharding.processor;

import io.proofworks.avro.TaskClosed;
import io.proofworks.avro.TaskRecord;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.FormatSerdes;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.Applied;
import io.proofworks.sharding.domain.Change;
import io.proofworks.sharding.domain.Decision;
import io.proofworks.sharding.domain.Effect;
import io.proofworks.sharding.domain.MarketBook;
import io.proofworks.sharding.domain.MarketPolicy;
import io.proofworks.sharding.domain.Repetition;
import io.proofworks.sharding.domain.ScheduleEvent;
import io.proofworks.sharding.domain.Scheduler;
import io.proofworks.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** The schedule of one market: hears, decides, and tells; or does so again by its journal. */
final class SchedulePartition {

  static final Serde<Scheduled> ENTRIES = FormatSerdes.of(ShardingFormats.SCHEDULED);

  private final Systems systems;
  private final MarketBook book;
  private final Consumer<List<Change>> saved;
  private final Outbox outbox;

  /**
   * @param saved gets each decision's steps once the book has taken them
   * @param forward hands a record to the sink of that name
   */
  SchedulePartition(
      Systems systems,
      MarketBook book,
      Consumer<List<Change>> saved,
      BiConsumer<Record<byte[], byte[]>, String> forward) {
    this.systems = systems;
    this.book = book;
    this.saved = saved;
    this.outbox = new Outbox(Names.SCHEDULE, systems, forward);
  }

  MarketBook book() {
    return book;
  }

  /**
   * Takes an event.
   *
   * @param at where it stands
   * @return what was applied; empty when nothing of it is about a task
   */
  Optional<Applied<Outcome>> receive(
      Coordinates at, ScheduleEvent event, @Nullable MarketPolicy policy) {
    Decision decision = Scheduler.decide(book, event, policy);
    take(decision);
    return Scheduled.of(event, decision).map(entry -> applied(at, entry, policy));
  }

  /**
   * The same again, as an entry says it.
   *
   * @param now where its clock stood
   * @throws IllegalArgumentException if the rules do not allow it
   */
  Applied<Outcome> repeat(
      Coordinates at, long now, Scheduled entry, @Nullable MarketPolicy policy) {
    take(Repetition.of(book, now, entry.heard(), entry.choices(), policy));
    return applied(at, entry, policy);
  }

  private void take(Decision decision) {
    book.apply(decision.changes());
    saved.accept(decision.changes());
    outbox.run(() -> decision.effects().forEach(effect -> tell(effect, book.now())));
  }

  private Applied<Outcome> applied(Coordinates at, Scheduled entry, @Nullable MarketPolicy policy) {
    byte[] bytes = ENTRIES.serializer().serialize("", entry);
    byte[] key = systems.market().getBytes(StandardCharsets.UTF_8);
    return new Applied<>(
        at,
        InboundRecord.digest(key, bytes),
        bytes,
        Map.of(
            Names.SCHEDULE_TOPIC,
            book.now(),
            Topics.POLICIES.name(),
            policy == null ? 0L : policy.version()),
        outbox.outcomes(),
        false);
  }

  private void tell(Effect effect, long now) {
    switch (effect) {
      case Effect.Assign assign ->
          outbox.publish(
              Topics.ASSIGNMENTS,
              assign.taskId(),
              AvroAssignments.of(assign, systems.market()),
              now);
      case Effect.GiveBack back ->
          outbox.publish(
              Topics.ASSIGNMENTS, back.taskId(), AvroAssignments.of(back, systems.market()), now);
      case Effect.Adopt adopt ->
          outbox.publish(
              Topics.ASSIGNMENTS,
              adopt.taskId(),
              AvroAssignments.of(adopt, systems.market(), now),
              now);
      case Effect.Close close -> outbox.publish(Topics.TASKS, close.taskId(), closed(close), now);
    }
  }

  private TaskRecord closed(Effect.Close close) {
    TaskClosed event =
        new TaskClosed(close.batchId(), close.state().name(), close.cause(), close.awaitsVerdict());
    return new TaskRecord(systems.market(), close.taskId(), event);
  }
}
