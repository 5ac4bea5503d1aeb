package io.proofworks.embedded;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.Incompatibility;

/** What the registry asks of Avro: one text per schema, and whether two schemas get along. */
final class AvroSchemas {
  private AvroSchemas() {}

  /**
   * Avro's own rendering of a schema text: without white space, fields in Avro's order, names
   * qualified. Two texts with the same rendering are the same schema and share an id. Defaults,
   * aliases, docs and logical types count, as they do for Confluent's registry.
   *
   * @throws RegistryException 42201 when Avro does not accept the text
   */
  static String canonical(String text) {
    return parse(text).toString();
  }

  private static Schema parse(String text) {
    try {
      return new Schema.Parser().parse(text);
    } catch (AvroRuntimeException | IllegalArgumentException | NullPointerException e) {
      throw RegistryException.invalidSchema("not an Avro schema: " + e.getMessage());
    }
  }

  /** Why {@code schema} breaks {@code level} towards the earlier ones; empty when it does not. */
  static List<String> incompatibilities(
      String schema, List<String> earlier, CompatibilityLevel level) {
    Schema mine = parse(schema);
    List<String> reasons = new ArrayList<>();
    for (String text : level.relevant(earlier)) {
      Schema theirs = parse(text);
      if (level.readsEarlierData()) {
        reasons.addAll(unreadable("new schema cannot read the earlier one", mine, theirs));
      }
      if (level.readableByEarlier()) {
        reasons.addAll(unreadable("earlier schema cannot read the new one", theirs, mine));
      }
    }
    return reasons;
  }

  private static List<String> unreadable(String which, Schema reader, Schema writer) {
    return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
        .getResult()
        .getIncompatibilities()
        .stream()
        .map(incompatibility -> which + ": " + describe(incompatibility))
        .toList();
  }

  private static String describe(Incompatibility found) {
    return found.getType() + " at " + found.getLocation() + ": " + found.getMessage();
  }
}
