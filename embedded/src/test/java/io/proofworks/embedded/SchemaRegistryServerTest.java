package io.proofworks.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.proofworks.embedded.RegistryClient.Answer;
import io.proofworks.operations.testing.RawHttp;
import io.proofworks.serde.RegistrySettings;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaRegistryServerTest {
  @TempDir static Path directory;

  private static EmbeddedKafka kafka;
  private static SchemaRegistryServer registry;
  private static RegistryClient client;

  /** A subject of its own for every test: the registry is shared. */
  private String subject;

  @BeforeAll
  static void start() {
    kafka = EmbeddedKafka.start(EmbeddedKafkaSettings.at(directory));
    registry = SchemaRegistryServer.start(settings());
    client = new RegistryClient(registry.url());
  }

  @AfterAll
  static void stop() {
    client.close();
    registry.close();
    kafka.close();
  }

  @BeforeEach
  void nameSubject(TestInfo test) {
    subject =
        test.getTestMethod().orElseThrow().getName()
            + Integer.toHexString(test.getDisplayName().hashCode());
  }

  @AfterEach
  void restoreGlobalLevel() throws Exception {
    client.put("/config", Map.of("compatibility", "FULL_TRANSITIVE"));
  }

  private static SchemaRegistrySettings settings() {
    return SchemaRegistrySettings.on(kafka.bootstrapServers());
  }

  /** A record named for the subject, so that its schema is nobody else's. */
  private String record(String... fields) {
    return "{\"type\":\"record\",\"name\":\"R_"
        + subject
        + "\",\"fields\":["
        + String.join(",", fields)
        + "]}";
  }

  private static final String A = "{\"name\":\"a\",\"type\":\"int\"}";
  private static final String B = "{\"name\":\"b\",\"type\":\"int\"}";
  private static final String B_OPTIONAL = "{\"name\":\"b\",\"type\":\"int\",\"default\":0}";

  @Test
  void shouldGiveOneIdToOneSchemaHoweverItIsWrittenAndWhereverItIsRegistered() throws Exception {
    // given
    int id = client.register(subject, record(A));

    // when
    int spaced = client.register(subject, record(A).replace(":", " : ").replace(",", " ,\n"));
    int elsewhere = client.register(subject + "-other", record(A));
    int different = client.register(subject, record(A, B_OPTIONAL));

    // then
    assertThat(spaced).isEqualTo(id);
    assertThat(elsewhere).isEqualTo(id);
    assertThat(different).isGreaterThan(id);
    assertThat(client.get("/subjects/" + subject + "/versions").body().toString())
        .isEqualTo("[1,2]");
    assertThat(client.get("/schemas/ids/" + id + "/versions").body().toString())
        .isEqualTo(
            "[{\"subject\":\"%s\",\"version\":1},{\"subject\":\"%s-other\",\"version\":1}]"
                .formatted(subject, subject));
  }

  @Test
  void shouldAnswerVersionsSchemasAndLookups() throws Exception {
    // given
    int id = client.register(subject, record(A));
    String path = "/subjects/" + subject;

    // when
    Answer first = client.get(path + "/versions/1");
    Answer latest = client.get(path + "/versions/latest");
    Answer found = client.post(path, Map.of("schema", record(A)));

    // then
    assertThat(first.contentType()).startsWith("application/vnd.schemaregistry.v1+json");
    assertThat(first.body().path("subject").asText()).isEqualTo(subject);
    assertThat(first.body().path("version").asInt()).isEqualTo(1);
    assertThat(first.body().path("id").asInt()).isEqualTo(id);
    assertThat(first.body().path("schema").asText()).isEqualTo(record(A));
    assertThat(latest.body()).isEqualTo(first.body());
    assertThat(found.body()).isEqualTo(first.body());
    assertThat(client.get(path + "/versions/1/schema").body().path("name").asText())
        .isEqualTo("R_" + subject);
    assertThat(client.get("/schemas/ids/" + id).body().path("schema").asText())
        .isEqualTo(record(A));
    assertThat(client.get("/subjects?subjectPrefix=" + subject).body().toString())
        .isEqualTo("[\"" + subject + "\"]");
  }

  @Test
  void shouldDescribeItself() throws Exception {
    assertThat(client.get("/").body().toString()).isEqualTo("{}");
    assertThat(client.get("/schemas/types").body().toString()).isEqualTo("[\"AVRO\"]");
    assertThat(client.get("/mode").body().path("mode").asText()).isEqualTo("READWRITE");
    assertThat(client.get("/config").body().path("compatibilityLevel").asText())
        .isEqualTo("FULL_TRANSITIVE");
  }

  @ParameterizedTest
  @CsvSource({
    "/subjects/nobody/versions, 404, 40401",
    "/subjects/nobody/versions/1, 404, 40401",
    "/subjects/known/versions/9, 404, 40402",
    "/subjects/known/versions/0, 422, 42202",
    "/subjects/known/versions/first, 422, 42202",
    "/schemas/ids/999999, 404, 40403",
    "/schemas/ids/x, 400, 400",
    "/config/nobody, 404, 40408",
    "/no/such/path, 404, 404"
  })
  void shouldRefuseReadsWithConfluentsCodes(String path, int status, int code) throws Exception {
    // given
    client.register("known", "\"string\"");

    // when
    Answer answer = client.get(path);

    // then
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.errorCode()).isEqualTo(code);
    assertThat(answer.body().path("message").asText()).isNotEmpty();
    assertThat(answer.contentType()).startsWith("application/vnd.schemaregistry.v1+json");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"schema\":\"not avro\"} | 422 | 42201",
        "{\"schema\":\"\"} | 422 | 42201",
        "{} | 422 | 42201",
        "{\"schema\":7} | 422 | 42201",
        "{\"schema\":\"\\\"string\\\"\",\"schemaType\":\"PROTOBUF\"} | 422 | 42201",
        "{\"schema\":\"\\\"string\\\"\",\"references\":[{\"name\":\"x\"}]} | 422 | 42201",
        "{\"schema\":\"\\\"string\\\"\",\"id\":7} | 422 | 42205",
        "not json | 400 | 400",
        "[] | 400 | 400"
      })
  void shouldRefuseWhatIsNotARegistration(String body, int status, int code) throws Exception {
    // when
    Answer answer = client.postText("/subjects/" + subject + "/versions", body);

    // then
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.errorCode()).isEqualTo(code);
    assertThat(client.get("/subjects/" + subject + "/versions").errorCode()).isEqualTo(40401);
  }

  @Test
  void shouldRefuseLookupsOfUnknownSchemas() throws Exception {
    // given
    client.register(subject, record(A));

    // then
    assertThat(client.post("/subjects/" + subject, Map.of("schema", record(B))).errorCode())
        .isEqualTo(40403);
    assertThat(client.post("/subjects/nobody", Map.of("schema", record(B))).errorCode())
        .isEqualTo(40401);
  }

  @ParameterizedTest
  @CsvSource({
    "NONE, true, true, true",
    "BACKWARD, true, true, false",
    "BACKWARD_TRANSITIVE, true, true, false",
    "FORWARD, true, false, true",
    "FORWARD_TRANSITIVE, true, false, true",
    "FULL, true, false, false",
    "FULL_TRANSITIVE, true, false, false"
  })
  void shouldHoldSubjectsToTheirLevel(
      String level, boolean addOptional, boolean removeRequired, boolean addRequired)
      throws Exception {
    // given
    client.register(subject, record(A));
    client.put("/config/" + subject, Map.of("compatibility", level));

    // then
    assertThat(isCompatible(record(A, B_OPTIONAL))).isEqualTo(addOptional);
    assertThat(isCompatible(record())).isEqualTo(removeRequired);
    assertThat(isCompatible(record(A, B))).isEqualTo(addRequired);
    assertThat(client.get("/config/" + subject).body().path("compatibilityLevel").asText())
        .isEqualTo(level);
  }

  private boolean isCompatible(String schema) throws Exception {
    String path = "/compatibility/subjects/" + subject + "/versions/latest";
    return client.post(path, Map.of("schema", schema)).body().path("is_compatible").asBoolean();
  }

  @Test
  void shouldCheckAllEarlierVersionsOnlyWhenTheLevelIsTransitive() throws Exception {
    // given: b was optional once, then absent; now it comes back as a string
    client.register(subject, record(A, B_OPTIONAL));
    client.register(subject, record(A));
    String b = "{\"name\":\"b\",\"type\":\"string\",\"default\":\"\"}";
    Map<String, String> back = Map.of("schema", record(A, b));

    // when
    Answer transitive = client.post("/subjects/" + subject + "/versions", back);
    client.put("/config/" + subject, Map.of("compatibility", "FULL"));
    Answer last = client.post("/subjects/" + subject + "/versions", back);

    // then
    assertThat(transitive.status()).isEqualTo(409);
    assertThat(last.status()).isEqualTo(200);
  }

  @Test
  void shouldRefuseAnIncompatibleSchemaAndSayWhy() throws Exception {
    // given
    client.register(subject, record(A));

    // when
    Answer refused =
        client.post("/subjects/" + subject + "/versions", Map.of("schema", record(A, B)));
    Answer verbose =
        client.post(
            "/compatibility/subjects/" + subject + "/versions/1?verbose=true",
            Map.of("schema", record(A, B)));

    // then
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.errorCode()).isEqualTo(409);
    assertThat(refused.body().path("message").asText())
        .contains("READER_FIELD_MISSING_DEFAULT_VALUE");
    assertThat(verbose.body().path("is_compatible").asBoolean(true)).isFalse();
    assertThat(verbose.body().path("messages")).hasSize(1);
    assertThat(client.get("/subjects/" + subject + "/versions").body().toString()).isEqualTo("[1]");
  }

  @Test
  void shouldTakeAndRefuseLevels() throws Exception {
    // when
    Answer set = client.put("/config", Map.of("compatibility", "BACKWARD"));
    Answer wrong = client.put("/config/" + subject, Map.of("compatibility", "SIDEWAYS"));

    // then
    assertThat(set.body().path("compatibility").asText()).isEqualTo("BACKWARD");
    assertThat(wrong.status()).isEqualTo(422);
    assertThat(wrong.errorCode()).isEqualTo(42203);
    assertThat(client.get("/config/" + subject + "?defaultToGlobal=true").body().toString())
        .contains("\"BACKWARD\"");
  }

  @Test
  void shouldDeleteVersionsInTwoStepsAndNotGiveTheirNumbersAgain() throws Exception {
    // given
    String versions = "/subjects/" + subject + "/versions";
    int id = client.register(subject, record(A));
    client.register(subject, record(A, B_OPTIONAL));

    // when, then
    assertThat(client.delete(versions + "/1?permanent=true").errorCode()).isEqualTo(40407);
    assertThat(client.delete(versions + "/1").body().asInt()).isEqualTo(1);
    assertThat(client.get(versions + "/1").errorCode()).isEqualTo(40402);
    assertThat(client.get(versions + "/1?deleted=true").body().path("id").asInt()).isEqualTo(id);
    assertThat(client.get("/schemas/ids/" + id).status()).isEqualTo(200);
    assertThat(client.delete(versions + "/1").errorCode()).isEqualTo(40406);
    assertThat(client.register(subject, record(A))).isEqualTo(id);
    assertThat(client.get(versions).body().toString()).isEqualTo("[2,3]");
    assertThat(client.delete(versions + "/1?permanent=true").body().asInt()).isEqualTo(1);
    assertThat(client.get(versions + "?deleted=true").body().toString()).isEqualTo("[2,3]");
  }

  @Test
  void shouldDeleteSubjectsInTwoSteps() throws Exception {
    // given
    String path = "/subjects/" + subject;
    int id = client.register(subject, record(A));
    client.register(subject, record(A, B_OPTIONAL));

    // when, then
    assertThat(client.delete("/subjects/nobody").errorCode()).isEqualTo(40401);
    assertThat(client.delete(path + "?permanent=true").errorCode()).isEqualTo(40405);
    assertThat(client.delete(path).body().toString()).isEqualTo("[1,2]");
    assertThat(client.delete(path).errorCode()).isEqualTo(40404);
    assertThat(client.get(path + "/versions").errorCode()).isEqualTo(40401);
    assertThat(client.get("/subjects?deleted=true").body().toString()).contains(subject);
    assertThat(client.delete(path + "?permanent=true").body().toString()).isEqualTo("[1,2]");
    assertThat(client.get("/subjects?deleted=true").body().toString()).doesNotContain(subject);
    assertThat(client.get("/schemas/ids/" + id).errorCode()).isEqualTo(40403);
  }

  @Test
  void shouldBoundRequestsEvenWhenTheirSizeIsNotDeclared() throws Exception {
    // given
    byte[] large =
        ("{\"schema\":\"" + " ".repeat(SchemaRegistryServer.MAX_REQUEST_BYTES) + "\"}")
            .getBytes(StandardCharsets.UTF_8);
    String path = "/subjects/" + subject + "/versions";

    // when
    Answer declared = client.send("POST", path, HttpRequest.BodyPublishers.ofByteArray(large));
    Answer chunked =
        client.send(
            "POST",
            path,
            HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)));

    // then
    assertThat(declared.status()).isEqualTo(413);
    assertThat(chunked.status()).isEqualTo(413);
  }

  @Test
  void shouldGoOnWithTheSameIdsAfterARestart() throws Exception {
    // given
    int id = client.register(subject, record(A));
    client.put("/config/" + subject, Map.of("compatibility", "FORWARD"));
    Answer before = client.get("/subjects/" + subject + "/versions/1");

    // when
    try (SchemaRegistryServer again = SchemaRegistryServer.start(settings());
        RegistryClient other = new RegistryClient(again.url())) {
      // then
      assertThat(other.get("/subjects/" + subject + "/versions/1").body()).isEqualTo(before.body());
      assertThat(other.get("/config/" + subject).body().toString()).contains("FORWARD");
      assertThat(other.register(subject, record(A))).isEqualTo(id);
      assertThat(other.get("/subjects").body()).isEqualTo(client.get("/subjects").body());
    }
  }

  @Test
  void shouldKeepConfluentsRecordsInTheTopic() throws Exception {
    // given
    int id = client.register(subject, "\"string\"");

    // when
    List<String> values = KafkaClients.read(kafka.bootstrapServers(), "_schemas");

    // then
    assertThat(values)
        .contains(
            "{\"subject\":\"%s\",\"version\":1,\"id\":%d,\"schema\":\"\\\"string\\\"\",\"deleted\":false}"
                .formatted(subject, id));
    assertThat(RegistryJson.key(new RegistryRecord.VersionErased("s", 1)))
        .isEqualTo("{\"keytype\":\"SCHEMA\",\"subject\":\"s\",\"version\":1,\"magic\":1}");
    assertThat(RegistryJson.key(new RegistryRecord.SubjectLevelErased("s")))
        .isEqualTo("{\"keytype\":\"CONFIG\",\"subject\":\"s\",\"magic\":0}");
  }

  @Test
  void shouldAskForAUserWhenToldTo() throws Exception {
    // given
    SchemaRegistrySettings guarded = settings().withUsers(RegistryUser.admin("ada", "secret"));
    try (SchemaRegistryServer server = SchemaRegistryServer.start(guarded);
        RegistryClient stranger = new RegistryClient(server.url())) {
      // when
      Answer refused = stranger.get("/subjects");
      Answer wrong = stranger.send("GET", "/subjects", nothing(), basic("ada:guess"));
      Answer right = stranger.send("GET", "/subjects", nothing(), basic("ada:secret"));

      // then
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.errorCode()).isEqualTo(401);
      assertThat(wrong.status()).isEqualTo(401);
      assertThat(right.status()).isEqualTo(200);
      assertThat(guarded.toString()).doesNotContain("secret");
    }
  }

  private static HttpRequest.BodyPublisher nothing() {
    return HttpRequest.BodyPublishers.noBody();
  }

  private static String[] basic(String credentials) {
    byte[] bytes = credentials.getBytes(StandardCharsets.UTF_8);
    return new String[] {"Authorization", "Basic " + Base64.getEncoder().encodeToString(bytes)};
  }

  @Test
  void shouldSayThatItsPortIsTaken() {
    // when
    EmbeddedStartException refusal =
        catchThrowableOfType(
            EmbeddedStartException.class,
            () -> SchemaRegistryServer.start(settings().withPort(registry.port())).close());

    // then
    assertThat(refusal.reason()).isEqualTo(EmbeddedStartException.Reason.PORT_TAKEN);
    assertThat(refusal).hasMessageContaining("schema registry");
  }

  @ParameterizedTest
  @CsvSource({
    "Host: attacker.example, X-A: b, application/vnd.schemaregistry.v1+json, 403, foreign-host",
    "Host: 127.0.0.1, Origin: http://attacker.example, application/json, 403, foreign-origin",
    "Host: 127.0.0.1, Origin: null, application/json, 403, foreign-origin",
    "Host: attacker.example, Origin: http://attacker.example, text/plain, 403, foreign-host",
    "Host: 127.0.0.1, X-A: b, text/plain, 415, media-type",
    "Host: 127.0.0.1, X-A: b, application/x-www-form-urlencoded, 415, media-type",
    "Host: 127.0.0.1, X-A: b, multipart/form-data; boundary=x, 415, media-type"
  })
  void shouldRegisterNothingForAPageOfAnotherOrigin(
      String host, String more, String type, int status, String code) throws Exception {
    String body = "{\"schema\": \"\\\"string\\\"\"}";
    for (String method : List.of("POST /subjects/%s/versions", "PUT /config/%s")) {
      String[] start = method.formatted(subject).split(" ", -1);

      String answer =
          RawHttp.send(
              registry.port(),
              start[0],
              start[1],
              List.of(host, more, "Content-Type: " + type),
              body);

      assertThat(answer)
          .startsWith("HTTP/1.1 " + status)
          .contains("\"code\":\"" + code + "\"", "\"error_code\":" + status);
    }
    assertThat(client.get("/subjects").body().toString()).doesNotContain(subject);
  }

  @Test
  void shouldLetEachUserDoWhatItsRoleAllows() throws Exception {
    // given
    SchemaRegistrySettings guarded =
        settings()
            .withUsers(
                RegistryUser.reader("ann", "a"),
                RegistryUser.writer("bob", "b", Set.of(subject)),
                RegistryUser.admin("ada", "secret"));
    String versions = "/subjects/" + subject + "/versions";
    String others = "/subjects/" + subject + "-other/versions";
    String schema = "{\"schema\": \"\\\"string\\\"\"}";
    String level = "{\"compatibility\": \"NONE\"}";
    try (SchemaRegistryServer server = SchemaRegistryServer.start(guarded);
        RegistryClient anyone = new RegistryClient(server.url())) {
      Map<String, List<Integer>> answers = new LinkedHashMap<>();
      for (String user : List.of("ada:secret", "bob:b", "ann:a", "eve:e")) {
        // when
        List<Integer> statuses = new ArrayList<>();
        for (String[] request :
            new String[][] {
              {"POST", versions, schema},
              {"POST", others, schema},
              {"GET", versions, ""},
              {"POST", "/subjects/" + subject, schema},
              {"POST", "/compatibility" + versions, schema},
              {"PUT", "/config/" + subject, level},
              {"PUT", "/config", "{\"compatibility\": \"FULL_TRANSITIVE\"}"},
              {"DELETE", "/config/" + subject, ""},
              {"DELETE", versions + "/9", ""},
              {"DELETE", "/subjects/" + subject + "-none", ""}
            }) {
          BodyPublisher body =
              request[2].isEmpty() ? nothing() : HttpRequest.BodyPublishers.ofString(request[2]);
          statuses.add(anyone.send(request[0], request[1], body, basic(user)).status());
        }
        answers.put(user, statuses);
      }

      // then
      assertThat(answers.get("ada:secret"))
          .containsExactly(200, 200, 200, 200, 200, 200, 200, 200, 404, 404);
      assertThat(answers.get("bob:b"))
          .containsExactly(200, 403, 200, 200, 200, 403, 403, 403, 403, 403);
      assertThat(answers.get("ann:a"))
          .containsExactly(403, 403, 200, 200, 200, 403, 403, 403, 403, 403);
      assertThat(answers.get("eve:e")).containsOnly(401);
    }
  }

  @Test
  void shouldTellWhoMayChangeSchemasAndChangeNothingByAsking() throws Exception {
    // given
    int id = client.register(subject, record(A));
    SchemaRegistrySettings guarded =
        settings().withUsers(RegistryUser.reader("ann", "a"), RegistryUser.admin("ada", "secret"));
    try (SchemaRegistryServer server = SchemaRegistryServer.start(guarded)) {
      RegistrySettings url = RegistrySettings.of(URI.create(server.url()));

      // when
      boolean reader = ours(url, "ann", "a").mayChange(subject);
      boolean admin = ours(url, "ada", "secret").mayChange(subject);
      boolean nobody = new io.proofworks.serde.RegistryClient(url).mayChange(subject);

      // then
      assertThat(List.of(reader, admin, nobody)).containsExactly(false, true, false);
      assertThat(ours(url, "ann", "a").find(subject, new Schema.Parser().parse(record(A))))
          .isEqualTo(id);
      assertThat(ours(url, "ann", "a").level(subject)).isEqualTo("FULL_TRANSITIVE");
    }
    assertThat(client.get("/subjects/" + subject + "/versions").body().toString()).isEqualTo("[1]");
  }

  private static io.proofworks.serde.RegistryClient ours(
      RegistrySettings url, String user, String password) {
    return new io.proofworks.serde.RegistryClient(
        new RegistrySettings(
            url.url(),
            Optional.of(user),
            Optional.of(password),
            Optional.empty(),
            Optional.empty(),
            url.timeout(),
            1));
  }

  @Test
  void shouldSayWhoRegistersASchemaThatIsNotThere() {
    var ours =
        new io.proofworks.serde.RegistryClient(RegistrySettings.of(URI.create(registry.url())));

    assertThatThrownBy(() -> ours.find(subject, new Schema.Parser().parse(record(A))))
        .hasMessageContaining("proofworks topics create");
  }
}
