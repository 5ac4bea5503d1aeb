package io.proofworks.views.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.AppSettings;
import io.proofworks.runtime.testing.InMemoryRegistry;
import io.proofworks.runtime.testing.TopologyFixture;
import io.proofworks.serde.MarketSerdes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Places for streams; the brokers do not answer, so that each stream waits for them. */
final class EventStreamsTest {

  private final List<Socket> open = new ArrayList<>();
  private final QueryServer server =
      QueryServer.listen(
          new AppContext(
              AppSettings.of(
                  Map.of(
                      "domain", TopologyFixture.DOMAIN,
                      "bootstrap.servers", "127.0.0.1:1",
                      "kafka.default.api.timeout.ms", "15000",
                      "http.streams", "2",
                      "http.streams.per.address", "1")),
              new MarketSerdes(new InMemoryRegistry()),
              VerifierRegistry.standard()),
          "127.0.0.1",
          0);

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : open) {
      socket.close();
    }
    server.close();
  }

  /** The first line of the answer. */
  private String stream(String from) throws IOException {
    Socket socket = new Socket();
    open.add(socket);
    socket.setSoTimeout(60_000);
    socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
    socket.connect(new InetSocketAddress("127.0.0.1", server.port()));
    String request =
        "GET /v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
        .readLine();
  }

  @Test
  void shouldServeAnAddressSoManyStreamsAtMostAndAllTogether() throws Exception {
    assertThat(stream("127.0.0.1")).contains("200");
    assertThat(stream("127.0.0.1")).contains("503");

    assertThat(stream("127.0.0.2")).contains("200");
    assertThat(stream("127.0.0.3")).contains("503");
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
