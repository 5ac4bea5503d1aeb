package io.proofworks.views.query;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.proofworks.views.answers.AsOf;
import io.proofworks.views.answers.Log;
import io.proofworks.views.json.RecordSchemas;
import io.proofworks.views.json.TypeSchemas;
import io.proofworks.views.query.Endpoint.Answer;
import io.proofworks.views.query.Endpoint.Parameter;
import io.proofworks.views.query.Endpoint.Source;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The OpenAPI 3.1 document of the API, made of what the server answers by: {@link Endpoints} for
 * the paths, the types they answer with, the topics' schemas for the records.
 */
public final class OpenApi {

  /** The schema of a checkpoint. */
  static final String CHECKPOINT = "Checkpoint";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern NAME = Pattern.compile("\\{([a-zA-Z]+)}");
  private static final String DOCUMENT = new OpenApi().build().toPrettyString();

  /** Of the types that were referred to. */
  private final TypeSchemas types = new TypeSchemas();

  private OpenApi() {}

  /** The document, JSON. */
  public static String document() {
    return DOCUMENT;
  }

  private ObjectNode build() {
    ObjectNode document = JSON.createObjectNode();
    document.put("openapi", "3.1.0");
    document
        .putObject("info")
        .put("title", "Proofworks query API")
        .put("version", "1")
        .put(
            "description",
            "Read-only views of the market, from committed records. Amounts and 256-bit values are"
                + " strings, times epoch milliseconds. Every answer says up to where it knows the"
                + " log (asOf); minOffset makes it wait for what you have written. Errors are"
                + " problem+json (RFC 9457) with a stable code; 503 carries Retry-After.")
        .putObject("license")
        .put("name", "Apache-2.0")
        .put("identifier", "Apache-2.0");
    ObjectNode paths = document.putObject("paths");
    Endpoints.all().forEach(endpoint -> path(paths, endpoint));
    events(paths);
    ObjectNode components = document.putObject("components");
    ObjectNode schemas = components.putObject("schemas");
    schemas.setAll(RecordSchemas.all());
    var unused = types.reference(Log.class); // those refer to it
    types.all().forEach((name, schema) -> add(schemas, name, schema));
    add(
        schemas,
        CHECKPOINT,
        JSON.createObjectNode()
            .put("type", "string")
            .put("description", "A signed note (C2SP tlog-checkpoint)."));
    return document;
  }

  private static void add(ObjectNode schemas, String name, ObjectNode schema) {
    if (schemas.has(name)) {
      throw new IllegalStateException("two schemas are called " + name);
    }
    schemas.set(name, schema);
  }

  private void path(ObjectNode paths, Endpoint endpoint) {
    ObjectNode get = get(paths, endpoint.path(), endpoint.summary());
    ArrayNode parameters = get.putArray("parameters");
    Matcher names = NAME.matcher(endpoint.path());
    while (names.find()) {
      parameter(parameters, names.group(1), "path", true, "");
    }
    for (Parameter one : endpoint.parameters()) {
      parameter(parameters, one.name(), "query", one.required(), one.description());
    }
    parameter(
        parameters,
        MinOffsets.NAME,
        "query",
        false,
        "What the answer has to know: topic-partition@offset, several with commas between.");
    if (endpoint.isOfAMarket()) {
      parameter(
          parameters,
          Endpoint.DOMAIN,
          "query",
          false,
          "Of which market, if not of the deployment's first; 404 when it has no policy.");
    }
    if (endpoint.isPaged()) {
      parameter(parameters, "limit", "query", false, "1 to 1000, default 100.");
      parameter(parameters, "cursor", "query", false, "The next of the page before.");
      parameter(parameters, "format", "query", false, "json, csv or ndjson; or say it in Accept.");
    }
    answers(get, endpoint);
  }

  private static ObjectNode get(ObjectNode paths, String path, String summary) {
    String words = path.replaceAll("[^a-zA-Z]+", " ").strip().replace("v ", "");
    return paths
        .putObject(path)
        .putObject("get")
        .put("summary", summary)
        .put("operationId", words.replace(' ', '-'));
  }

  private static void parameter(
      ArrayNode parameters, String name, String in, boolean required, String description) {
    ObjectNode parameter = parameters.addObject();
    parameter.put("name", name).put("in", in).put("required", required);
    if (!description.isEmpty()) {
      parameter.put("description", description);
    }
    parameter.putObject("schema").put("type", "string");
  }

