package io.proofworks.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proofworks.operations.testing.LocalPage;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class OperationsServerTest implements LocalPage {

  /** As it is told to be. */
  private static final class Told implements Health {
    private Condition condition = Condition.STARTING;

    @Override
    public Condition condition() {
      return condition;
    }

    @Override
    public boolean hasStarted() {
      return condition == Condition.WORKING;
    }

    @Override
    public Map<String, ?> details() {
      return Map.of("toRestore", 5);
    }
  }

  private final Told health = new Told();
  private final Meters meters = Meters.ofProcess();
  private OperationsServer server;

  @BeforeEach
  void start() {
    server =
        OperationsServer.start(
            new OperationsRoutes(health, meters), HttpBounds.STANDARD, "127.0.0.1", 0);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    meters.close();
  }

  private HttpResponse<String> get(String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create(server.url() + path)).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void shouldBeAliveAndNotReadyWhileItIsRestored() throws Exception {
    assertThat(get("/livez").statusCode()).isEqualTo(200);
    HttpResponse<String> notReady = get("/readyz");
    assertThat(notReady.statusCode()).isEqualTo(503);
    assertThat(notReady.headers().firstValue("Retry-After")).contains("1");
    assertThat(notReady.body()).contains("\"code\":\"starting\"").contains("\"toRestore\":5");
    assertThat(get("/startupz").statusCode()).isEqualTo(503);

    health.condition = Condition.WORKING;

    assertThat(get("/readyz").statusCode()).isEqualTo(200);
    assertThat(get("/readyz").body()).contains("\"condition\":\"working\"");
    assertThat(get("/startupz").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource(Condition.class)
  void shouldSayTheConditionAndAskForARestartOnlyWhenItHasFailed(Condition condition)
      throws Exception {
    health.condition = condition;

    HttpResponse<String> ready = get("/readyz");

    assertThat(ready.body()).contains('"' + condition.code() + '"');
    assertThat(ready.statusCode()).isEqualTo(condition == Condition.WORKING ? 200 : 503);
    assertThat(get("/livez").statusCode()).isEqualTo(condition == Condition.FAILED ? 503 : 200);
  }

  @Test
  void shouldShowMetersUnderTheirDeclaredNames() throws Exception {
    meters.count(Metric.VERDICTS, "REVEAL", "ACCEPTED");
    meters.count(Metric.VERDICTS, "REVEAL", "ACCEPTED");
    meters.time(Metric.PROOF_VERIFICATIONS, Duration.ofMillis(3), "alone");
    meters.show(Metric.APPLICATION_READY, health, self -> 1, "settlement");

    String page = get("/metrics").body();

    assertThat(page)
        .contains("proofworks_verdicts_total{kind=\"REVEAL\",reason=\"ACCEPTED\"} 2.0")
        .contains("proofworks_proof_verifications_seconds_count{mode=\"alone\"} 1")
        .contains("proofworks_application_ready{application=\"settlement\"} 1.0")
        .contains("jvm_memory_used_bytes");
    for (Metric metric :
        new Metric[] {Metric.VERDICTS, Metric.PROOF_VERIFICATIONS, Metric.APPLICATION_READY}) {
      assertThat(page).contains(metric.prometheusName());
    }
  }

  @Test
  void shouldRefuseAMetricOfAnotherKindOrWithOtherLabels() {
    assertThatThrownBy(() -> meters.count(Metric.APPLICATION_READY, "x"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> meters.count(Metric.VERDICTS, "only one"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldNameThePortThatIsTaken() {
    assertThatThrownBy(() ->
            OperationsServer.start(
                new OperationsRoutes(health, meters), HttpBounds.STANDARD, "127.0.0.1", port()))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(Integer.toString(port()))
        .hasMessageContaining("http.port");
  }

  @Override
  public int port() {
    return URI.create(server.url()).getPort();
  }

  @Override
  public String path() {
    return "/metrics";
  }
}
