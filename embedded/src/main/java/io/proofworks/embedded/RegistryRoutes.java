package io.proofworks.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.proofworks.embedded.RegistryRecord.GlobalLevel;
import io.proofworks.embedded.RegistryRecord.Version;
import io.proofworks.embedded.SchemasTopic.Decision;
import io.proofworks.operations.LogCode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The REST API of Confluent's registry, Avro only: paths and JSON on one side, decisions on the
 * other.
 */
final class RegistryRoutes {
  static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";

  private static final Logger LOG = LoggerFactory.getLogger(RegistryRoutes.class);

  private final SchemasTopic topic;

  RegistryRoutes(SchemasTopic topic) {
    this.topic = topic;
  }

  void addTo(RoutesConfig routes) {
    routes.get("/", context -> answer(context, Map.of()));
    addSubjects(routes);
    addSchemas(routes);
    addConfig(routes);
    routes.post("/compatibility/subjects/{subject}/versions", this::checkAll);
    routes.post("/compatibility/subjects/{subject}/versions/{version}", this::check);
    routes.get("/mode", context -> answer(context, Map.of("mode", "READWRITE")));
    addErrors(routes);
  }

  private void addSubjects(RoutesConfig routes) {
    routes.get("/subjects", this::subjects);
    routes.post("/subjects/{subject}", this::lookUp);
    routes.delete("/subjects/{subject}", this::deleteSubject);
    routes.get("/subjects/{subject}/versions", this::versions);
    routes.post("/subjects/{subject}/versions", this::register);
    routes.get("/subjects/{subject}/versions/{version}", this::version);
    routes.get("/subjects/{subject}/versions/{version}/schema", this::versionSchema);
    routes.delete("/subjects/{subject}/versions/{version}", this::deleteVersion);
  }

  private void addSchemas(RoutesConfig routes) {
    routes.get("/schemas/types", context -> answer(context, List.of("AVRO")));
    routes.get("/schemas/ids/{id}", this::schema);
    routes.get("/schemas/ids/{id}/schema", context -> context.result(schemaText(context)));
    routes.get("/schemas/ids/{id}/versions", this::schemaVersions);
    routes.get("/schemas/ids/{id}/subjects", this::schemaSubjects);
  }

  private void addConfig(RoutesConfig routes) {
    routes.get("/config", context -> answerLevel(context, topic.state().globalLevel()));
    routes.put("/config", this::setGlobalLevel);
    routes.get("/config/{subject}", this::level);
    routes.put("/config/{subject}", this::setLevel);
    routes.delete("/config/{subject}", this::eraseLevel);
  }

  private static void addErrors(RoutesConfig routes) {
    routes.exception(RegistryException.class, RegistryRoutes::refuse);
    routes.exception(
        HttpResponseException.class,
        (e, context) ->
            error(context, e.getStatus(), e.getStatus(), String.valueOf(e.getMessage())));
    routes.exception(Exception.class, RegistryRoutes::fail);
  }

  private static void refuse(RegistryException e, Context context) {
    error(context, e.status(), e.code(), String.valueOf(e.getMessage()));
  }

  private static void fail(Exception e, Context context) {
    LOG.error("{} method={} path={}", LogCode.REGISTRY_FAILED, context.method(), context.path(), e);
    error(context, 500, 50001, "Error in the registry: " + e);
  }

  private static void error(Context context, int status, int code, String message) {
    context.status(status);
    answer(context, Map.of("error_code", code, "message", message));
  }

  private static void answer(Context context, Object body) {
    try {
      context.contentType(CONTENT_TYPE).result(RegistryJson.MAPPER.writeValueAsBytes(body));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("answer is not JSON", e);
    }
  }

  private void subjects(Context context) {
    String prefix = Optional.ofNullable(context.queryParam("subjectPrefix")).orElse("");
    answer(context, topic.state().subjectNames(prefix, flag(context, "deleted")));
  }

  private void versions(Context context) {
    List<Version> versions =
        Registry.requireSubject(topic.state(), subject(context), flag(context, "deleted"));
    answer(context, Registry.numbers(versions));
  }

  private void register(Context context) {
    String subject = subject(context);
    JsonNode body = body(context);
    if (body.path("id").asInt(-1) > 0 || body.path("version").asInt(-1) > 0) {
      throw RegistryException.importRefused(subject);
    }
    String schema = schemaIn(body);
    Version version = topic.write(state -> Registry.register(state, subject, schema));
    LOG.debug("schema registered subject={} version={}", subject, version.version());
    answer(context, Map.of("id", version.id()));
  }

  private void lookUp(Context context) {
    String schema = schemaIn(body(context));
    answer(
        context,
        described(
            Registry.lookUp(topic.state(), subject(context), schema, flag(context, "deleted"))));
  }

  private void version(Context context) {
    answer(context, described(askedVersion(context)));
  }

  private void versionSchema(Context context) {
    context.contentType(CONTENT_TYPE).result(askedVersion(context).schema());
  }

  private Version askedVersion(Context context) {
    VersionNumber asked = VersionNumber.parse(context.pathParam("version"));
    return Registry.requireVersion(
        topic.state(), subject(context), asked, flag(context, "deleted"));
  }

