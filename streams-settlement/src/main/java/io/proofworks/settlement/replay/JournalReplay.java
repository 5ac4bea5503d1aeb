package io.proofworks.settlement.replay;

import io.proofworks.avro.JournalEntry;
import io.proofworks.proofs.external.ExternalServiceException;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.Applied;
import io.proofworks.runtime.journal.Consequence;
import io.proofworks.runtime.journal.Difference;
import io.proofworks.runtime.journal.Message;
import io.proofworks.runtime.journal.Replay;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.settlement.checks.ProofChecks;
import io.proofworks.settlement.records.Intake;
import io.proofworks.settlement.state.Errand;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
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

  private final String journal;
  private final int partitions;
  private final List<Consequence> consequences = new ArrayList<>();
  private final List<Message> sent = new ArrayList<>();
  private final List<Message> taken = new ArrayList<>();
  private final List<Difference> differences = new ArrayList<>();

  private LongPredicate owes = until -> false;

  private JournalReplay(String journal, int partitions) {
    this.journal = journal;
    this.partitions = partitions;
  }

  /**
   * Replays the entries of one journal, all of them, in order.
   *
   * @param journal {@code task-N}, {@code account-N}, {@code batch-N} or {@code policy-N}
   * @param partitions of every topic of the market
   * @param proofs as the market's applications were started with
   * @throws ExternalServiceException when a proof system gives no verdict
   */
  public static ReplayReport run(
      String journal,
      List<JournalEntry> entries,
      Hash32 domain,
      int partitions,
      MarketSerdes serdes,
      InputLookup lookup,
      ProofChecks proofs) {
    JournalReplay replay = new JournalReplay(journal, partitions);
    ReplayedSides.of(journal, domain, partitions, serdes, proofs)
        .ifPresentOrElse(side -> replay.run(entries, domain, side, lookup), replay::isUnknown);
    return new ReplayReport(
        domain,
        journal,
        entries.size(),
        replay.consequences,
        replay.sent,
        replay.taken,
        replay.owes,
        replay.differences);
  }

  private void run(
      List<JournalEntry> entries, Hash32 domain, Replay.Side side, InputLookup lookup) {
    Replay replay =
        new Replay(
            journal,
            domain,
            side,
            at -> lookup.find(at).map(found -> InboundRecord.of(at, found.key(), found.value())),
            this::applied,
            differences::add);
    for (JournalEntry entry : entries) {
      if (!replay.take(entry)) {
        return;
      }
    }
    owes = until -> ReplayedSides.owes(side, until);
  }

  private void isUnknown() {
    differences.add(
        new Difference(
            Difference.Kind.UNKNOWN_JOURNAL, journal, -1, "", journal + " is of no side"));
  }

  private void applied(Replay.Step step) {
    JournalEntry entry = step.entry();
    ByteBuffer internal = entry.getInternalInput();
    if (internal != null && !entry.getClocks().containsKey(Applied.DEADLINES)) {
      Coordinates at = Replay.at(entry);
      Errand errand = Errand.read(at.topic(), Intake.bytes(internal));
      taken.add(message(entry, errand, at.topic(), at.partition()));
    }
    for (Consequence consequence : step.consequences()) {
      consequences.add(consequence);
      for (Errand errand : Errand.of(consequence)) {
        errand
            .partitions(partitions)
            .forEach(p -> sent.add(message(entry, errand, errand.topic(), p)));
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
