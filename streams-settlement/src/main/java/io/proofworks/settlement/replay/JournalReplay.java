package io.proofworks.settlement.replay;

import io.proofworks.avro.JournalEntry;
import io.proofworks.proofs.external.ExternalServiceException;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.Applied;
import io.proofworks.runtime.journal.Consequence;
import io.proofworks.runtime.journal.Difference;
import io.proofworks.runtime.journal.Message;
import io.proofworks.runtime.journal.Replay;
import io.proofworks.runtime.journal.ReplayListener;
import io.proofworks.runtime.journal.Replayed;
import io.proofworks.runtime.state.EmptyStores;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.settlement.checks.ProofChecks;
import io.proofworks.settlement.records.Intake;
import io.proofworks.settlement.state.Errand;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Replays one journal of settlement through the engines that wrote it. */
public final class JournalReplay {

  /** Fetches an input by its coordinates (topic, partition, offset; not its time). */
  @FunctionalInterface
  public interface InputLookup {
    Optional<Input> find(Coordinates at);
  }

  /** Key and value as they stand in the log. */
  public record Input(byte @Nullable [] key, byte @Nullable [] value) {}

  /**
   * By what a market is replayed.
   *
   * @param deployment the domain by which its tickers sign
   * @param partitions of every topic of the market
   * @param proofs as the market's applications were started with
   */
  public record Scope(
      Hash32 domain, Hash32 deployment, int partitions, MarketSerdes serdes, ProofChecks proofs) {

    Digests digests() {
      return new Digests(domain, deployment);
    }
  }

  /** Something that follows from an entry. */
  public record Derived(long sequence, Consequence consequence) {}

  private final String journal;
  private final Scope scope;
  private final ReplayListener<Derived> listener;

  private JournalReplay(String journal, Scope scope, ReplayListener<Derived> listener) {
    this.journal = journal;
    this.scope = scope;
    this.listener = listener;
  }

  /**
   * Replays the entries of one journal, all of them, in order.
   *
   * @param journal {@code task-N}, {@code account-N}, {@code batch-N} or {@code policy-N}
   * @param entries gone through once
   * @param stores for what the side knows
   * @throws ExternalServiceException when a proof system gives no verdict
   */
  public static Replayed run(
      String journal,
      Iterable<JournalEntry> entries,
      Scope scope,
      InputLookup lookup,
      EmptyStores stores,
      ReplayListener<Derived> listener) {
    JournalReplay replay = new JournalReplay(journal, scope, listener);
    Optional<Replay.Side> side = ReplayedSides.of(journal, scope, stores);
    if (side.isEmpty()) {
      replay.isUnknown();
    }
    return side.map(of -> replay.run(entries, of, lookup))
        .orElseGet(() -> new Replayed(journal, Replay.count(entries), until -> false));
  }

  private Replayed run(Iterable<JournalEntry> entries, Replay.Side side, InputLookup lookup) {
    Replay replay =
        new Replay(
            journal,
            scope.domain(),
            side,
            at -> lookup.find(at).map(found -> InboundRecord.of(at, found.key(), found.value())),
            this::applied,
            listener::differs);
    return replay.run(entries, until -> ReplayedSides.owes(side, until));
  }

  private void isUnknown() {
    listener.differs(
        new Difference(
            Difference.Kind.UNKNOWN_JOURNAL, journal, -1, "", journal + " is of no side"));
  }

  private void applied(Replay.Step step) {
    JournalEntry entry = step.entry();
    ByteBuffer internal = entry.getInternalInput();
    if (internal != null && !entry.getClocks().containsKey(Applied.DEADLINES)) {
      Coordinates at = Replay.at(entry);
      Errand errand = Errand.read(at.topic(), Intake.bytes(internal));
      listener.taken(message(entry, errand, at.topic(), at.partition()));
    }
    for (Consequence consequence : step.consequences()) {
      listener.told(new Derived(entry.getSequence(), consequence));
      for (Errand errand : Errand.of(consequence)) {
        errand
            .partitions(scope.partitions())
            .forEach(p -> listener.sent(message(entry, errand, errand.topic(), p)));
      }
    }
  }

  private Message message(JournalEntry entry, Errand errand, String topic, int partition) {
    return new Message(
        journal,
        entry.getSequence(),
        entry.getInput().getTime(),
        topic,
        partition,
        errand.digest(),
        errand.message().recordKey());
  }
}
