package io.proofworks.serde;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.proofworks.topics.Topic;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
  private static final int SCHEMA_NOT_FOUND = 40403;
  private static final Set<Integer> NOT_THERE = Set.of(SUBJECT_NOT_FOUND, SCHEMA_NOT_FOUND);
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;

  /** As versions are counted, nobody gets there. */
  private static final int NO_VERSION = Integer.MAX_VALUE;

  /** What {@link #provision} sets. */
  public static final String LEVEL = "FULL_TRANSITIVE";

  private final RegistryHttp http;
  private final Map<Registered, Integer> ids = new ConcurrentHashMap<>();
  private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();

  private record Registered(String subject, Schema schema) {}

  /** Connects on first use. */
  public RegistryClient(RegistrySettings settings) {
    this.http = new RegistryHttp(settings);
  }

  @Override
  public int find(String subject, Schema schema) {
    return lookUp(subject, schema)
        .orElseThrow(() ->
            new RegistryException(
                schema.getFullName()
                    + " is not registered under "
                    + subject
                    + "; an administrator of the registry runs proofworks topics create with this"
                    + " build"));
  }

  /**
   * The id of the schema, if it is registered under the subject.
   *
   * @throws RegistryException when the registry cannot be reached
   */
  public Optional<Integer> lookUp(String subject, Schema schema) {
    Registered wanted = new Registered(subject, schema);
    Integer known = ids.get(wanted);
    if (known != null) {
      return Optional.of(known);
    }
    RegistryHttp.Answer answer = http.post("/subjects/" + encoded(subject), body(schema));
    if (answer.status() == NOT_FOUND && NOT_THERE.contains(answer.errorCode())) {
      return Optional.empty();
    }
    int id = idIn(answer, "looking up " + schema.getFullName() + " under " + subject);
    ids.put(wanted, id);
    return Optional.of(id);
  }

  /**
   * Registers every topic's schema, and lets nobody register one later that those who read and
   * write already would not understand. An administrator's.
   *
   * @throws RegistryException when the registry refuses it or cannot be reached
   */
  public void provision(Iterable<? extends Topic<?>> topics) {
    for (Topic<?> topic : topics) {
      register(topic.subject(), topic.schema());
      JsonNode level = JsonNodeFactory.instance.objectNode().put("compatibility", LEVEL);
      http.put("/config/" + encoded(topic.subject()), level)
          .require("setting the compatibility level of " + topic.subject());
    }
  }

  /**
   * The compatibility level in force for the subject, for instance {@link #LEVEL}.
   *
   * @throws RegistryException when the registry cannot be reached
   */
  public String level(String subject) {
    RegistryHttp.Answer answer = http.get("/config/" + encoded(subject) + "?defaultToGlobal=true");
    return answer
        .require("reading the compatibility level of " + subject)
        .path("compatibilityLevel")
        .asText("");
  }

  /**
   * Whether this user may delete versions of the subject, set its compatibility level, or register
   * schemas under it. Asked in a way that changes nothing whatever the answer: by deleting a
   * version that cannot be there, by setting a level that does not exist, and by registering what
   * is no schema.
   *
   * @throws RegistryException when the registry cannot be reached
   */
  public boolean mayChange(String subject) {
    JsonNode noLevel = JsonNodeFactory.instance.objectNode().put("compatibility", "PROBE");
    JsonNode noSchema = JsonNodeFactory.instance.objectNode().put("schema", "no schema, a probe");
    return isLetIn(http.delete("/subjects/" + encoded(subject) + "/versions/" + NO_VERSION))
        || isLetIn(http.put("/config/" + encoded(subject), noLevel))
        || isLetIn(http.post("/subjects/" + encoded(subject) + "/versions", noSchema));
  }

  private static boolean isLetIn(RegistryHttp.Answer answer) {
    return answer.status() != UNAUTHORIZED && answer.status() != FORBIDDEN;
  }

  /**
   * Registers the schema under the subject, or finds it there. A writer's or an administrator's.
   *
   * @return the id that goes on the wire
   * @throws RegistryException when the registry refuses it or cannot be reached
   */
  public int register(String subject, Schema schema) {
    Registered wanted = new Registered(subject, schema);
    Integer known = ids.get(wanted);
    if (known != null) {
      return known;
    }
    RegistryHttp.Answer answer =
        http.post("/subjects/" + encoded(subject) + "/versions", body(schema));
    int id = idIn(answer, "registering " + schema.getFullName() + " under " + subject);
    ids.put(wanted, id);
    return id;
  }

  private static int idIn(RegistryHttp.Answer answer, String doing) {
    int id = answer.require(doing).path("id").asInt(-1);
    if (id < 0) {
      throw answer.unexpected(doing);
    }
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

  /** True, too, where this user may not ask: Apicurio's readers may not. */
  @Override
  public boolean compatible(String subject, Schema schema) {
    RegistryHttp.Answer answer =
        http.post("/compatibility/subjects/" + encoded(subject) + "/versions", body(schema));
    boolean isNew = answer.status() == NOT_FOUND && answer.errorCode() == SUBJECT_NOT_FOUND;
    if (isNew || !isLetIn(answer)) {
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
      return ForeignSchema.parse(schema.textValue());
    } catch (AvroRuntimeException e) {
      throw new RegistryException(
          "the schema registry holds a schema that nothing can be read by: " + e.getMessage(), e);
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
