package io.proofworks.aggregation.processor;

import io.proofworks.aggregation.domain.Input;
import io.proofworks.aggregation.domain.MarketEvent;
import io.proofworks.avro.JournalEntry;
import io.proofworks.operations.Meters;
import io.proofworks.proofs.external.ExternalServiceException;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.Applied;
import io.proofworks.runtime.journal.Consequence;
import io.proofworks.runtime.journal.Difference;
import io.proofworks.runtime.journal.Message;
import io.proofworks.runtime.journal.Replay;
import io.proofworks.serde.MarketSerdes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;

/** Replays one journal of aggregation through the code that wrote it. */
public final class AggregationReplay {

  /**
   * By what a market is replayed.
   *
   * @param partitions of every topic of the market
   * @param serdes that its records are read with
   * @param written that what follows is measured with: it has to fit its topics
   * @param verifiers the proof systems of the market
   * @param schemes its aggregation schemes
   */
  public record Scope(
      Hash32 domain,
      int partitions,
      MarketSerdes serdes,
      MarketSerdes written,
      VerifierRegistry verifiers,
      Schemes schemes) {}

  private final String journal;
  private final List<AggregationReport.Derived> derived = new ArrayList<>();
  private final List<Message> taken = new ArrayList<>();
  private final List<AggregationReport.Seen> seen = new ArrayList<>();
  private final List<Difference> differences = new ArrayList<>();
  private final ReplayedLeases leases;
  private LongPredicate owes = until -> false;

  private AggregationReplay(String journal) {
    this.journal = journal;
    this.leases = new ReplayedLeases(journal);
  }

  /**
   * Replays the entries of one journal, all of them, in order.
   *
   * @param journal {@code aggregation-N}
   * @throws ExternalServiceException when a proof system gives no verdict
   */
  public static AggregationReport run(
      String journal, List<JournalEntry> entries, Scope scope, Replay.Lookup lookup) {
    AggregationReplay replay = new AggregationReplay(journal);
    replay.run(entries, scope, lookup);
    return new AggregationReport(
        journal,
        entries.size(),
        replay.derived,
        replay.taken,
        replay.seen,
        replay.leases.all(),
        replay.owes,
        replay.differences);
  }

  private void run(List<JournalEntry> entries, Scope scope, Replay.Lookup lookup) {
    Systems systems =
        new Systems(scope.verifiers(), scope.schemes(), scope.written(), Meters.unread());
    BatchPartition partition =
        new BatchPartition(BatchStores.inMemory(), scope.domain(), systems, (record, sink) -> {});
    Intakes intakes = new Intakes(partition, scope.serdes(), scope.domain(), scope.partitions());
    ReplayedBatches side = new ReplayedBatches(partition, intakes);
    Replay replay =
        new Replay(journal, scope.domain(), side, lookup, this::applied, differences::add);
    for (JournalEntry entry : entries) {
      if (!replay.take(entry)) {
        return;
      }
    }
    owes = side::owes;
  }

  private void applied(Replay.Step step) {
    JournalEntry entry = step.entry();
    long time = entry.getInput().getTime();
    if (entry.getInternalInput() != null && !entry.getClocks().containsKey(Applied.DEADLINES)) {
      told(entry, step.input());
    }
    for (Consequence consequence : step.consequences()) {
      if (consequence instanceof Outcome outcome) {
        derived.add(new AggregationReport.Derived(entry.getSequence(), time, outcome));
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
      seen.add(new AggregationReport.Seen(entry.getSequence(), time, event.get()));
    } else if (!topic.equals(InternalTopics.TURNS) || !isOfTheDesk(input)) {
      taken.add(message(entry, input, topic));
    }
  }

  private static boolean isOfTheDesk(InboundRecord input) {
    return ReplayedBatches.input(input.value())
        .filter(told -> told instanceof Input.Granted || told instanceof Input.Delayed)
        .isPresent();
  }

  private Message message(JournalEntry entry, InboundRecord input, String topic) {
    return new Message(
        journal,
        entry.getSequence(),
        entry.getInput().getTime(),
        topic,
        entry.getInput().getPartition(),
        RelayedMessages.digest(input.value()),
        input.key().orElse(""));
  }
}
