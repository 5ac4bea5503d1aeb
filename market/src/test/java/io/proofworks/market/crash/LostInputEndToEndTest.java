package io.proofworks.market.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.proofworks.embedded.EmbeddedKafka;
import io.proofworks.embedded.EmbeddedKafkaSettings;
import io.proofworks.market.audit.Audit;
import io.proofworks.operations.LogCode;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.AppSettings;
import io.proofworks.runtime.RunningApplication;
import io.proofworks.runtime.StreamsRunner;
import io.proofworks.settlement.SettlementApplication;
import io.proofworks.topics.Ticks;
import io.proofworks.topics.Topics;
import io.proofworks.views.query.QueryService;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real broker whose records are deleted before those who need them have read them. */
final class LostInputEndToEndTest {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final TopicPartition REVEALS = new TopicPartition(Topics.REVEALS.name(), 0);

  @TempDir private Path directory;
  private Stage stage;

  @BeforeEach
  void start() throws Exception {
    EmbeddedKafkaSettings broker = EmbeddedKafkaSettings.at(directory.resolve("kafka"));
    stage = new Stage(EmbeddedKafka.start(broker), directory.resolve("state"));
  }

  @AfterEach
  void stop() throws Exception {
    stage.close();
  }

  private void append(int records) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(stage.kafka(), new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < records; i++) {
        var unused = producer.send(Ticks.record(REVEALS.topic(), REVEALS.partition())).get();
      }
    }
  }

  private void deleteBefore(long offset) throws Exception {
    try (Admin admin = Admin.create(stage.kafka())) {
      var unused =
          admin.deleteRecords(Map.of(REVEALS, RecordsToDelete.beforeOffset(offset))).all().get();
    }
  }

  private AppContext context(Map<String, String> more) {
    Map<String, String> said =
        new HashMap<>(
            Map.of(
                "bootstrap.servers", stage.settings().bootstrapServers(),
                "domain", Stage.DOMAIN.hex(),
                "state.dir", stage.settings().stateDir().toString(),
                "replication.factor", "1"));
    said.putAll(more);
    return new AppContext(AppSettings.of(said), stage.serdes(), VerifierRegistry.standard());
  }

  private RunningApplication settlement(Map<String, String> more) {
    return stage.keep(StreamsRunner.start(new SettlementApplication(), context(more)));
  }

  private JsonNode asOf(QueryService query) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(query.url() + "/v1/batches")).build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      String body = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
      return new ObjectMapper().readTree(body).path("asOf");
    }
  }

  @Test
  void shouldStopWhereMoneyIsDecidedUntilItsOperatorWantsItOtherwise() throws Exception {
    append(10);
    deleteBefore(6);

    RunningApplication stopped = settlement(Map.of());
    requireEndedOverTheLoss(stopped);
    stopped.close();

    RunningApplication skipping = settlement(Map.of("app.lost.input", "skip"));
    assertThat(skipping.awaitRunning(PATIENCE)).isTrue();
    assertThat(skipping.hasFailed()).isFalse();
  }

  @Test
  void shouldStopWhenItComesBackAfterItsInputIsGone() throws Exception {
    append(3);
    RunningApplication first = settlement(Map.of());
    assertThat(first.awaitRunning(PATIENCE)).isTrue();
    await()
        .atMost(PATIENCE)
        .until(() -> {
          try (Admin admin = Admin.create(stage.kafka())) {
            var at =
                admin
                    .listConsumerGroupOffsets(stage.settings().applicationId("settlement"))
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(REVEALS);
            return at != null && at.offset() == 3;
          }
        });
    first.close();
    append(7);
    deleteBefore(8);

    RunningApplication back = settlement(Map.of());

    requireEndedOverTheLoss(back);
  }

  /** At once: another try would find the same records gone. */
  private static void requireEndedOverTheLoss(RunningApplication application) {
    assertThat(application.awaitEnd(PATIENCE)).isTrue();
    RunningApplication.Ending ending = application.ending().orElseThrow();
    assertThat(ending.code()).isEqualTo(LogCode.INPUT_LOST);
    assertThat(ending.exitCode()).isEqualTo(StreamsRunner.UNFIT);
    assertThat(ending.cause()).contains(REVEALS.toString());
  }

  @Test
  void shouldSayInEveryAnswerWhatTheViewsNeverRead() throws Exception {
    append(10);
    deleteBefore(6);

    QueryService query = stage.keep(QueryService.start(context(Map.of()), "127.0.0.1", 0));
    assertThat(query.views().awaitRunning(PATIENCE)).isTrue();

    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          JsonNode asOf = asOf(query);
          assertThat(asOf.path("incomplete").asBoolean()).isTrue();
          assertThat(asOf.path("missing").toString())
              .isEqualTo("[{\"topic\":\"market.reveals\",\"partition\":0,\"from\":0,\"to\":6}]");
        });
  }

  @Test
  void shouldSayInAStreamOfEventsWhatItSkips() throws Exception {
    // given somebody who had seen all up to offset 2 when the next were deleted
    append(10);
    QueryService query = stage.keep(QueryService.start(context(Map.of()), "127.0.0.1", 0));
    deleteBefore(6);
    String seen = "2" + ".0".repeat(stage.settings().partitions() - 1);

    // when
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(query.url() + "/v1/events?topics=" + Topics.REVEALS.name()))
            .header("Accept", "text/event-stream")
            .header("Last-Event-ID", seen)
            .timeout(PATIENCE)
            .build();

    // then
    try (HttpClient client = HttpClient.newHttpClient();
        Stream<String> lines = client.send(request, HttpResponse.BodyHandlers.ofLines()).body()) {
      List<String> event =
          lines.dropWhile(line -> !line.startsWith("id:")).limit(3).map(String::strip).toList();
      assertThat(event)
          .containsExactly(
              "id: 6" + seen.substring(1),
              "event: gap",
              "data: {\"topic\":\"market.reveals\",\"partition\":0,\"from\":2,\"to\":6}");
      client.shutdownNow();
    }
  }

  @Test
  void shouldNotPassForAuditedWhatIsGone() throws Exception {
    append(10);
    Audit.Scope scope =
        new Audit.Scope(
            Stage.DOMAIN,
            stage.serdes(),
            VerifierRegistry.standard(),
            stage.settings().partitions(),
            Optional.empty());
    assertThat(Audit.run(stage.kafka(), scope).findings()).isEmpty();

    deleteBefore(6);

    assertThat(Audit.run(stage.kafka(), scope).findings())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.kind()).isEqualTo("NOT_IN_THE_LOG");
          assertThat(finding.where()).isEqualTo("market.reveals-0@0");
          assertThat(finding.detail()).startsWith("6 records");
        });
  }
}
