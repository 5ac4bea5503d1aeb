package io.proofworks.views.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.util.List;
import org.apache.avro.Schema;

/** JSON schemas of the topics' records, as {@link AvroJson} writes them. */
public final class RecordSchemas {

  /** What only the whole receipt has: a line of it is without. */
  public static final List<String> LEFT_OUT = List.of("rootProof", "rootBinding", "children");

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private RecordSchemas() {}

  /** By the names of the Avro records, those of records within records too. */
  public static ObjectNode all() {
    ObjectNode schemas = NODES.objectNode();
    for (Topic<?> topic : Topics.all()) {
      record(topic.schema(), schemas);
      ObjectNode shown = (ObjectNode) schemas.get(topic.schema().getName());
      shown.withObject("/properties").set("log", TypeSchemas.reference("Log"));
    }
    return schemas;
  }

  private static void record(Schema schema, ObjectNode schemas) {
    if (schemas.has(schema.getName())) {
      return;
    }
    ObjectNode node = schemas.putObject(schema.getName());
    node.put("type", "object");
    if (schema.getDoc() != null) {
      node.put("description", schema.getDoc());
    }
    ObjectNode properties = node.putObject("properties");
    ArrayNode required = node.putArray("required");
    for (Schema.Field field : schema.getFields()) {
      ObjectNode property = of(field.name(), field.schema(), schemas);
      if (field.doc() != null) {
        property.put("description", field.doc());
      }
      properties.set(field.name(), property);
      if (!LEFT_OUT.contains(field.name())) {
        required.add(field.name());
      }
    }
    node.put("additionalProperties", false);
  }

  private static ObjectNode of(String name, Schema schema, ObjectNode schemas) {
    return switch (schema.getType()) {
      case RECORD -> {
        record(schema, schemas);
        yield TypeSchemas.reference(schema.getName());
      }
      case UNION -> union(name, schema.getTypes(), schemas);
      case ARRAY -> {
        ObjectNode array = type("array");
        array.set("items", of(name, schema.getElementType(), schemas));
        yield array;
      }
      case MAP -> {
        ObjectNode map = type("object");
        map.set("additionalProperties", of(name, schema.getValueType(), schemas));
        yield map;
      }
      case LONG -> AvroJson.isAmount(name) ? TypeSchemas.reference("Amount") : type("integer");
      case INT -> type("integer");
      case DOUBLE, FLOAT -> type("number");
      case BOOLEAN -> type("boolean");
      case NULL -> type("null");
      case STRING, BYTES, ENUM, FIXED -> type("string");
    };
  }

  private static ObjectNode union(String name, List<Schema> types, ObjectNode schemas) {
    ObjectNode node = NODES.objectNode();
    ArrayNode any = node.putArray("anyOf");
    types.forEach(one -> any.add(of(name, one, schemas)));
    return node;
  }

  private static ObjectNode type(String type) {
    return NODES.objectNode().put("type", type);
  }
}
