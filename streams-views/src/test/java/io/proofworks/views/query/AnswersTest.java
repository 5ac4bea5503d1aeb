package io.proofworks.views.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.proofworks.operations.Condition;
import io.proofworks.operations.Health;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.testing.TopologyFixture;
import io.proofworks.views.MarketView;
import io.proofworks.views.Story;
import io.proofworks.views.ViewReader;
import io.proofworks.views.ViewsApplication;
import io.proofworks.views.ViewsTopology;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every answer is what the OpenAPI document says that it is, whatever is known already. */
final class AnswersTest {

  private static final Map<String, String> NAMES =
      Map.of(
          "{batchId}", Story.BATCH,
          "{taskId}", Story.task(0),
          "{proverId}", Story.PROVER,
          "{address}", Story.PROVER,
          "{routeId}", "a-%3Eb",
          "{journal}", Story.JOURNAL);

  /** What a path cannot be asked without. */
  private static final Map<String, String> QUERIES =
      Map.of(
          "/v1/metrics", "?class=STANDARD&window=10000",
          "/v1/journals/{journal}/inclusion", "?index=1",
          "/v1/journals/{journal}/consistency", "?from=1");

  private final HttpClient client = HttpClient.newHttpClient();
  private TopologyFixture market;
  private QueryServer server;
  private JsonNode document;
  private final Map<JsonNode, Schema> compiled = new HashMap<>();

  private final class OnePartition implements Placement {

    @Override
    public int partitions() {
      return 1;
    }

    @Override
    public Place of(int partition) {
      return new Place.Here(here(partition));
    }

    @Override
    public MarketView here(int partition) {
      return new MarketView(new ViewReader(market.driver().getKeyValueStore(ViewsTopology.VIEWS)));
    }
  }

  private static final class Working implements Health {

    @Override
    public Condition condition() {
      return Condition.WORKING;
    }

    @Override
    public boolean hasStarted() {
      return true;
    }

    @Override
    public Map<String, ?> details() {
      return Map.of();
    }
  }

  @BeforeEach
  void start() throws IOException {
    market = TopologyFixture.of(new ViewsApplication("127.0.0.1:1"), Story.settings());
    server =
        QueryServer.listen(
            new AppContext(Story.settings(), market.serdes(), VerifierRegistry.standard()),
            "127.0.0.1",
            0);
    server.serve(new OnePartition(), new Working(), damage -> {});
    document = new ObjectMapper().readTree(OpenApi.document());
  }

  @AfterEach
  void stop() {
    server.close();
    client.close();
    market.close();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(server.url() + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static String question(String path) {
    String question = path + QUERIES.getOrDefault(path, "");
    for (Map.Entry<String, String> name : NAMES.entrySet()) {
      question = question.replace(name.getKey(), name.getValue());
    }
    return question;
  }

  private void requireValid(JsonNode schema, String answer) {
    assertThat(compiled.computeIfAbsent(schema, this::compile).validate(answer, InputFormat.JSON))
        .as(answer)
        .isEmpty();
  }

  private Schema compile(JsonNode schema) {
    ObjectNode whole = schema.deepCopy();
    whole.set("components", document.path("components"));
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(whole.toString(), InputFormat.JSON);
  }

  /** How many paths had an answer; all that there is is what its schema says. */
  private int answered() throws Exception {
    int answered = 0;
    for (Endpoint endpoint : Endpoints.all()) {
      HttpResponse<String> answer = get(question(endpoint.path()));
      JsonNode responses = document.path("paths").path(endpoint.path()).at("/get/responses");
      JsonNode content = responses.path(Integer.toString(answer.statusCode())).path("content");
      String type = answer.headers().firstValue("Content-Type").orElse("").replaceAll(";.*", "");
      assertThat(content.has(type)).as("%s %s", endpoint.path(), answer.body()).isTrue();
      if (type.endsWith("json")) {
        requireValid(content.path(type).path("schema"), answer.body());
      }
      answered += answer.statusCode() == 200 ? 1 : 0;
    }
    return answered;
  }

  @Test
  void shouldBeWhatTheDocumentSaysAfterEachRecordOfAStory() throws Exception {
    int before = answered();

    for (Story.Told<?> told : Story.whole()) {
      told.to(market);
      market.driver().advanceWallClockTime(Duration.ofSeconds(1));
      answered();
    }

    assertThat(before).as("lists of nothing").isEqualTo(10);
    assertThat(answered()).as("all that there is").isEqualTo(Endpoints.all().size());
  }

  @Test
  void shouldBeWhatTheDocumentSaysOfAStoryThatIsToldBackwards() throws Exception {
    for (Story.Told<?> told : Story.whole().reversed()) {
      told.to(market);
      market.driver().advanceWallClockTime(Duration.ofSeconds(1));
      answered();
    }

    assertThat(answered()).isGreaterThan(10);
  }

  @Test
  void shouldOnlyReferToSchemasThatTheDocumentHas() {
    Set<String> referred = new TreeSet<>();
    Pattern.compile("#/components/schemas/(\\w+)")
        .matcher(document.toString())
        .results()
        .forEach(found -> referred.add(found.group(1)));

    Set<String> there = new TreeSet<>();
    document.at("/components/schemas").fieldNames().forEachRemaining(there::add);

    assertThat(referred).hasSizeGreaterThan(40);
    assertThat(there).containsAll(referred);
    assertThat(List.of("Market", "BatchView", "Shard", "Gap", "Verdict")).allMatch(there::contains);
  }
}