  private static ObjectNode described(Version version) {
    return RegistryJson.MAPPER
        .createObjectNode()
        .put("subject", version.subject())
        .put("version", version.version())
        .put("id", version.id())
        .put("schema", version.schema());
  }

  private void deleteSubject(Context context) {
    String subject = subject(context);
    boolean permanent = flag(context, "permanent");
    answer(context, topic.write(state -> Registry.deleteSubject(state, subject, permanent)));
  }

  private void deleteVersion(Context context) {
    String subject = subject(context);
    boolean permanent = flag(context, "permanent");
    VersionNumber asked = VersionNumber.parse(context.pathParam("version"));
    answer(context, topic.write(state -> Registry.deleteVersion(state, subject, asked, permanent)));
  }

  private void schema(Context context) {
    answer(context, Map.of("schema", schemaText(context)));
  }

  private String schemaText(Context context) {
    context.contentType(CONTENT_TYPE);
    return Registry.requireSchema(topic.state(), id(context));
  }

  private void schemaVersions(Context context) {
    List<Map<String, Object>> all =
        versionsOfId(context).stream()
            .map(v -> Map.<String, Object>of("subject", v.subject(), "version", v.version()))
            .toList();
    answer(context, all);
  }

  private void schemaSubjects(Context context) {
    answer(context, versionsOfId(context).stream().map(Version::subject).distinct().toList());
  }

  private List<Version> versionsOfId(Context context) {
    RegistryState state = topic.state();
    Registry.requireSchema(state, id(context));
    boolean withDeleted = flag(context, "deleted");
    return state.withId(id(context)).stream().filter(v -> withDeleted || !v.deleted()).toList();
  }

  private void check(Context context) {
    VersionNumber asked = VersionNumber.parse(context.pathParam("version"));
    String schema = schemaIn(body(context));
    answerCheck(context, Registry.checkAgainst(topic.state(), subject(context), asked, schema));
  }

  private void checkAll(Context context) {
    String schema = schemaIn(body(context));
    answerCheck(context, Registry.checkAgainstAll(topic.state(), subject(context), schema));
  }

  private static void answerCheck(Context context, List<String> reasons) {
    Map<String, Object> verdict =
        flag(context, "verbose")
            ? Map.of("is_compatible", reasons.isEmpty(), "messages", reasons)
            : Map.of("is_compatible", reasons.isEmpty());
    answer(context, verdict);
  }

  private void level(Context context) {
    boolean orGlobal = flag(context, "defaultToGlobal");
    answerLevel(context, Registry.requireLevel(topic.state(), subject(context), orGlobal));
  }

  private void setGlobalLevel(Context context) {
    CompatibilityLevel level = levelIn(body(context));
    topic.write(state -> new Decision<>(List.of(new GlobalLevel(level)), level));
    answer(context, Map.of("compatibility", level.name()));
  }

  private void setLevel(Context context) {
    String subject = subject(context);
    CompatibilityLevel level = levelIn(body(context));
    topic.write(state -> Registry.setLevel(subject, level));
    answer(context, Map.of("compatibility", level.name()));
  }

  private void eraseLevel(Context context) {
    String subject = subject(context);
    answerLevel(context, topic.write(state -> Registry.eraseLevel(state, subject)));
  }

  private static void answerLevel(Context context, CompatibilityLevel level) {
    answer(context, Map.of("compatibilityLevel", level.name()));
  }

  private static CompatibilityLevel levelIn(JsonNode body) {
    String name = body.path("compatibility").asText("");
    return CompatibilityLevel.named(name).orElseThrow(() -> RegistryException.invalidLevel(name));
  }

  /** The schema of a request in Avro's rendering; other types and references are refused. */
  private static String schemaIn(JsonNode body) {
    String type = body.path("schemaType").asText("AVRO");
    if (!type.equals("AVRO") && !type.equals("null")) {
      throw RegistryException.invalidSchema("type " + type + " is not served here, only AVRO is");
    }
    if (!body.path("references").isEmpty()) {
      throw RegistryException.invalidSchema(
          "references are not served here; inline the referenced types");
    }
    if (!body.path("schema").isTextual()) {
      throw RegistryException.invalidSchema("the field \"schema\" is missing or not a string");
    }
    return AvroSchemas.canonical(body.path("schema").textValue());
  }

  private static JsonNode body(Context context) {
    try {
      JsonNode body = RegistryJson.MAPPER.readTree(context.body());
      if (!body.isObject()) {
        throw RegistryException.badRequest("the request body must be a JSON object");
      }
      return body;
    } catch (JsonProcessingException e) {
      throw RegistryException.badRequest("the request body is not JSON: " + e.getOriginalMessage());
    }
  }

  private static String subject(Context context) {
    return context.pathParam("subject");
  }

  private static int id(Context context) {
    try {
      return Integer.parseInt(context.pathParam("id"));
    } catch (NumberFormatException e) {
      throw RegistryException.badRequest("not a schema id: " + context.pathParam("id"));
    }
  }

  private static boolean flag(Context context, String name) {
    return "true".equals(context.queryParam(name));
  }
}
