package io.proofworks.views.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.proofworks.avro.TaskRecord;
import io.proofworks.runtime.Coordinates;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Records of the topics as JSON, under the field names of the schema. Amounts are strings, since a
 * double does not hold them; ids and digests are strings already; bytes are 0x hex up to {@link
 * #INLINE_BYTES}, above that their length as {@code "<n> bytes"}; texts up to {@link #LONGEST_TEXT}
 * characters likewise.
 */
public final class AvroJson {

  /** Public inputs, keys and signatures pass, a trace does not. */
  public static final int INLINE_BYTES = 512;

  /** Details and notes pass; only an outsider writes longer ones. */
  static final int LONGEST_TEXT = 4_096;

  private static final Set<String> AMOUNTS =
      Set.of(
          "amount",
          "reward",
          "minReward",
          "maxReward",
          "bond",
          "slashed",
          "rewarded",
          "free",
          "reserved",
          "escrow",
          "paid",
          "burned",
          "fee",
          "unitPrice",
          "pricePerWeight",
          "aggregatorBond",
          "aggregatorFee");

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private AvroJson() {}

  /** Whether numbers of that name are amounts, and so strings here. */
  static boolean isAmount(String name) {
    return AMOUNTS.contains(name);
  }

  /**
   * A record with where it stands, as {@code log}: topic, partition, offset, time, and its schema's
   * name as {@code type}; of a task record that of its event.
   */
  public static ObjectNode of(Coordinates at, IndexedRecord record, int inlineBytes) {
    ObjectNode node = of(record, inlineBytes);
    node.putObject("log")
        .put("topic", at.topic())
        .put("partition", at.partition())
        .put("offset", at.offset())
        .put("time", at.time())
        .put("type", type(record));
    return node;
  }

  /** The name of its schema; of a task record that of its event. */
  public static String type(IndexedRecord record) {
    return record instanceof TaskRecord task && task.getEvent() instanceof IndexedRecord event
        ? event.getSchema().getName()
        : record.getSchema().getName();
  }

  /** The domain that it names; an entry of the deployment's first market names none. */
  public static Optional<String> domain(IndexedRecord record) {
    return Optional.ofNullable(record.getSchema().getField("domain"))
        .flatMap(field -> Optional.ofNullable(record.get(field.pos())))
        .map(Object::toString);
  }

  private static ObjectNode of(IndexedRecord record, int inlineBytes) {
    ObjectNode node = NODES.objectNode();
    for (Schema.Field field : record.getSchema().getFields()) {
      put(node, field.name(), record.get(field.pos()), inlineBytes);
    }
    return node;
  }

  private static void put(ObjectNode node, String name, @Nullable Object value, int inlineBytes) {
    switch (value) {
      case null -> node.putNull(name);
      case Long amount when AMOUNTS.contains(name) -> node.put(name, Long.toString(amount));
      case Long number -> node.put(name, number);
      case Integer number -> node.put(name, number);
      case Double number -> node.put(name, number);
      case Boolean flag -> node.put(name, flag);
      case ByteBuffer bytes -> node.put(name, text(bytes, inlineBytes));
      case IndexedRecord record -> node.set(name, of(record, inlineBytes));
      case Collection<?> items -> node.set(name, array(items, inlineBytes));
      case Map<?, ?> map -> node.set(name, object(map, inlineBytes));
      default -> node.put(name, text(value.toString()));
    }
  }

  private static ArrayNode array(Collection<?> items, int inlineBytes) {
    ArrayNode array = NODES.arrayNode();
    for (Object item : items) {
      if (item instanceof IndexedRecord record) {
        array.add(of(record, inlineBytes));
      } else {
        array.add(text(String.valueOf(item)));
      }
    }
    return array;
  }

  private static ObjectNode object(Map<?, ?> map, int inlineBytes) {
    ObjectNode node = NODES.objectNode();
    map.forEach((key, value) -> put(node, String.valueOf(key), value, inlineBytes));
    return node;
  }

  /** As JSON a control character takes six bytes: a text of a megabyte would be six. */
  private static String text(String text) {
    return text.length() > LONGEST_TEXT ? text.length() + " characters" : text;
  }

  private static String text(ByteBuffer bytes, int inlineBytes) {
    if (bytes.remaining() > inlineBytes) {
      return bytes.remaining() + " bytes";
    }
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return "0x" + HexFormat.of().formatHex(copy);
  }
}
