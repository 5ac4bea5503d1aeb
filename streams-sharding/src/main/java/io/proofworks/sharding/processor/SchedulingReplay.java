package io.proofworks.sharding.processor;

import io.proofworks.avro.JournalEntry;
import io.proofworks.operations.Meters;
import io.proofworks.proofs.external.ExternalServiceException;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.FormatSerdes;
import io.proofworks.runtime.journal.Consequence;
import io.proofworks.runtime.journal.Difference;
import io.proofworks.runtime.journal.Message;
import io.proofworks.runtime.journal.Replay;
import io.proofworks.runtime.journal.ReplayListener;
import io.proofworks.runtime.journal.Replayed;
import io.proofworks.runtime.state.EmptyStores;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.sharding.domain.Choices;
import io.proofworks.sharding.domain.Effect;
import io.proofworks.sharding.domain.MarketBook;
import io.proofworks.sharding.domain.ProvenStatements;
import io.proofworks.sharding.domain.ScheduleEvent;
import io.proofworks.topics.Journals;
import io.proofworks.topics.Topics;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Replays one journal of sharding through the code that wrote it. */
public final class SchedulingReplay {

  /**
   * By what a market is replayed.
   *
   * @param partitions of every topic of the market
   * @param serdes that its records are read with
   * @param written that what follows is measured with: it has to fit its topics
   * @param verifiers the proof systems of the market
   * @param policies which were in force
   */
  public record Scope(
      Hash32 domain,
      int partitions,
      MarketSerdes serdes,
      MarketSerdes written,
      VerifierRegistry verifiers,
      PolicyHistory policies) {

    /** What the schedule is told. */
    public ScheduleMessages messages() {
      return new ScheduleMessages(domain, partitions, serdes, policies);
    }

    Systems systems() {
      return new Systems(domain, partitions, serdes, written, () -> verifiers, Meters.unread());
    }
  }

  private final String journal;
  private final Scope scope;
  private final ScheduleMessages messages;
  private final EmptyStores stores;
  private final MarketBook book;
  private final ReplayListener<SchedulingFact> listener;

  private SchedulingReplay(
      String journal, Scope scope, EmptyStores stores, ReplayListener<SchedulingFact> listener) {
    this.journal = journal;
    this.scope = scope;
    this.messages = scope.messages();
    this.stores = stores;
    StateMap<ProvenStatements.Proven> statements =
        new StateMap<>(
            stores.next(), Names.BOOK_STATEMENTS, FormatSerdes.of(ShardingFormats.PROVEN));
    this.book = new MarketBook(scope.domain().hex(), BookStore.proven(statements), prover -> 0);
    this.listener = listener;
  }

  /** Whether a journal of that name is sharding's. */
  public static boolean keeps(String journal) {
    return journal.startsWith(Journals.REQUEST) || journal.startsWith(Journals.SCHEDULE);
  }

  /**
   * Replays the entries of one journal, all of them, in order.
   *
   * @param journal {@code request-N} or {@code schedule-N}
   * @param entries gone through once
   * @param stores for what a partition knows
   * @throws ExternalServiceException when a proof system gives no verdict
   */
  public static Replayed run(
      String journal,
      Iterable<JournalEntry> entries,
      Scope scope,
      Replay.Lookup lookup,
      EmptyStores stores,
      ReplayListener<SchedulingFact> listener) {
    return new SchedulingReplay(journal, scope, stores, listener).run(entries, lookup);
  }

  private Replayed run(Iterable<JournalEntry> entries, Replay.Lookup lookup) {
    Systems systems = scope.systems();
    if (journal.startsWith(Journals.SCHEDULE)) {
      SchedulePartition partition =
          new SchedulePartition(systems, book, changes -> {}, (record, sink) -> {});
      ReplayedSchedule side = new ReplayedSchedule(partition, scope.policies(), systems.market());
      return replay(side, lookup).run(entries, book::owes);
    }
    RequestPartition partition =
        new RequestPartition(RequestStores.of(stores), systems, (record, sink) -> {});
    return replay(new ReplayedRequests(partition, scope.policies()), lookup)
        .run(entries, partition::owes);
  }

  private Replay replay(Replay.Side side, Replay.Lookup lookup) {
    return new Replay(journal, scope.domain(), side, lookup, this::applied, listener::differs);
  }

  private void applied(Replay.Step step) {
    JournalEntry entry = step.entry();
    long time = entry.getClocks().getOrDefault(Names.SCHEDULE_TOPIC, entry.getInput().getTime());
    for (Consequence consequence : step.consequences()) {
      switch (consequence) {
        case Outcome.Told(ScheduleEvent event) ->
            listener.sent(messages.message(journal, entry.getSequence(), event));
        case Outcome outcome ->
            listener.told(new SchedulingFact.Derived(entry.getSequence(), time, outcome));
        default -> throw new IllegalStateException("no outcome of sharding: " + consequence);
      }
    }
    said(entry)
        .ifPresent(said -> {
          heard(entry, said.heard());
          note(entry, time, said.choices());
        });
  }

  private static Optional<Scheduled> said(JournalEntry entry) {
    return entry.getInternalInput() == null
        ? Optional.empty()
        : ReplayedSchedule.read(AvroPolicies.bytes(entry.getInternalInput()));
  }

  private void heard(JournalEntry entry, @Nullable ScheduleEvent heard) {
    switch (heard) {
      case ScheduleEvent.TasksPublished told -> take(entry, told);
      case ScheduleEvent.BatchEnded told -> take(entry, told);
      case ScheduleEvent.Judged told -> take(entry, told);
      case ScheduleEvent.HeartbeatChecked told ->
          listener.told(new SchedulingFact.Beat(entry.getSequence(), told));
      case ScheduleEvent.Ticked told -> {}
      case ScheduleEvent.HeartbeatsRead told -> ofProvers(entry);
      case ScheduleEvent.StandingChanged told -> ofProvers(entry);
      case null -> {}
    }
  }

  private void ofProvers(JournalEntry entry) {
    listener.differs(
        new Difference(
            Difference.Kind.INVENTED_MESSAGE,
            journal,
            entry.getSequence(),
            "",
            "what became of a prover is no matter of the schedule's journal"));
  }

  private void take(JournalEntry entry, ScheduleEvent event) {
    Message said = messages.message(journal, entry.getSequence(), event);
    listener.taken(
        new Message(
            said.journal(),
            said.sequence(),
            said.time(),
            said.topic(),
            entry.getInput().getPartition(),
            said.digest(),
            said.key()));
  }

  /** Who has the last of several that were given at once has those before it as well. */
  private void note(JournalEntry entry, long time, Choices choices) {
    long policy = entry.getClocks().getOrDefault(Topics.POLICIES.name(), 0L);
    for (Choices.Given given : choices.given()) {
      book.task(given.taskId())
          .ifPresent(task ->
              given
                  .holders()
                  .forEach(holder ->
                      listener.told(
                          new SchedulingFact.Chosen(
                              entry.getSequence(),
                              time,
                              policy,
                              task.offer(),
                              holder,
                              given.reward(),
                              heldBeside(holder)))));
    }
    for (String id : choices.spent()) {
      book.task(id)
          .ifPresent(task ->
              listener.told(
                  new SchedulingFact.GivenUp(
                      entry.getSequence(), time, policy, task.offer(), task.holders().keySet())));
    }
  }

  private int heldBeside(Effect.Holder holder) {
    return book.prover(holder.proverId()).map(prover -> prover.holding().size() - 1).orElse(0);
  }
}
