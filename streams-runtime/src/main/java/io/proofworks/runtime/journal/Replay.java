package io.proofworks.runtime.journal;

import io.proofworks.avro.JournalEntry;
import io.proofworks.proofs.external.ExternalServiceException;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.UnknownRulesException;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.InboundRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Replays one journal. Nothing of it is believed: the chain is recomputed, inputs are fetched from
 * their topics and digested, and what follows from them is decided again by the side whose journal
 * it is.
 */
public final class Replay {

  /** One partition of a side, as its journal tells of it. */
  public interface Side {

    /**
     * Applies an entry's input; empty when nothing came of it.
     *
     * @throws RuntimeException when it cannot have been applied
     */
    Optional<? extends Applied<?>> apply(JournalEntry entry, InboundRecord input);

    /** The key of an internal message, which follows from it; empty for bytes that are none. */
    default Optional<String> keyOf(byte[] internal) {
      return Optional.empty();
    }
  }

  /** Fetches an input by topic, partition and offset; its time is not asked. */
  @FunctionalInterface
  public interface Lookup {
    Optional<InboundRecord> find(Coordinates at);
  }

  /** An entry that was applied again, and what followed, in order. */
  public record Step(
      JournalEntry entry, InboundRecord input, List<? extends Consequence> consequences) {
    public Step {
      consequences = List.copyOf(consequences);
    }
  }

  private final String journal;
  private final Side side;
  private final Lookup lookup;
  private final Consumer<Step> steps;
  private final Consumer<Difference> differences;
  private JournalChain.Head head;

  /**
   * @param steps gets each entry that could be applied
   * @param differences gets what was found
   */
  public Replay(
      String journal,
      Hash32 domain,
      Side side,
      Lookup lookup,
      Consumer<Step> steps,
      Consumer<Difference> differences) {
    this.journal = journal;
    this.side = side;
    this.lookup = lookup;
    this.steps = steps;
    this.differences = differences;
    this.head = JournalChain.start(domain, journal);
  }

  /**
   * Takes all entries, in order, as far as it can go on.
   *
   * @param owes of a side that has applied all of them
   * @throws ExternalServiceException when a proof system gives no verdict
   * @throws UnknownRulesException when it goes by rules that this build does not know
   */
  public Replayed run(Iterable<JournalEntry> entries, LongPredicate owes) {
    long read = 0;
    boolean goesOn = true;
    for (JournalEntry entry : entries) {
      read++;
      goesOn = goesOn && take(entry);
    }
    return new Replayed(journal, read, goesOn ? owes : until -> false);
  }

  /** How many there are, of a journal that nobody can replay. */
  public static long count(Iterable<JournalEntry> entries) {
    long count = 0;
    for (JournalEntry ignored : entries) {
      count++;
    }
    return count;
  }

  /**
   * Takes the next entry.
   *
   * @return whether the replay can go on after it: not without an input
   * @throws ExternalServiceException when a proof system gives no verdict
   * @throws UnknownRulesException when it goes by rules that this build does not know
   */
  private boolean take(JournalEntry entry) {
    checkChain(entry);
    Optional<InboundRecord> input = input(entry);
    if (input.isEmpty()) {
      return false;
    }
    try {
      compare(entry, input.get(), side.apply(entry, input.get()));
      return true;
    } catch (ExternalServiceException e) {
      throw e.about(at(entry) + ", " + Difference.place(journal, entry.getSequence()));
    } catch (UnknownRulesException e) {
      throw e; // says nothing of the journal
    } catch (RuntimeException e) {
      differ(Difference.Kind.NOT_APPLICABLE, entry, at(entry) + ": " + e.getMessage());
      return false;
    }
  }

  private void checkChain(JournalEntry entry) {
    if (!entry.getJournal().equals(journal) || entry.getSequence() != head.sequence()) {
      differ(Difference.Kind.BROKEN_CHAIN, entry, "expected " + journal + " " + head.sequence());
    }
    if (!entry.getPreviousHash().equals(head.hash().hex())) {
      differ(Difference.Kind.BROKEN_CHAIN, entry, "the entry before has the hash " + head.hash());
    }
    Hash32 hash = hash(entry);
    if (!entry.getEntryHash().equals(hash.hex())) {
      differ(Difference.Kind.BROKEN_CHAIN, entry, "the entry's fields have the hash " + hash);
    }
    head = new JournalChain.Head(head.sequence() + 1, hash);
  }

  private Hash32 hash(JournalEntry entry) {
    return JournalChain.entryHash(
        head,
        at(entry),
        Hash32.tryParse(entry.getInputDigest()).orElse(Hash32.ZERO),
        entry.getClocks(),
        Hash32.tryParse(entry.getOutcomeDigest()).orElse(Hash32.ZERO));
  }

  /** Where an entry says that its input stands. */
  public static Coordinates at(JournalEntry entry) {
    io.proofworks.avro.Coordinates at = entry.getInput();
    return new Coordinates(at.getTopic(), at.getPartition(), at.getOffset(), at.getTime());
  }

  private Optional<InboundRecord> input(JournalEntry entry) {
    ByteBuffer internal = entry.getInternalInput();
    if (internal != null) {
      return Optional.of(digested(entry, internal(at(entry), bytes(internal))));
    }
    Optional<InboundRecord> found = lookup.find(at(entry));
    if (found.isEmpty()) {
      differ(Difference.Kind.MISSING_INPUT, entry, "no record at " + at(entry));
    }
    return found.map(record -> digested(entry, record));
  }

  private InboundRecord internal(Coordinates at, byte[] value) {
    byte @Nullable [] key =
        side.keyOf(value).map(text -> text.getBytes(StandardCharsets.UTF_8)).orElse(null);
    return InboundRecord.of(at, key, value);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private InboundRecord digested(JournalEntry entry, InboundRecord record) {
    if (!record.digest().hex().equals(entry.getInputDigest())) {
      differ(
          Difference.Kind.DIGEST_MISMATCH,
          entry,
          "the record at " + at(entry) + " has the digest " + record.digest());
    }
    return record;
  }

  private void compare(
      JournalEntry entry, InboundRecord input, Optional<? extends Applied<?>> applied) {
    List<? extends Consequence> consequences =
        applied.isEmpty() ? List.of() : applied.get().effects();
    steps.accept(new Step(entry, input, consequences));
    Hash32 outcome = JournalChain.outcomeDigest(consequences);
    if (!outcome.hex().equals(entry.getOutcomeDigest())) {
      differ(
          Difference.Kind.DIFFERENT_OUTCOME,
          entry,
          "from " + at(entry) + " follows the outcome " + outcome);
    }
  }

  private void differ(Difference.Kind kind, JournalEntry entry, String detail) {
    differences.accept(new Difference(kind, journal, entry.getSequence(), "", detail));
  }
}
