package io.proofworks.views.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.proofworks.views.shape.Shape;
import io.proofworks.views.shape.TopicRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The one mapping between the views' records and JSON, by their {@link Shape}. Fields that a type
 * does not have are passed over; one that it cannot be without is an error.
 */
public final class ViewJson {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private ViewJson() {}

  /** A record as JSON. */
  public static ObjectNode tree(Record record) {
    if (record instanceof TopicRecord shown) {
      return (ObjectNode) parse(shown.json());
    }
    ObjectNode node = NODES.objectNode();
    put(node, Shape.of(record.getClass()), record);
    return node;
  }

  /** As it is stored and sent. */
  public static byte[] bytes(Record record) {
    String text = record instanceof TopicRecord shown ? shown.json() : tree(record).toString();
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * A record of JSON.
   *
   * @throws IllegalStateException naming the field that is missing
   */
  public static <R extends Record> R read(Class<R> type, byte[] json) {
    if (type == TopicRecord.class) {
      return type.cast(new TopicRecord(new String(json, StandardCharsets.UTF_8)));
    }
    try {
      return read(type, JSON.readTree(json));
    } catch (IOException e) {
      throw new UncheckedIOException("a " + type.getSimpleName() + " that is no JSON", e);
    }
  }

  /** What a type of ours says of a record that is shown. */
  public static <R extends Record> R read(Class<R> type, TopicRecord shown) {
    return read(type, parse(shown.json()));
  }

  /**
   * A record of JSON.
   *
   * @throws IllegalStateException naming the field that is missing
   */
  public static <R extends Record> R read(Class<R> type, JsonNode json) {
    return type.cast(record(Shape.of(type), json));
  }

  /** A record that is shown without some of its fields. */
  public static TopicRecord without(TopicRecord shown, List<String> fields) {
    ObjectNode node = tree(shown);
    return new TopicRecord(node.remove(fields).toString());
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("a view that is no JSON", e);
    }
  }

  private static void put(ObjectNode node, Shape.Fields fields, Record record) {
    for (Shape.Part part : fields.parts()) {
      Object value = part.of(record);
      if (part.isInline()) {
        if (value instanceof Record inner) {
          put(node, (Shape.Fields) part.shape(), inner);
        }
      } else if (value == null) {
        if (!part.isLeftOut()) {
          node.putNull(part.name());
        }
      } else if (!part.isLeftOut() || part.isNullable() || !saysNothing(value)) {
        node.set(part.name(), tree(part.shape(), value));
      }
    }
  }

  private static boolean saysNothing(Object value) {
    return switch (value) {
      case Number number -> number.longValue() == 0;
      case Boolean flag -> !flag;
      case List<?> list -> list.isEmpty();
      case Map<?, ?> map -> map.isEmpty();
      default -> false;
    };
  }

  private static JsonNode tree(Shape shape, Object value) {
    return switch (shape) {
      case Shape.Text ignored -> NODES.textNode((String) value);
      case Shape.Word ignored -> NODES.textNode(((Enum<?>) value).name());
      case Shape.Whole whole when whole.isAmount() -> NODES.textNode(value.toString());
      case Shape.Whole whole when whole.isInt() -> NODES.numberNode((int) value);
      case Shape.Whole ignored -> NODES.numberNode((long) value);
      case Shape.Fraction ignored -> NODES.numberNode((double) value);
      case Shape.Flag ignored -> NODES.booleanNode((boolean) value);
      case Shape.Shown ignored -> tree((TopicRecord) value);
      case Shape.Fields ignored -> tree((Record) value);
      case Shape.Items items -> {
        ArrayNode array = NODES.arrayNode();
        ((List<?>) value).forEach(each -> array.add(tree(items.each(), each)));
        yield array;
      }
      case Shape.Keyed keyed -> {
        ObjectNode object = NODES.objectNode();
        ((Map<?, ?>) value)
            .forEach((key, each) -> object.set((String) key, tree(keyed.each(), each)));
        yield object;
      }
    };
  }

  private static Record record(Shape.Fields fields, JsonNode json) {
    List<@Nullable Object> values = new ArrayList<>();
    for (Shape.Part part : fields.parts()) {
      values.add(part.isInline() ? inline(part, json) : value(fields, part, json.get(part.name())));
    }
    return fields.make(values);
  }

  /** Null if it may be and none of its fields is there. */
  private static @Nullable Record inline(Shape.Part part, JsonNode json) {
    Shape.Fields inner = (Shape.Fields) part.shape();
    boolean isThere = inner.parts().stream().anyMatch(field -> json.has(field.name()));
    return part.isNullable() && !isThere ? null : record(inner, json);
  }

  private static @Nullable Object value(
      Shape.Fields fields, Shape.Part part, @Nullable JsonNode json) {
    if (json != null && !json.isNull()) {
      return value(part.shape(), json);
    } else if (part.isNullable()) {
      return null;
    } else if (part.isLeftOut()) {
      return nothing(part.shape());
    }
    throw new IllegalStateException(
        "no %s in a %s".formatted(part.name(), fields.type().getSimpleName()));
  }

  private static Object nothing(Shape shape) {
    return switch (shape) {
      case Shape.Whole whole when whole.isInt() -> 0;
      case Shape.Whole ignored -> 0L;
      case Shape.Fraction ignored -> 0.0;
      case Shape.Flag ignored -> false;
      case Shape.Items ignored -> List.of();
      case Shape.Keyed ignored -> Map.of();
      case Shape.Text ignored -> throw cannotBeLeftOut(shape);
      case Shape.Word ignored -> throw cannotBeLeftOut(shape);
      case Shape.Shown ignored -> throw cannotBeLeftOut(shape);
      case Shape.Fields ignored -> throw cannotBeLeftOut(shape);
    };
  }

  private static IllegalStateException cannotBeLeftOut(Shape shape) {
    return new IllegalStateException("what is left out and is a " + shape + " has to be nullable");
  }

  private static Object value(Shape shape, JsonNode json) {
    return switch (shape) {
      case Shape.Text ignored -> json.asText();
      case Shape.Word word -> word(word, json.asText());
      case Shape.Whole whole when whole.isAmount() -> Long.parseLong(json.asText());
      case Shape.Whole whole when whole.isInt() -> json.asInt();
      case Shape.Whole ignored -> json.asLong();
      case Shape.Fraction ignored -> json.asDouble();
      case Shape.Flag ignored -> json.asBoolean();
      case Shape.Shown ignored -> new TopicRecord(json.toString());
      case Shape.Fields fields -> record(fields, json);
      case Shape.Items items -> {
        List<Object> list = new ArrayList<>();
        json.forEach(each -> list.add(value(items.each(), each)));
        yield List.copyOf(list);
      }
      case Shape.Keyed keyed -> {
        Map<String, Object> map = new TreeMap<>();
        json.properties().forEach(e -> map.put(e.getKey(), value(keyed.each(), e.getValue())));
        yield map;
      }
    };
  }

  private static Object word(Shape.Word word, String name) {
    for (Enum<?> constant : Objects.requireNonNull(word.type().getEnumConstants())) {
      if (constant.name().equals(name)) {
        return constant;
      }
    }
    throw new IllegalStateException("no " + word.type().getSimpleName() + " is called " + name);
  }
}
