package io.proofworks.market.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.proofworks.avro.ProofRequest;
import io.proofworks.avro.Receipt;
import io.proofworks.market.local.LocalMarket;
import io.proofworks.market.local.LocalMarketSettings;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.TaskClass;
import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.AppSettings;
import io.proofworks.views.query.QueryService;
import io.proofworks.worker.Worker;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The query API over a market that has settled a batch and slashed a spammer: first one instance,
 * then a second one beside it, then the second alone.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class QueryEndToEndTest {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private static Path directory;
  private static TestMarket market;
  private static Worker spammer;
  private static ProofRequest request;
  private static Receipt receipt;

  @BeforeAll
  static void settle() throws Exception {
    market = TestMarket.on(directory);
    spammer = market.prover("spammer", false, Adversaries.spammer());
    market.honestProver("grace");
    market.honestAggregator("noether");
    request = market.submit(2, TaskClass.URGENT_SETTLEMENT);
    receipt = market.log().awaitReceipt(request.getBatchId(), PATIENCE);
  }

  @AfterAll
  static void close() {
    market.close();
  }

  private static String base() {
    return market.local().apiUrl();
  }

  private static HttpResponse<String> get(String base, String path) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(base + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static JsonNode json(String base, String path) throws Exception {
    HttpResponse<String> response = get(base, path);
    assertThat(response.statusCode()).as(path + " " + response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  /** Every path of the document with what stands for its names. */
  private static Map<String, String> questions() throws Exception {
    String batch = request.getBatchId();
    String task = json(base(), "/v1/tasks?limit=1").at("/tasks/0/taskId").asText();
    String route = URLEncoder.encode(request.getRouteId(), StandardCharsets.UTF_8);
    return Map.ofEntries(
        Map.entry("/v1/market", "/v1/market"),
        Map.entry("/v1/batches", "/v1/batches"),
        Map.entry("/v1/markets", "/v1/markets"),
        Map.entry("/v1/batches/{batchId}", "/v1/batches/" + batch),
        Map.entry("/v1/tasks", "/v1/tasks"),
        Map.entry("/v1/tasks/{taskId}", "/v1/tasks/" + task),
        Map.entry("/v1/provers", "/v1/provers"),
        Map.entry("/v1/provers/{proverId}", "/v1/provers/" + spammer.id()),
        Map.entry("/v1/accounts/{address}", "/v1/accounts/" + spammer.id()),
        Map.entry("/v1/verdicts", "/v1/verdicts"),
        Map.entry("/v1/receipts", "/v1/receipts"),
        Map.entry("/v1/receipts/{batchId}", "/v1/receipts/" + batch),
        Map.entry("/v1/metrics", "/v1/metrics?class=URGENT_SETTLEMENT&window=10000"),
        Map.entry("/v1/routes", "/v1/routes"),
        Map.entry("/v1/routes/{routeId}", "/v1/routes/" + route),
        Map.entry("/v1/journals", "/v1/journals"),
        Map.entry("/v1/journals/{journal}", "/v1/journals/task-0"),
        Map.entry("/v1/journals/{journal}/checkpoint", "/v1/journals/task-0/checkpoint"),
        Map.entry("/v1/journals/{journal}/inclusion", "/v1/journals/task-0/inclusion?index=0"),
        Map.entry("/v1/journals/{journal}/consistency", "/v1/journals/task-0/consistency?from=1"));
  }

  @Test
  @Order(1)
  void shouldAnswerAsItsOpenApiDocumentSays() throws Exception {
    JsonNode document = json(base(), "/v1/openapi.json");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertThat(json(base(), "/v1/routes").path("routes")).isNotEmpty();
          assertThat(get(base(), "/v1/journals/task-0/checkpoint").statusCode()).isEqualTo(200);
        });
    Map<String, String> questions = questions();

    Set<String> paths = new HashSet<>();
    document.path("paths").fieldNames().forEachRemaining(paths::add);
    assertThat(paths).containsAll(questions.keySet());
    assertThat(paths).hasSize(questions.size() + 1).contains("/v1/events");
    for (Map.Entry<String, String> question : questions.entrySet()) {
      HttpResponse<String> answer = get(base(), question.getValue());
      assertThat(answer.statusCode()).as(question.getValue() + answer.body()).isEqualTo(200);
      JsonNode content =
          document.path("paths").path(question.getKey()).at("/get/responses/200/content");
      if (content.has("application/json")) {
        requireValid(document, content.at("/application~1json/schema"), answer.body());
      }
    }
    HttpResponse<String> refused = get(base(), "/v1/tasks/0x12");
    requireValid(document, document.at("/components/schemas/Problem"), refused.body());
  }

  private static void requireValid(JsonNode document, JsonNode schema, String answer) {
    ObjectNode whole = schema.deepCopy();
    whole.set("components", document.path("components"));
    Schema compiled =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(whole.toString(), InputFormat.JSON);
    assertThat(compiled.validate(answer, InputFormat.JSON)).as(answer).isEmpty();
  }

  @Test
  @Order(2)
  void shouldTellTheWholeStoryOfTheBatch() throws Exception {
    await()
        .atMost(PATIENCE)
        .until(
            () -> json(base(), "/v1/batches/" + request.getBatchId()).path("execution").isObject());
    JsonNode batch = json(base(), "/v1/batches/" + request.getBatchId());
    JsonNode villain = json(base(), "/v1/provers/" + spammer.id());

    assertThat(batch.path("state").asText()).isEqualTo("SETTLED");
    assertThat(batch.path("shards"))
        .hasSize(receipt.getChildren().size())
        .allMatch(shard -> shard.path("state").asText().equals("SETTLED"))
        .anyMatch(shard -> shard.path("critical").asBoolean());
    assertThat(batch.path("tree"))
        .allMatch(node -> node.path("state").asText().equals("VERIFIED"))
        .anyMatch(node -> node.path("root").asBoolean() && node.path("critical").asBoolean());
    assertThat(villain.path("verdictsByReason").path("INVALID_PROOF").asInt()).isPositive();
    assertThat(Long.parseLong(villain.path("slashed").asText()))
        .isEqualTo(market.log().slashed(spammer.id()));
    String task = batch.at("/shards/0/taskId").asText();
    List<String> topics = new ArrayList<>();
    json(base(), "/v1/tasks/" + task)
        .path("timeline")
        .forEach(entry -> topics.add(entry.at("/log/topic").asText()));
    assertThat(topics)
        .contains(
            "market.tasks",
            "market.assignments",
            "market.commitments",
            "market.reveals",
            "market.verdicts",
            "market.ledger",
            "market.child-proofs");
  }

  @Test
  @Order(3)
  void shouldReadWhatHasJustBeenWritten() throws Exception {
    ProofRequest next = market.submit(1, TaskClass.STANDARD);
    await()
        .atMost(PATIENCE)
        .until(() -> get(base(), "/v1/batches/" + next.getBatchId()).statusCode() == 200);
    JsonNode batch = json(base(), "/v1/batches/" + next.getBatchId());
    JsonNode log = batch.path("requested").path("log");
    String place =
        log.path("topic").asText()
            + "-"
            + log.path("partition").asInt()
            + "@"
            + log.path("offset").asLong();

    JsonNode list = json(base(), "/v1/batches?minOffset=" + place);

    assertThat(list.at("/batches/0/batchId").asText()).isEqualTo(next.getBatchId());
    market.log().awaitReceipt(next.getBatchId(), PATIENCE);
  }

  /** An event: the id that resumes after it, and where its record stands. */
  private record Event(String id, String place) {}

  /** Reads events until those are enough. */
  private static List<Event> events(
      String base, Optional<String> lastId, Predicate<List<Event>> enough) throws Exception {
    HttpRequest.Builder asked =
        HttpRequest.newBuilder(
                URI.create(
                    base
                        + "/v1/events?topics=market.verdicts,market.ledger"
                        + (lastId.isPresent() ? "" : "&from=earliest")))
            .header("Accept", "text/event-stream");
    lastId.ifPresent(id -> asked.header("Last-Event-ID", id));
    HttpResponse<InputStream> response =
        HTTP.send(asked.build(), HttpResponse.BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);
    List<Event> events = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      String id = "";
      while (!enough.test(events)) {
        String line = lines.readLine();
        if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("data: ")) {
          events.add(new Event(id, JSON.readTree(line.substring(6)).path("log").toString()));
        }
      }
    }
    return events;
  }

  @Test
  @Order(4)
  void shouldAnswerForEveryKeyFromEitherOfTwoInstancesAndThenFromTheOneThatIsLeft()
      throws Exception {
    AppContext context = secondContext();
    try (QueryService second = QueryService.start(context, "127.0.0.1", 0)) {
      await()
          .atMost(PATIENCE)
          .until(() -> second.views().streams().state().name().equals("RUNNING"));
      await().atMost(PATIENCE).untilAsserted(() -> requireSame(base(), second.url()));
      assertThat(localPartitions(second)).isBetween(1, 3);

      requireResumption(second.url());

      market.local().stop(LocalMarket.QUERY);
      await().atMost(PATIENCE).untilAsserted(() -> requireAll(second.url()));
      market.local().start(LocalMarket.QUERY);
      await().atMost(PATIENCE).untilAsserted(() -> requireSame(base(), second.url()));
    }
  }

  /** What the first did not yet tell the second tells, each event once. */
  private static void requireResumption(String other) throws Exception {
    for (int i = 0; i < 70; i++) {
      requireRefusedPost(base());
    }
    List<Event> first = events(base(), Optional.empty(), seen -> seen.size() == 30);
    Set<String> told = places(first.subList(0, 5));
    Set<String> untold = places(first.subList(5, 30));

    List<Event> rest =
        events(other, Optional.of(first.get(4).id()), seen -> places(seen).containsAll(untold));

    assertThat(first).extracting(Event::place).doesNotHaveDuplicates();
    assertThat(rest)
        .extracting(Event::place)
        .doesNotHaveDuplicates()
        .doesNotContainAnyElementsOf(told);
  }

  private static Set<String> places(List<Event> events) {
    return events.stream().map(Event::place).collect(Collectors.toSet());
  }

  /** It must not take the place of a stream. */
  private static void requireRefusedPost(String base) throws Exception {
    HttpResponse<String> refused =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(base + "/v1/events"))
                .header("Accept", "text/event-stream")
                .POST(HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(refused.statusCode()).isEqualTo(405);
  }

  private static AppContext secondContext() {
    AppSettings settings =
        AppSettings.of(
            Map.of(
                "bootstrap.servers",
                market.local().broker().bootstrapServers(),
                "registry.url",
                market.local().broker().registryUrl(),
                "domain",
                LocalMarketSettings.DOMAIN.hex(),
                "state.dir",
                directory.resolve("second").toString(),
                "replication.factor",
                "1",
                "instance.id",
                "second"));
    return new AppContext(settings, market.local().broker().serdes(), VerifierRegistry.standard());
  }

  private static int localPartitions(QueryService service) {
    return service.views().streams().metadataForLocalThreads().stream()
        .flatMap(thread -> thread.activeTasks().stream())
        .filter(task -> task.taskId().subtopology() == 1)
        .collect(Collectors.toSet())
        .size();
  }

  /** Both tell of the same batches, tasks and verdicts. */
  private static void requireSame(String one, String other) throws Exception {
    for (String path :
        List.of(
            "/v1/batches",
            "/v1/tasks",
            "/v1/verdicts?limit=1000",
            "/v1/batches/" + request.getBatchId(),
            "/v1/accounts/" + spammer.id(),
            "/v1/receipts/" + request.getBatchId())) {
      assertThat(withoutAsOf(json(other, path))).as(path).isEqualTo(withoutAsOf(json(one, path)));
    }
    assertThat(json(other, "/v1/market").path("verdictsByReason"))
        .isEqualTo(json(one, "/v1/market").path("verdictsByReason"));
  }

  private static void requireAll(String base) throws Exception {
    assertThat(json(base, "/v1/batches").path("batches")).hasSize(2);
    assertThat(json(base, "/v1/batches/" + request.getBatchId()).path("shards"))
        .hasSize(receipt.getChildren().size());
    assertThat(json(base, "/v1/receipts/" + request.getBatchId()).path("rootProof").asText())
        .startsWith("0x");
  }

  private static JsonNode withoutAsOf(JsonNode answer) {
    ObjectNode rest = answer.deepCopy();
    rest.remove("asOf");
    return rest;
  }
}
