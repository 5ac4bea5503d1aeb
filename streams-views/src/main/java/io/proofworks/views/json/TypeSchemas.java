package io.proofworks.views.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.proofworks.views.shape.Meaning;
import io.proofworks.views.shape.Shape;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * JSON schemas of the views' types, as {@link ViewJson} writes them. Each record has one of its own
 * name, and so has what a text or a number means.
 */
public final class TypeSchemas {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String HEX = "^0x[0-9a-f]{%d}$";

  private final Map<String, ObjectNode> schemas = new TreeMap<>();

  /** With those of meanings, and that of a topic's record. */
  public TypeSchemas() {
    for (Meaning meaning : Meaning.values()) {
      schemas.put(name(meaning), of(meaning));
    }
    ObjectNode record = type("object");
    record.put(
        "description",
        "A record of a public topic, under the field names of its schema (see the reference of"
            + " messages), with where it stands.");
    record.putObject("properties").set("log", reference("Log"));
    record.putArray("required").add("log");
    schemas.put("Record", record);
  }

  private static String name(Meaning meaning) {
    String lower = meaning.name().toLowerCase(Locale.ROOT);
    return meaning.name().charAt(0) + lower.substring(1);
  }

  private static ObjectNode of(Meaning meaning) {
    return switch (meaning) {
      case HASH -> type("string").put("pattern", HEX.formatted(64));
      case ADDRESS -> type("string").put("pattern", HEX.formatted(40));
      case AMOUNT ->
          type("string")
              .put("pattern", "^-?[0-9]+$")
              .put(
                  "description",
                  "Whole base units (6 decimals), as text: a double does not hold them.");
      case TIME ->
          type("integer")
              .put("minimum", 0)
              .put("description", "Epoch milliseconds, of the broker's clock.");
    };
  }

  /** All that were asked for, and what they refer to, by name. */
  public Map<String, ObjectNode> all() {
    return schemas;
  }

  /** A reference to the schema of a type; one to that of an array's elements would be the same. */
  public ObjectNode reference(Class<? extends Record> type) {
    String name = type.getSimpleName();
    if (!schemas.containsKey(name)) {
      schemas.put(name, NODES.objectNode()); // for those that refer to it meanwhile
      schemas.put(name, schema(type));
    }
    return reference(name);
  }

  /** The schema of a type. */
  public ObjectNode schema(Class<? extends Record> type) {
    ObjectNode schema = type("object");
    Shape.Fields fields = Shape.of(type);
    fields.description().ifPresent(text -> schema.put("description", text));
    put(schema.putObject("properties"), schema.putArray("required"), fields);
    return schema.put("additionalProperties", false);
  }

  private void put(ObjectNode properties, ArrayNode required, Shape.Fields fields) {
    for (Shape.Part part : fields.parts()) {
      if (part.isInline()) {
        put(properties, required, (Shape.Fields) part.shape());
      } else {
        properties.set(part.name(), property(part));
        if (!part.isLeftOut()) {
          required.add(part.name());
        }
      }
    }
  }

  private ObjectNode property(Shape.Part part) {
    ObjectNode schema = of(part.shape());
    if (part.isNullable() && !part.isLeftOut()) {
      ObjectNode any = NODES.objectNode();
      any.putArray("anyOf").add(schema).add(type("null"));
      schema = any;
    }
    ObjectNode property = schema;
    part.description().ifPresent(text -> property.put("description", text));
    return property;
  }

  private ObjectNode of(Shape shape) {
    return switch (shape) {
      case Shape.Text text -> text.meaning().map(TypeSchemas::meant).orElse(type("string"));
      case Shape.Whole whole -> whole.meaning().map(TypeSchemas::meant).orElse(type("integer"));
      case Shape.Fraction ignored -> type("number");
      case Shape.Flag ignored -> type("boolean");
      case Shape.Word word -> {
        ObjectNode node = NODES.objectNode();
        ArrayNode words = node.putArray("enum");
        for (Enum<?> constant : word.type().getEnumConstants()) {
          words.add(constant.name());
        }
        yield node;
      }
      case Shape.Items items -> {
        ObjectNode array = type("array");
        array.set("items", of(items.each()));
        yield array;
      }
      case Shape.Keyed keyed -> {
        ObjectNode object = type("object");
        object.set("additionalProperties", of(keyed.each()));
        yield object;
      }
      case Shape.Shown shown -> reference(shown.schema());
      case Shape.Fields fields -> reference(fields.type());
    };
  }

  private static ObjectNode meant(Meaning meaning) {
    return reference(name(meaning));
  }

  private static ObjectNode type(String type) {
    return NODES.objectNode().put("type", type);
  }

  /** A reference to the schema of that name. */
  public static ObjectNode reference(String name) {
    return NODES.objectNode().put("$ref", "#/components/schemas/" + name);
  }
}
