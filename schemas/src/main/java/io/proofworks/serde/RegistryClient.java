package io.proofworks.serde;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/**
 * Client of the Confluent REST API, which Confluent, Apicurio, Karapace and Redpanda registries
 * answer. Ids and schemas never change once they are known, so both are kept for ever.
 */
public final class RegistryClient implements SchemaRegistry {

  private static final int NOT_FOUND = 404;
  private static final int SUBJECT_NOT_FOUND = 40401;

  private final RegistryHttp http;
  private final Map<Registered, Integer> ids = new ConcurrentHashMap<>();
  private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();

  private record Registered(String subject, Schema schema) {}

  /** Connects on first use. */
  public RegistryClient(RegistrySettings settings) {
    this.http = new RegistryHttp(settings);
  }

  @Override
  public int register(String subject, Schema schema) {
    Registered wanted = new Registered(subject, schema);
    Integer known = ids.get(wanted);
    if (known != null) {
      return known;
    }
    RegistryHttp.Answer answer =
        http.post("/subjects/" + encoded(subject) + "/versions", body(schema));
    int id =
        answer
            .require("registering " + schema.getFullName() + " under " + subject)
            .path("id")
            .asInt(-1);
    if (id < 0) {
      throw answer.unexpected("registering under " + subject);
    }
    ids.put(wanted, id);
    return id;
  }

  @Override
  public Schema byId(int id) {
    Schema known = schemas.get(id);
    if (known != null) {
      return known;
    }
    RegistryHttp.Answer answer = http.get("/schemas/ids/" + id);
    if (answer.status() == NOT_FOUND) {
      throw new UnknownSchemaException(id);
    }
    Schema schema = parse(answer, answer.require("fetching schema " + id).path("schema"));
    schemas.put(id, schema);
    return schema;
  }

  @Override
  public boolean compatible(String subject, Schema schema) {
    RegistryHttp.Answer answer =
        http.post("/compatibility/subjects/" + encoded(subject) + "/versions", body(schema));
    if (answer.status() == NOT_FOUND && answer.errorCode() == SUBJECT_NOT_FOUND) {
      return true;
    }
    JsonNode compatible = answer.require("checking " + subject).path("is_compatible");
    if (!compatible.isBoolean()) {
      throw answer.unexpected("checking " + subject);
    }
    return compatible.booleanValue();
  }

  private static Schema parse(RegistryHttp.Answer answer, JsonNode schema) {
    if (!schema.isTextual()) {
      throw answer.unexpected("fetching a schema");
    }
    try {
      return new Schema.Parser().parse(schema.textValue());
    } catch (AvroRuntimeException e) {
      throw new RegistryException("the schema registry holds a schema that is not Avro", e);
    }
  }

  private static JsonNode body(Schema schema) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("schemaType", "AVRO")
        .put("schema", schema.toString());
  }

  private static String encoded(String subject) {
    return URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
