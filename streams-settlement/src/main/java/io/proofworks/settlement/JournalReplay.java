package io.proofworks.settlement;

import io.proofworks.avro.JournalEntry;
import io.proofworks.proofs.external.ExternalServiceException;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.LogClosures;
import io.proofworks.runtime.Cbor;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.Applied;
import io.proofworks.runtime.journal.Consequence;
import io.proofworks.runtime.journal.JournalChain;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.settlement.ReplayReport.Difference;
import io.proofworks.settlement.ReplayReport.Kind;
import io.proofworks.settlement.domain.AccountEffect;
import io.proofworks.settlement.domain.AccountRules;
import io.proofworks.settlement.domain.TaskRules;
import io.proofworks.settlement.domain.VerdictIssued;
import io.proofworks.topics.Journals;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * Replays one journal through the engines that wrote it. Nothing of the journal is believed: the
 * chain is recomputed, inputs are fetched from their topics and digested, and what follows from
 * them is decided again.
 */
public final class JournalReplay {

  /** Fetches an input by its coordinates (topic, partition, offset; not its time). */
  @FunctionalInterface
  public interface InputLookup {
    Optional<Input> find(Coordinates at);
  }

  /** Key and value as they stand in the log. */
  public record Input(byte @Nullable [] key, byte @Nullable [] value) {}

  private static final Serde<InternalMessage> MESSAGES = Cbor.serde(InternalMessage.class);

  private final String journal;
  private final InputLookup lookup;
  private final TaskPartition tasks;
  private final AccountPartition accounts;
  private final List<VerdictIssued> verdicts = new ArrayList<>();
  private final List<AccountEffect.Moved> movements = new ArrayList<>();
  private final Map<Address, AccountEffect.StandingChanged> standings = new HashMap<>();
  private final List<Difference> differences = new ArrayList<>();
  private JournalChain.Head head;

  private JournalReplay(
      String journal,
      Hash32 domain,
      int partitions,
      MarketSerdes serdes,
      InputLookup lookup,
      ProofChecks proofs) {
    Digests digests = new Digests(domain);
    this.journal = journal;
    this.lookup = lookup;
    this.head = JournalChain.start(domain, journal);
    this.tasks =
        new TaskPartition(
            new TaskRecords(serdes, digests, partitions),
            TaskStates.inMemory(),
            digests,
            proofs,
            TaskRules.PROTOCOL);
    this.accounts =
        new AccountPartition(
            new AccountRecords(serdes, digests, partitions),
            AccountStates.inMemory(),
            digests,
            AccountRules.PROTOCOL);
  }

  /**
   * Replays the entries of one journal, all of them, in order.
   *
   * @param journal {@code task-N} or {@code account-N}
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
    JournalReplay replay = new JournalReplay(journal, domain, partitions, serdes, lookup, proofs);
    for (JournalEntry entry : entries) {
      if (!replay.step(entry)) {
        break;
      }
    }
    return new ReplayReport(
        domain,
        journal,
        entries.size(),
        replay.verdicts,
        replay.movements,
        replay.standings,
        replay.differences);
  }

  /** Whether a replay can go on after the entry: not without an input. */
  private boolean step(JournalEntry entry) {
    checkChain(entry);
    Optional<InboundRecord> input = input(entry);
    if (input.isEmpty()) {
      return false;
    }
    try {
      compare(entry, apply(entry, input.get()));
      return true;
    } catch (ExternalServiceException e) {
      throw e; // says nothing of the journal
    } catch (RuntimeException e) {
      differ(Kind.NOT_APPLICABLE, entry, coordinates(entry) + ": " + e.getMessage());
      return false;
    }
  }

  private void checkChain(JournalEntry entry) {
    if (!entry.getJournal().equals(journal) || entry.getSequence() != head.sequence()) {
      differ(Kind.BROKEN_CHAIN, entry, "expected " + journal + " " + head.sequence());
    }
    if (!entry.getPreviousHash().equals(head.hash().hex())) {
      differ(Kind.BROKEN_CHAIN, entry, "the entry before has the hash " + head.hash());
    }
    Hash32 hash = hash(entry);
    if (!entry.getEntryHash().equals(hash.hex())) {
      differ(Kind.BROKEN_CHAIN, entry, "the entry's fields have the hash " + hash);
    }
    head = new JournalChain.Head(head.sequence() + 1, hash);
  }

