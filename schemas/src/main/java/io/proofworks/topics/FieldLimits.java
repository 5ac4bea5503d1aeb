package io.proofworks.topics;

import io.proofworks.protocol.PlainText;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * How much an outsider may put into one field of a record. A topic's limit bounds all of a record;
 * this bounds each part, so that a part which is repeated elsewhere (in a verdict, a task, a
 * standing, a receipt) fits there too. Text has to be {@linkplain PlainText#isPlain plain}.
 */
public final class FieldLimits {

  /** UTF-16 units of a text: ids, words, names of routes, of machines, of places. */
  public static final int TEXT = 256;

  /** Bytes of a field that names no limit: keys, signatures. */
  public static final int BYTES = 512;

  /** Items of a list that names no limit. */
  public static final int ITEMS = 64;

  /** As much as the topic's limit lets through. */
  private static final int WHOLE = Integer.MAX_VALUE;

  /** Those that differ, by record and field. */
  private static final Map<String, Integer> OWN =
      Map.of(
          "ProofRequest.publicInputs",
          64 * 1024,
          "ProofRequest.trace",
          WHOLE,
          "Reveal.proof",
          WHOLE,
          "Aggregate.aggregate",
          WHOLE,
          "Aggregate.children",
          16_384,
          "Registration.roles",
          8,
          "Registration.offers",
          256,
          "Heartbeat.declines",
          1_024);

  private FieldLimits() {}

  /** The limit of a field: UTF-16 units of a text, bytes, or items of a list. */
  public static int of(Schema record, Schema.Field field) {
    return OWN.getOrDefault(record.getName() + "." + field.name(), byKind(field.schema()));
  }

  private static int byKind(Schema schema) {
    return switch (schema.getType()) {
      case STRING -> TEXT;
      case BYTES -> BYTES;
      case UNION -> byKind(schema.getTypes().getLast()); // of null and what may be there
      case ARRAY, MAP -> ITEMS;
      default -> WHOLE;
    };
  }

  /** The first field that has more than it may, or text that is not plain, in words. */
  public static Optional<String> excess(IndexedRecord record) {
    for (Schema.Field field : record.getSchema().getFields()) {
      Object value = record.get(field.pos());
      Optional<String> found = excess(field.name(), value, of(record.getSchema(), field));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> excess(String name, @Nullable Object value, int limit) {
    return switch (value) {
      case CharSequence text -> ofText(name, text.toString(), limit);
      case ByteBuffer bytes -> over(name, bytes.remaining(), "bytes", limit);
      case IndexedRecord inner -> excess(inner).map(what -> name + "." + what);
      case Collection<?> items -> ofItems(name, items, limit);
      case Map<?, ?> entries ->
          ofItems(name, entries.keySet(), limit).or(() -> ofItems(name, entries.values(), limit));
      case null, default -> Optional.empty();
    };
  }

  private static Optional<String> ofText(String name, String text, int limit) {
    if (text.length() > limit) {
      return over(name, text.length(), "characters", limit);
    }
    OptionalInt hidden = PlainText.firstHidden(text);
    return hidden.isPresent()
        ? Optional.of("%s has U+%04X, which is no text".formatted(name, hidden.getAsInt()))
        : Optional.empty();
  }

  /** Texts in a list are texts like others. */
  private static Optional<String> ofItems(String name, Collection<?> items, int limit) {
    if (items.size() > limit) {
      return over(name, items.size(), "items", limit);
    }
    return items.stream()
        .map(item -> excess(name, item, item instanceof CharSequence ? TEXT : BYTES))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> over(String name, int has, String of, int limit) {
    return has > limit
        ? Optional.of("%s has %d %s, at most %d".formatted(name, has, of, limit))
        : Optional.empty();
  }
}
