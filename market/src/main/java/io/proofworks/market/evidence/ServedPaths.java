package io.proofworks.market.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.proofworks.protocol.Hash32;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Paths as a market's query API serves them. */
public final class ServedPaths implements EvidenceSearch.Paths, AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration ANSWER = Duration.ofSeconds(10);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(ANSWER).build();
  private final URI api;

  /**
   * @param api base address, for instance {@code http://127.0.0.1:8080}
   */
  public ServedPaths(URI api) {
    this.api = api;
  }

  @Override
  public Optional<List<Hash32>> of(String journal, long sequence, long size) throws IOException {
    URI asked =
        api.resolve(
            "/v1/journals/%s/inclusion?index=%d&size=%d".formatted(journal, sequence, size));
    HttpResponse<byte[]> answer = ask(HttpRequest.newBuilder(asked).timeout(ANSWER).build());
    if (answer.statusCode() != 200) {
      return Optional.empty(); // it does not know the journal so far, or its views move
    }
    List<Hash32> path = new ArrayList<>();
    for (JsonNode hash : JSON.readTree(answer.body()).path("proof")) {
      path.add(Hash32.tryParse(hash.asText()).orElse(Hash32.ZERO)); // judged with the rest
    }
    return Optional.of(path);
  }

  private HttpResponse<byte[]> ask(HttpRequest request) throws IOException {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new IOException("the query API at " + api + " does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