  private void answers(ObjectNode get, Endpoint endpoint) {
    ObjectNode responses = get.putObject("responses");
    ObjectNode content =
        responses.putObject("200").put("description", "The answer.").putObject("content");
    if (endpoint.source() instanceof Source.Text) {
      content.putObject("text/plain").set("schema", reference(endpoint.answer()));
    } else {
      content.putObject("application/json").set("schema", answer(endpoint));
    }
    if (endpoint.isPaged()) {
      content.putObject("text/csv").putObject("schema").put("type", "string");
      content.putObject("application/x-ndjson").putObject("schema").put("type", "string");
    }
    problem(responses, "400", "A parameter or an id is not what it has to be.");
    if (endpoint.isOfAMarket()) {
      problem(responses, "404", "There is no such thing, or no such market.");
    }
    problem(
        responses,
        "503",
        "The views are moving, starting or failed, as the code says; ask again after Retry-After.");
  }

  /** The schema with {@code asOf}, or an array of it under its label with {@code next}. */
  private ObjectNode answer(Endpoint endpoint) {
    ObjectNode schema = JSON.createObjectNode();
    ObjectNode own = JSON.createObjectNode().put("type", "object");
    ObjectNode properties = own.putObject("properties");
    properties.set("asOf", types.reference(AsOf.class));
    own.putArray("required").add("asOf");
    String label =
        switch (endpoint.source()) {
          case Source.Lines lines -> lines.list().label();
          case Source.Rows rows -> rows.label();
          case Source.One ignored -> "";
          case Source.Text ignored -> "";
          case Source.Deployment ignored -> "";
          case Source.Totals ignored -> "";
        };
    if (label.isEmpty()) {
      return merged(endpoint.answer(), own);
    }
    properties.putObject(label).put("type", "array").set("items", reference(endpoint.answer()));
    properties.putObject("next").putArray("type").add("string").add("null");
    own.withArray("required").add(label).add("next");
    own.put("additionalProperties", false);
    return schema.setAll(own);
  }

  /** An object of one's own schema that has asOf beside its fields. */
  private ObjectNode merged(Answer answer, ObjectNode own) {
    ObjectNode merged =
        switch (answer) {
          case Answer.Ours ours -> {
            var unused = types.reference(ours.type()); // it has a name, too
            yield types.schema(ours.type());
          }
          case Answer.Named named -> (ObjectNode) RecordSchemas.all().get(named.schema());
        };
    ((ObjectNode) merged.get("properties")).setAll((ObjectNode) own.get("properties"));
    ((ArrayNode) merged.get("required")).add("asOf");
    return merged;
  }

  private ObjectNode reference(Answer answer) {
    return switch (answer) {
      case Answer.Ours ours -> types.reference(ours.type());
      case Answer.Named named -> TypeSchemas.reference(named.schema());
    };
  }

  private void problem(ObjectNode responses, String status, String description) {
    responses
        .putObject(status)
        .put("description", description)
        .putObject("content")
        .putObject("application/problem+json")
        .set("schema", types.reference(io.proofworks.views.answers.Problem.class));
  }

  private void events(ObjectNode paths) {
    ObjectNode get =
        get(
            paths,
            EventStreams.PATH,
            "Records of the public topics as they are committed, as Server-Sent Events; resumes by"
                + " Last-Event-ID on any instance.");
    ArrayNode parameters = get.putArray("parameters");
    parameter(
        parameters,
        "topics",
        "query",
        false,
        "Topics with commas between; default: what the page needs.");
    parameter(
        parameters,
        Endpoint.DOMAIN,
        "query",
        false,
        "Of which market, if not of the deployment's first; all: of every market.");
    parameter(parameters, "from", "query", false, "earliest: everything; default: from now on.");
    parameter(parameters, EventStreams.LAST_EVENT_ID, "header", false, "The id of the last event.");
    ObjectNode responses = get.putObject("responses");
    responses
        .putObject("200")
        .put(
            "description",
            "event: the topic; data: the record; id: how far has been read. event: "
                + EventStreams.GAP
                + "; data: topic, partition and offsets from (the first) to (the first behind it)"
                + " of records that were deleted before they could be sent.")
        .putObject("content")
        .putObject("text/event-stream")
        .putObject("schema")
        .put("type", "string");
    problem(responses, "400", "A parameter is not what it has to be.");
    problem(responses, "403", "The cluster does not let this instance read one of the topics.");
    problem(responses, "406", "Accept does not take text/event-stream.");
    problem(
        responses,
        "503",
        "This instance serves as many streams as it can, or the cluster does not answer it.");
  }
}
