package io.proofworks.runtime.journal;

import io.proofworks.avro.JournalEntry;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Keccak;
import io.proofworks.runtime.Coordinates;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The journal's hash chain. With every number big-endian and every text as u32 length and UTF-8:
 *
 * <pre>
 * previousHash of the first entry = keccak("proofworks/journal/v1" text ‖ domain ‖ journal text)
 * outcomeDigest = keccak(texts of what followed, in order)
 * entryHash = keccak(previousHash ‖ u64 sequence ‖ topic text ‖ u32 partition ‖ u64 offset ‖ u64 time
 *                    ‖ inputDigest ‖ u32 clocks ‖ (topic text ‖ u64 time) by topic ‖ outcomeDigest)
 * </pre>
 *
 * <p>Which texts there are is told in docs/journal.md.
 */
public final class JournalChain {

  private static final String GENESIS = "proofworks/journal/v1";

  /** Where a journal ends so far. */
  public record Head(long sequence, Hash32 hash) {}

  private JournalChain() {}

  /** Before the first entry, which gets sequence 0. */
  public static Head start(Hash32 domain, String journal) {
    return new Head(
        0,
        hash(out -> {
          text(out, GENESIS);
          out.write(domain.bytes());
          text(out, journal);
        }));
  }

  /** The next entry, in the deployment's first market. */
  public static JournalEntry entry(String journal, Head head, Applied<?> step) {
    return entry(Optional.empty(), journal, head, step);
  }

  /**
   * The next entry.
   *
   * @param market empty for the deployment's first
   */
  static JournalEntry entry(Optional<Hash32> market, String journal, Head head, Applied<?> step) {
    Hash32 outcome = outcomeDigest(step.effects());
    Hash32 hash = entryHash(head, step.input(), step.inputDigest(), step.clocks(), outcome);
    return new JournalEntry(
        journal,
        head.sequence(),
        head.hash().hex(),
        hash.hex(),
        coordinates(step.input()),
        step.inputDigest().hex(),
        internal(step.internalInput()),
        new TreeMap<>(step.clocks()),
        outcome.hex(),
        market.map(Hash32::hex).orElse(null));
  }

  /** Where the journal ends after an entry. */
  public static Head after(JournalEntry entry) {
    return new Head(entry.getSequence() + 1, Hash32.parse(entry.getEntryHash()));
  }

  private static @Nullable ByteBuffer internal(byte @Nullable [] bytes) {
    return bytes == null ? null : ByteBuffer.wrap(bytes);
  }

  private static io.proofworks.avro.Coordinates coordinates(Coordinates at) {
    return new io.proofworks.avro.Coordinates(at.topic(), at.partition(), at.offset(), at.time());
  }

  /** Digest of what followed from a step. */
  public static Hash32 outcomeDigest(List<? extends Consequence> effects) {
    return hash(out -> {
      for (Consequence effect : effects) {
        String outcome = effect.outcome();
        if (!outcome.isEmpty()) {
          text(out, outcome);
        }
      }
    });
  }

  /** Hash of an entry over all of its fields. */
  public static Hash32 entryHash(
      Head head,
      Coordinates input,
      Hash32 inputDigest,
      Map<String, Long> clocks,
      Hash32 outcomeDigest) {
    return hash(out -> {
      out.write(head.hash().bytes());
      out.writeLong(head.sequence());
      text(out, input.topic());
      out.writeInt(input.partition());
      out.writeLong(input.offset());
      out.writeLong(input.time());
      out.write(inputDigest.bytes());
      out.writeInt(clocks.size());
      for (Map.Entry<String, Long> clock : new TreeMap<>(clocks).entrySet()) {
        text(out, clock.getKey());
        out.writeLong(clock.getValue());
      }
      out.write(outcomeDigest.bytes());
    });
  }

  private interface Writing {
    void to(DataOutputStream out) throws IOException;
  }

  private static Hash32 hash(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      writing.to(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return Keccak.hash(bytes.toByteArray());
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }
}
