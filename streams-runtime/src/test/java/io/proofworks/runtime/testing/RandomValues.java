package io.proofworks.runtime.testing;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;

/** Small values of any schema. Numbers are not negative: most are times, amounts and counts. */
final class RandomValues {

  private static final int MOST = 1_000;

  private final Random random;

  RandomValues(long seed) {
    random = new Random(seed);
  }

  /** A value of the schema. */
  Object of(Schema schema) {
    return switch (schema.getType()) {
      case RECORD -> record(schema);
      case ENUM ->
          new GenericData.EnumSymbol(
              schema, schema.getEnumSymbols().get(random.nextInt(schema.getEnumSymbols().size())));
      case ARRAY -> array(schema);
      case UNION -> of(schema.getTypes().get(random.nextInt(schema.getTypes().size())));
      case FIXED -> new GenericData.Fixed(schema, bytes(schema.getFixedSize()));
      case STRING -> "word" + random.nextInt(MOST);
      case BYTES -> ByteBuffer.wrap(bytes(32));
      case INT -> 1 + random.nextInt(MOST);
      case LONG -> 1L + random.nextInt(MOST);
      case DOUBLE -> random.nextInt(MOST) / 8.0;
      case BOOLEAN -> random.nextBoolean();
      case NULL -> null;
      case MAP, FLOAT -> throw new IllegalArgumentException("not used: " + schema);
    };
  }

  /** A value whose record of one union holds that branch. */
  Object ofBranch(Schema record, int branch) {
    GenericData.Record value = new GenericData.Record(record);
    value.put(0, of(record.getFields().getFirst().schema().getTypes().get(branch)));
    return value;
  }

  private GenericData.Record record(Schema schema) {
    GenericData.Record value = new GenericData.Record(schema);
    schema.getFields().forEach(field -> value.put(field.pos(), of(field.schema())));
    return value;
  }

  private GenericData.Array<Object> array(Schema schema) {
    List<Object> items = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      items.add(of(schema.getElementType()));
    }
    return new GenericData.Array<>(schema, items);
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
