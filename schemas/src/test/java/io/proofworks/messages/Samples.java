package io.proofworks.messages;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import io.proofworks.topics.TrustedRecords;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/** Records drawn from their schemas: every field filled, ids in form, nothing known by heart. */
public final class Samples {

  private static final Set<String> ADDRESSES = Set.of("proverId", "requesterId", "aggregatorId");
  private static final Set<String> HASHES =
      Set.of(
          "domain",
          "batchId",
          "taskId",
          "jobId",
          "commitment",
          "nonce",
          "programHash",
          "inputCommitment",
          "replacementBatchId",
          "children");

  /**
   * Fields that records did not always have; drawn apart, so that older draws stay as they were.
   */
  private static final Set<String> LATER = Set.of("aggregationSlots", "aggregating");

  static {
    TrustedRecords.trust();
  }

  private final Random random;
  private final Random later;

  public Samples(long seed) {
    this.random = new Random(seed);
    this.later = new Random(seed);
  }

  /** The record as it was before it had the later fields: they have their defaults. */
  static <T extends SpecificRecord> T asBefore(T record) {
    record.getSchema().getFields().stream()
        .filter(field -> LATER.contains(field.name()))
        .forEach(field -> record.put(field.pos(), SpecificData.get().getDefaultValue(field)));
    return record;
  }

  public <T extends SpecificRecord> T draw(Class<T> type) {
    return type.cast(value("", SpecificData.get().getSchema(type)));
  }

  Object value(String field, Schema schema) {
    return switch (schema.getType()) {
      case RECORD -> record(schema);
      case ARRAY ->
          IntStream.range(0, 2).mapToObj(i -> value(field, schema.getElementType())).toList();
      case UNION -> value(field, schema.getTypes().getLast());
      case STRING -> text(field);
      case BYTES -> ByteBuffer.wrap(bytes(1 + random.nextInt(70)));
      case INT -> random.nextInt();
      case LONG -> random.nextLong();
      case BOOLEAN -> random.nextBoolean();
      default -> throw new AssertionError("signed records have no " + schema);
    };
  }

  private Object record(Schema schema) {
    SpecificRecord drawn = (SpecificRecord) SpecificData.get().newRecord(null, schema);
    schema.getFields().forEach(f -> drawn.put(f.pos(), fieldValue(f)));
    return drawn;
  }

  private Object fieldValue(Schema.Field field) {
    return LATER.contains(field.name()) ? later.nextInt() : value(field.name(), field.schema());
  }

  private String text(String field) {
    if (ADDRESSES.contains(field)) {
      return Address.of(bytes(Address.BYTES)).hex();
    }
    return HASHES.contains(field) ? hash().hex() : word();
  }

  Hash32 hash() {
    return Hash32.of(bytes(Hash32.BYTES));
  }

  Address address() {
    return Address.of(bytes(Address.BYTES));
  }

  byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  Long number() {
    return random.nextLong();
  }

  String word() {
    List<String> words =
        new ArrayList<>(List.of("STANDARD", "risc0", "zürich", "証明", "🔑 key", ""));
    return words.get(random.nextInt(words.size())) + random.nextInt(100);
  }
}
