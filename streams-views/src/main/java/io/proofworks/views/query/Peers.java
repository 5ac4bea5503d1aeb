package io.proofworks.views.query;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The other instances. */
final class Peers implements AutoCloseable {

  /** The partitions that a part of an answer is asked of, with commas between. */
  static final String PARTITIONS = "Proofworks-Partitions";

  private static final Duration CONNECT = Duration.ofSeconds(1);

  /** Longer than it may wait for an offset. */
  private static final Duration ANSWER = Duration.ofSeconds(8);

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build();

  /**
   * Asks the first of the instances that answers.
   *
   * @param target path and query as they were asked here
   * @throws Problem unreachable-instance, when none does
   */
  HttpResponse<byte[]> ask(List<String> addresses, String target, Map<String, String> headers) {
    for (String address : addresses) {
      try {
        return ask(address, target, headers);
      } catch (IOException e) {
        // the next one may have it as a standby
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    throw Problem.later("unreachable-instance", "no answer from " + addresses);
  }

  private HttpResponse<byte[]> ask(String address, String target, Map<String, String> headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(at(address, target)).timeout(ANSWER);
    headers.forEach(request::header);
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  /** Jetty takes characters that a URI may not have. */
  private static URI at(String address, String target) {
    try {
      return URI.create("http://" + address + target);
    } catch (IllegalArgumentException e) {
      throw Problem.badParameter("not percent-encoded: " + target);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
