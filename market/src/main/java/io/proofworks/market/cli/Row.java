package io.proofworks.market.cli;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/** Fields of a record as text. */
final class Row {

  private Row() {}

  /** The field's text, empty for null; bytes as their number. */
  static String text(SpecificRecord record, String field) {
    Schema.Field found = record.getSchema().getField(field);
    if (found == null) {
      return "";
    }
    Object value = record.get(found.pos());
    return switch (value) {
      case null -> "";
      case ByteBuffer bytes -> bytes.remaining() + " bytes";
      case SpecificRecord inner -> inner.toString();
      case List<?> list -> Integer.toString(list.size());
      default -> value.toString();
    };
  }

  /** The cells of these fields. */
  static String[] cells(SpecificRecord record, List<String> fields) {
    return fields.stream().map(field -> text(record, field)).toArray(String[]::new);
  }
}
