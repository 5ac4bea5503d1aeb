package io.proofworks.views.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.Supersession;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.AppSettings;
import io.proofworks.runtime.testing.InMemoryRegistry;
import io.proofworks.runtime.testing.TopologyFixture;
import io.proofworks.serde.MarketSerdes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Places for streams; the brokers do not answer, so that each of them waits for a while. */
final class EventStreamsTest {

  private final List<HttpClient> clients = new ArrayList<>();
  private final QueryServer server =
      QueryServer.listen(
          new AppContext(
              AppSettings.of(
                  Map.of(
                      "domain", TopologyFixture.DOMAIN,
                      "bootstrap.servers", "127.0.0.1:1",
                      "kafka.default.api.timeout.ms", "8000",
                      "http.streams", "3",
                      "http.streams.per.address", "1")),
              new MarketSerdes(new InMemoryRegistry()),
              VerifierRegistry.standard()),
          "127.0.0.1",
          0);

  @AfterEach
  void stop() {
    server.close();
    clients.forEach(HttpClient::close);
  }

  /** What a subscriber with that address is told: a stream begins once the brokers answer. */
  private CompletableFuture<String> subscribe(String from) throws IOException {
    HttpClient client = HttpClient.newBuilder().localAddress(InetAddress.getByName(from)).build();
    clients.add(client);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/v1/events"))
            .header("Accept", "text/event-stream")
            .build();
    return client
        .sendAsync(request, HttpResponse.BodyHandlers.ofString())
        .thenApply(answer -> answer.statusCode() + " " + answer.body());
  }

  private List<String> answers(String... subscribers) throws IOException {
    List<CompletableFuture<String>> all = new ArrayList<>();
    for (String from : subscribers) {
      all.add(subscribe(from));
    }
    return all.stream().map(CompletableFuture::join).toList();
  }

  private static void assertServed(List<String> answers, int served, String refusal) {
    assertThat(answers).allMatch(answer -> answer.startsWith("503 "));
    assertThat(answers).filteredOn(answer -> answer.contains("log-unavailable")).hasSize(served);
    assertThat(answers)
        .filteredOn(answer -> answer.contains("too-many-streams"))
        .hasSize(answers.size() - served)
        .allMatch(answer -> answer.contains(refusal));
  }

  @Test
  void shouldServeAnAddressSoManyStreamsAtMost() throws Exception {
    List<String> answers = answers("127.0.0.1", "127.0.0.1", "127.0.0.2", "127.0.0.2");

    assertServed(answers, 2, "1 streams of an address at most");
  }

  @Test
  void shouldServeSoManyStreamsAtMostAllTogether() throws Exception {
    List<String> answers = answers("127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5");

    assertServed(answers, 3, "3 streams at most");
  }

  @Test
  void shouldStreamOneMarketUnlessAllAreWanted() {
    String other = "0x" + "5e".repeat(32);
    Supersession first = supersession(TopologyFixture.DOMAIN);
    Supersession second = supersession(other);

    assertThat(streamed(Map.of(), first, second)).containsExactly(first);
    assertThat(streamed(Map.of("domain", other), first, second)).containsExactly(second);
    assertThat(streamed(Map.of("domain", "all"), first, second)).containsExactly(first, second);
  }

  private static List<Supersession> streamed(Map<String, String> asked, Supersession... records) {
    return Stream.of(records)
        .filter(EventStreams.of(new Parameters(asked), TopologyFixture.DOMAIN))
        .toList();
  }

  private static Supersession supersession(String domain) {
    return new Supersession(
        domain, "0x" + "66".repeat(32), "", "STATE_ROOT", null, ByteBuffer.allocate(0));
  }

  /** A subscriber has a whole network of IPv6, and connections are counted so as well. */
  @Test
  void shouldCountTheStreamsOfANetworkOfIpv6Together() {
    assertThat(EventStreams.subscriber("2001:db8:0:1::7"))
        .isEqualTo(EventStreams.subscriber("[2001:db8:0:1:ffff::8]"))
        .isNotEqualTo(EventStreams.subscriber("2001:db8:0:2::7"));
    assertThat(EventStreams.subscriber("192.0.2.1"))
        .isNotEqualTo(EventStreams.subscriber("192.0.2.2"));
  }
}
