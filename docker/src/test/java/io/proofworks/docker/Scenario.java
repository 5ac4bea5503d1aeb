package io.proofworks.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.proofworks.market.cli.CommandTree;
import io.proofworks.market.terminal.Console;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What has to come out however a market is deployed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Scenario {

  static final Duration PATIENCE = Duration.ofMinutes(5);

  @TempDir static Path directory;
  private final HttpClient http = HttpClient.newHttpClient();

  /** How commands find it. */
  abstract List<String> where();

  /** Where its query API answers. */
  abstract String apiUrl();

  /** Ends one instance of settlement without a word; another one is there, or comes. */
  abstract void endSettlement() throws Exception;

  @Test
  void shouldSettleBatchesThoughASettlementEnds() throws Exception {
    Files.createDirectories(directory.resolve("data"));
    assertThat(run("deposit", directory.resolve("data/requester") + "/", "1000", "--new-keys"))
        .isZero();
    assertThat(run("submit", "--transfers", "4", "--wait", "300")).isZero();

    endSettlement();

    assertThat(run("submit", "--transfers", "6", "--wait", "300")).isZero();
    assertThat(run("audit")).isZero();
    await().atMost(PATIENCE).until(() -> settled() == 2);
  }

  /** Batches that the query API shows as settled. */
  private long settled() throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(apiUrl() + "/v1/batches")).build();
    String body = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    return body.split("\"SETTLED\"", -1).length - 1L;
  }

  private int run(String command, String... arguments) {
    String[] line =
        Stream.of(
                Stream.of(command),
                where().stream(),
                Stream.of("--data-dir=" + directory.resolve("data")),
                Stream.of(arguments))
            .flatMap(parts -> parts)
            .toArray(String[]::new);
    return CommandTree.run(Console.system(), line);
  }
}
