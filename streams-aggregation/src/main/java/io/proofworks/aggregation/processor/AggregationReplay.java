package io.proofworks.aggregation.processor;

import io.proofworks.aggregation.domain.Input;
import io.proofworks.aggregation.domain.MarketEvent;
import io.proofworks.avro.JournalEntry;
import io.proofworks.operations.Meters;
import io.proofworks.proofs.external.ExternalServiceException;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.Applied;
import io.proofworks.runtime.journal.Consequence;
import io.proofworks.runtime.journal.Message;
import io.proofworks.runtime.journal.Replay;
import io.proofworks.runtime.journal.ReplayListener;
import io.proofworks.runtime.journal.Replayed;
import io.proofworks.runtime.state.EmptyStores;
import io.proofworks.serde.MarketSerdes;
import java.util.Optional;

/** Replays one journal of aggregation through the code that wrote it. */
public final class AggregationReplay {

  /**
   * By what a market is replayed.
   *
   * @param deployment the domain by which its tickers sign
   * @param partitions of every topic of the market
   * @param serdes that its records are read with
   * @param written that what follows is measured with: it has to fit its topics
   * @param verifiers the proof systems of the market
   * @param schemes its aggregation schemes
   */
  public record Scope(
      Hash32 domain,
      Hash32 deployment,
      int partitions,
      MarketSerdes serdes,
      MarketSerdes written,
      VerifierRegistry verifiers,
      Schemes schemes) {

    /** Its ids and bindings. */
    public Digests digests() {
      return new Digests(domain, deployment);
    }
  }

  private final String journal;
  private final ReplayListener<AggregationFact> listener;
  private final ReplayedLeases leases;

  private AggregationReplay(String journal, ReplayListener<AggregationFact> listener) {
    this.journal = journal;
    this.listener = listener;
    this.leases = new ReplayedLeases(journal, listener::told);
  }

  /**
   * Replays the entries of one journal, all of them, in order.
   *
   * @param journal {@code aggregation-N}
   * @param entries gone through once
   * @param stores for what the partition knows
   * @throws ExternalServiceException when a proof system gives no verdict
   */
  public static Replayed run(
      String journal,
      Iterable<JournalEntry> entries,
      Scope scope,
      Replay.Lookup lookup,
      EmptyStores stores,
      ReplayListener<AggregationFact> listener) {
    AggregationReplay replay = new AggregationReplay(journal, listener);
    Replayed replayed = replay.run(entries, scope, lookup, stores);
    replay.leases.conclude();
    return replayed;
  }

  private Replayed run(
      Iterable<JournalEntry> entries, Scope scope, Replay.Lookup lookup, EmptyStores stores) {
    Systems systems =
        new Systems(scope.verifiers(), scope.schemes(), scope.written(), Meters.unread());
    BatchPartition partition =
        new BatchPartition(BatchStores.of(stores), scope.digests(), systems, (record, sink) -> {});
    Intakes intakes = new Intakes(partition, scope.serdes(), scope.domain(), scope.partitions());
    ReplayedBatches side = new ReplayedBatches(partition, intakes);
    return new Replay(journal, scope.domain(), side, lookup, this::applied, listener::differs)
        .run(entries, side::owes);
  }

  private void applied(Replay.Step step) {
    JournalEntry entry = step.entry();
    long time = entry.getInput().getTime();
    if (entry.getInternalInput() != null && !entry.getClocks().containsKey(Applied.DEADLINES)) {
      told(entry, step.input());
    }
    for (Consequence consequence : step.consequences()) {
      if (consequence instanceof Outcome outcome) {
        listener.told(new AggregationFact.Derived(entry.getSequence(), time, outcome));
        leases.take(entry.getSequence(), time, outcome);
      }
    }
  }

  /** What the desk says is its own word; all else follows from records. */
  private void told(JournalEntry entry, InboundRecord input) {
    String topic = Intakes.internal(input.coordinates().topic()).orElse("");
    Optional<MarketEvent> event =
        topic.equals(InternalTopics.DIRECTORY)
            ? ReplayedBatches.event(input.value())
            : Optional.empty();
    if (event.isPresent() && !(event.get() instanceof MarketEvent.PolicyPublished)) {
      long time = entry.getInput().getTime();
      listener.told(new AggregationFact.Seen(entry.getSequence(), time, event.get()));
    } else if (!topic.equals(InternalTopics.TURNS) || !isOfTheDesk(input)) {
      listener.taken(message(entry, input, topic));
    }
  }

  private static boolean isOfTheDesk(InboundRecord input) {
    return ReplayedBatches.input(input.value())
        .filter(told -> told instanceof Input.Granted || told instanceof Input.Delayed)
        .isPresent();
  }

  /** Compared with what follows from records today, whatever version of the format wrote it. */
  private Message message(JournalEntry entry, InboundRecord input, String topic) {
    return new Message(
        journal,
        entry.getSequence(),
        entry.getInput().getTime(),
        topic,
        entry.getInput().getPartition(),
        RelayedMessages.digest(ReplayedBatches.rewritten(input.value())),
        input.key().orElse(""));
  }
}