  private Hash32 hash(JournalEntry entry) {
    return JournalChain.entryHash(
        head,
        coordinates(entry),
        Hash32.parse(entry.getInputDigest()),
        entry.getClocks(),
        Hash32.parse(entry.getOutcomeDigest()));
  }

  private static Coordinates coordinates(JournalEntry entry) {
    io.proofworks.avro.Coordinates at = entry.getInput();
    return new Coordinates(at.getTopic(), at.getPartition(), at.getOffset(), at.getTime());
  }

  private Optional<InboundRecord> input(JournalEntry entry) {
    Coordinates at = coordinates(entry);
    if (entry.getInternalInput() != null) {
      return Optional.of(digested(entry, internal(at, Intake.bytes(entry.getInternalInput()))));
    }
    Optional<Input> found = lookup.find(at);
    if (found.isEmpty()) {
      differ(Kind.MISSING_INPUT, entry, "no record at " + at);
      return Optional.empty();
    }
    Input record = found.get();
    return Optional.of(digested(entry, InboundRecord.of(at, record.key(), record.value())));
  }

  /** The key of an internal message follows from it; bytes that are no message have none. */
  private static InboundRecord internal(Coordinates at, byte[] value) {
    try {
      InternalMessage message = MESSAGES.deserializer().deserialize("", value);
      return InboundRecord.of(at, message.recordKey().getBytes(StandardCharsets.UTF_8), value);
    } catch (SerializationException | IllegalArgumentException e) {
      return InboundRecord.of(at, null, value);
    }
  }

  private InboundRecord digested(JournalEntry entry, InboundRecord record) {
    if (!record.digest().hex().equals(entry.getInputDigest())) {
      differ(
          Kind.DIGEST_MISMATCH,
          entry,
          "the record at " + coordinates(entry) + " has the digest " + record.digest());
    }
    return record;
  }

  private Optional<Applied<?>> apply(JournalEntry entry, InboundRecord input) {
    boolean internal = entry.getInternalInput() != null;
    if (journal.startsWith(Journals.ACCOUNT)) {
      return Optional.of(internal ? accounts.receiveInternal(input) : accounts.receive(input));
    }
    Long closedSince = entry.getClocks().get(Applied.CLOSED_SINCE);
    if (closedSince != null) {
      Long closedUntil = entry.getClocks().get(Applied.CLOSED_UNTIL);
      if (closedUntil == null || closedUntil <= closedSince) {
        throw new IllegalArgumentException("a closure without an end");
      }
      LogClosures.Interval closed = new LogClosures.Interval(closedSince, closedUntil);
      return Optional.of(tasks.replayClosure(input, closed));
    }
    Long deadlines = entry.getClocks().get(Applied.DEADLINES);
    if (deadlines != null) {
      return tasks.advance(input, deadlines).map(step -> (Applied<?>) step);
    }
    return Optional.of(internal ? tasks.applyInternal(input) : tasks.replay(input));
  }

  private void compare(JournalEntry entry, Optional<Applied<?>> step) {
    List<? extends Consequence> effects = step.isEmpty() ? List.of() : step.get().effects();
    for (Consequence effect : effects) {
      if (effect instanceof VerdictIssued verdict) {
        verdicts.add(verdict);
      } else if (effect instanceof AccountEffect.Moved moved) {
        movements.add(moved);
      } else if (effect instanceof AccountEffect.StandingChanged changed) {
        standings.put(changed.book().account(), changed);
      }
    }
    Hash32 outcome = JournalChain.outcomeDigest(effects);
    if (!outcome.hex().equals(entry.getOutcomeDigest())) {
      differ(
          Kind.DIFFERENT_OUTCOME,
          entry,
          "from " + coordinates(entry) + " follows the outcome " + outcome);
    }
  }

  private void differ(Kind kind, JournalEntry entry, String detail) {
    differences.add(new Difference(kind, journal, entry.getSequence(), "", detail));
  }
}
