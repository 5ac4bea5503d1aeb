package io.proofworks.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;

/** Raw HTTP against a registry, so that the tests see what is on the wire. */
final class RegistryClient implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final String url;
  private final HttpClient http = HttpClient.newHttpClient();

  RegistryClient(String url) {
    this.url = url;
  }

  /** What came back. */
  record Answer(int status, String contentType, JsonNode body) {
    int errorCode() {
      return body.path("error_code").asInt();
    }
  }

  Answer get(String path) throws IOException, InterruptedException {
    return send("GET", path, HttpRequest.BodyPublishers.noBody());
  }

  Answer delete(String path) throws IOException, InterruptedException {
    return send("DELETE", path, HttpRequest.BodyPublishers.noBody());
  }

  Answer post(String path, Map<String, ?> body) throws IOException, InterruptedException {
    return send("POST", path, json(body));
  }

  Answer put(String path, Map<String, ?> body) throws IOException, InterruptedException {
    return send("PUT", path, json(body));
  }

  Answer postText(String path, String body) throws IOException, InterruptedException {
    return send("POST", path, HttpRequest.BodyPublishers.ofString(body));
  }

  /** Registers and answers the id. */
  int register(String subject, String schema) throws IOException, InterruptedException {
    Answer answer = post("/subjects/" + subject + "/versions", Map.of("schema", schema));
    if (answer.status() != 200) {
      throw new IOException("not registered: " + answer);
    }
    return answer.body().path("id").asInt();
  }

  private static HttpRequest.BodyPublisher json(Map<String, ?> body) throws IOException {
    return HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body));
  }

  Answer send(String method, String path, HttpRequest.BodyPublisher body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .method(method, body)
            .header("Content-Type", "application/vnd.schemaregistry.v1+json");
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<String> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    return new Answer(
        response.statusCode(),
        response.headers().firstValue("Content-Type").orElse(""),
        JSON.readTree(response.body()));
  }

  @Override
  public void close() {
    http.close();
  }
}
