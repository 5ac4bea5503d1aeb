package io.proofworks.serde;

import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;

/**
 * A schema that somebody else wrote. To read by it takes as many steps as it has types, each
 * counted as often as it is reached: a record that contains itself never ends, or as deep as the
 * bytes say, and one of a few lines may have more fields than anybody can wait for. The market's
 * have some hundred, and none contains itself.
 */
public final class ForeignSchema {

  /** Types that one may have, each as often as it is reached. */
  static final int MOST_TYPES = 10_000;

  /** Of each named type how many it has; 0 while that is being counted. */
  private final Map<String, Integer> counted = new HashMap<>();

  private ForeignSchema() {}

  /**
   * Reads one.
   *
   * @throws SchemaParseException if the text is no schema, or one that contains itself or has more
   *     than {@link #MOST_TYPES} types
   */
  public static Schema parse(String text) {
    Schema schema = new Schema.Parser().parse(text);
    new ForeignSchema().types(schema);
    return schema;
  }

  private int types(Schema schema) {
    return switch (schema.getType()) {
      case RECORD -> ofRecord(schema);
      case ARRAY -> sum(1, schema.getElementType());
      case MAP -> sum(1, schema.getValueType());
      case UNION -> sum(1, schema.getTypes().toArray(Schema[]::new));
      case ENUM, FIXED, STRING, BYTES, INT, LONG, FLOAT, DOUBLE, BOOLEAN, NULL -> 1;
    };
  }

  private int ofRecord(Schema schema) {
    Integer known = counted.putIfAbsent(schema.getFullName(), 0);
    if (known != null && known == 0) {
      throw new SchemaParseException("the schema of " + schema.getFullName() + " contains itself");
    }
    int types =
        known != null
            ? known
            : sum(1, schema.getFields().stream().map(Schema.Field::schema).toArray(Schema[]::new));
    counted.put(schema.getFullName(), types);
    return types;
  }

  private int sum(int own, Schema... parts) {
    int sum = own;
    for (Schema part : parts) {
      sum += types(part);
      if (sum > MOST_TYPES) {
        throw new SchemaParseException("a schema of more than " + MOST_TYPES + " types");
      }
    }
    return sum;
  }
}
