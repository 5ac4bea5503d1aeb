package io.proofworks.settlement.records;

import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.Decoder;
import io.proofworks.settlement.domain.Named;
import io.proofworks.settlement.domain.Origin;
import io.proofworks.settlement.domain.VerdictIssued;
import io.proofworks.topics.Partitions;
import io.proofworks.topics.Topic;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The first three checks that every public record meets, in their order: decodable, within size, in
 * the partition its key hashes to.
 *
 * @param partitions of every topic
 */
public record Intake(Digests digests, int partitions) {

  /**
   * Reads a record.
   *
   * @param keyOf what the record's key has to be
   * @param toInput may throw IllegalArgumentException for fields that are out of form
   */
  <A, T> Reading<T> read(
      InboundRecord record,
      VerdictKind kind,
      int maxBytes,
      Decoder<A> decoder,
      Function<A, String> keyOf,
      BiFunction<A, Origin, T> toInput) {
    return switch (decoder.decode(record.value())) {
      case Decoded.Malformed<A>(String detail) -> malformed(record, kind, detail);
      case Decoded.Value<A>(A value) -> {
        if (record.hasOversizedKey()) {
          String detail = "a key of more than " + Topic.MAX_KEY_BYTES + " bytes";
          yield refused(record, kind, Reason.OVERSIZED, detail, false);
        }
        if (record.value().length > maxBytes) {
          String detail = record.value().length + " bytes, at most " + maxBytes;
          yield refused(record, kind, Reason.OVERSIZED, detail, false);
        }
        yield placed(record, kind, value, keyOf.apply(value), toInput);
      }
    };
  }

  private <A, T> Reading<T> placed(
      InboundRecord record,
      VerdictKind kind,
      A value,
      String key,
      BiFunction<A, Origin, T> toInput) {
    try {
      T input = toInput.apply(value, origin(record));
      if (!record.inPartitionOfItsKey(partitions)) {
        return wrongPartition(record, kind, key);
      }
      return record.key().filter(key::equals).isPresent()
          ? new Reading.Taken<>(input)
          : malformed(record, kind, "the record's key is not " + key);
    } catch (IllegalArgumentException e) {
      return malformed(record, kind, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      // A defect of ours, met before any state is: one record less, rather than none any more.
      return malformed(record, kind, "cannot be read: " + e.getClass().getSimpleName());
    }
  }

  private <T> Reading<T> wrongPartition(InboundRecord record, VerdictKind kind, String key) {
    int right = Partitions.of(key, partitions);
    VerdictIssued verdict =
        verdict(
            record,
            kind,
            Reason.WRONG_PARTITION,
            "partition " + right + " is right (murmur2 of the key)",
            Map.of("partition", Integer.toString(right)));
    return new Reading.Refused<>(verdict, false);
  }

  <T> Reading<T> malformed(InboundRecord record, VerdictKind kind, String detail) {
    return refused(record, kind, Reason.MALFORMED, detail, true);
  }

  private <T> Reading<T> refused(
      InboundRecord record, VerdictKind kind, Reason reason, String detail, boolean undecodable) {
    return new Reading.Refused<>(verdict(record, kind, reason, detail, Map.of()), undecodable);
  }

  private VerdictIssued verdict(
      InboundRecord record,
      VerdictKind kind,
      Reason reason,
      String detail,
      Map<String, String> evidence) {
    Coordinates at = record.coordinates();
    Hash32 id = digests.inputId(at.topic(), at.partition(), at.offset());
    return new VerdictIssued(
        id,
        digests.domain(),
        record.answerKey(),
        kind,
        reason,
        detail,
        Named.NOBODY,
        null,
        origin(record),
        at.time(),
        0,
        0,
        null,
        evidence);
  }

  public static Origin origin(InboundRecord record) {
    Coordinates at = record.coordinates();
    return new Origin(at.topic(), at.partition(), at.offset(), at.time(), record.digest());
  }

  /** Where an input stands. */
  public static Coordinates coordinates(Origin origin) {
    return new Coordinates(origin.topic(), origin.partition(), origin.offset(), origin.time());
  }

  public static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  /** The value of a vocabulary's word. */
  static <T> T word(Optional<T> found, String word) {
    return found.orElseThrow(() -> new IllegalArgumentException("not a word here: " + word));
  }
}
