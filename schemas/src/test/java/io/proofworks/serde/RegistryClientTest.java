package io.proofworks.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.proofworks.avro.Stake;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client against a server that misbehaves in every way a registry or a proxy can. */
class RegistryClientTest {

  private static final Schema SCHEMA = Stake.getClassSchema();
  private static final String SUBJECT = "market.stakes-value";
  private static final String PASSWORD = "correct horse";

  /** For answers that never come. */
  private static final Duration IMPATIENT = Duration.ofMillis(700);

  private final Deque<Reply> replies = new ArrayDeque<>();
  private final AtomicInteger requests = new AtomicInteger();
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile String authorization = "";
  private HttpServer server;
  private Duration patience = Duration.ofSeconds(20);

  @TempDir private Path directory;

  @FunctionalInterface
  private interface Reply {
    void to(HttpExchange exchange) throws IOException, InterruptedException;
  }

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(loopback(), 0);
    serve(server);
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private void serve(HttpServer any) {
    any.createContext("/", this::handle);
    any.setExecutor(Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory()));
    any.start();
  }

  /** The last reply is given again and again. */
  private void handle(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    String sent = exchange.getRequestHeaders().getFirst("Authorization");
    authorization = sent == null ? "" : sent;
    Reply reply;
    synchronized (replies) {
      reply = replies.size() > 1 ? replies.poll() : replies.peek();
    }
    try (exchange) {
      reply.to(exchange);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @AfterEach
  void stop() {
    over.countDown();
    server.stop(0);
  }

  private static Reply reply(int status, String body) {
    return exchange -> {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    };
  }

  private RegistryClient client(String url, int attempts, Optional<Path> truststore) {
    return new RegistryClient(
        new RegistrySettings(
            URI.create(url),
            Optional.of("prover"),
            Optional.of(PASSWORD),
            truststore,
            truststore.map(store -> PASSWORD),
            patience,
            attempts));
  }

  private RegistryClient client(int attempts) {
    return client("http://127.0.0.1:" + server.getAddress().getPort(), attempts, Optional.empty());
  }

  @Test
  void shouldTryAgainWhileTheFailureMayPass() {
    replies.add(reply(503, "starting"));
    replies.add(reply(429, "slower"));
    replies.add(reply(200, "{\"id\": 7}"));
    assertThat(client(5).register(SUBJECT, SCHEMA)).isEqualTo(7);
    assertThat(requests).hasValue(3);
  }

  @Test
  void shouldTellThatAUserMayRegisterSchemasAndNothingElse() {
    replies.add(reply(403, "no deletion"));
    replies.add(reply(403, "no level"));
    replies.add(reply(422, "that is no schema"));
    assertThat(client(1).mayChange(SUBJECT)).isTrue();
    assertThat(requests).hasValue(3);
  }

  @Test
  void shouldTellThatAUserMayChangeNothing() {
    replies.add(reply(403, "no"));
    assertThat(client(1).mayChange(SUBJECT)).isFalse();
    assertThat(requests).hasValue(3);
  }

  @Test
  void shouldGiveUpAfterItsAttempts() {
    replies.add(reply(503, "down for the night"));
    assertThatThrownBy(() -> client(3).register(SUBJECT, SCHEMA))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("503")
        .hasMessageContaining("down for the night");
    assertThat(requests).hasValue(3);
  }

  @Test
  void shouldSayWhichRegistryDoesNotAnswer() {
    server.stop(0);
    assertThatThrownBy(() -> client(2).byId(1))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("127.0.0.1")
        .hasMessageContaining("registry.url")
        .hasMessageNotContaining(PASSWORD);
  }

  @Test
  void shouldNotWaitForAnAnswerThatNeverComes() {
    patience = IMPATIENT;
    replies.add(exchange -> over.await());
    assertThatThrownBy(() -> client(1).byId(1))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("did not answer");
  }

  @Test
  void shouldNotWaitForABodyThatNeverEnds() {
    patience = IMPATIENT;
    replies.add(exchange -> {
      exchange.sendResponseHeaders(200, 1_000);
      exchange.getResponseBody().write('{');
      exchange.getResponseBody().flush();
      over.await();
    });
    assertThatThrownBy(() -> client(1).byId(1))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("did not answer");
  }

  @Test
  void shouldNotReadAnAnswerWithoutEnd() {
    patience = IMPATIENT;
    replies.add(exchange -> {
      exchange.sendResponseHeaders(200, 0);
      byte[] chunk = new byte[1 << 20];
      for (OutputStream body = exchange.getResponseBody(); ; ) {
        body.write(chunk);
      }
    });
    assertThatThrownBy(() -> client(1).byId(1)).isInstanceOf(RegistryException.class);
  }

  @Test
  void shouldSendCredentialsAndNotInsistWhenTheyAreRefused() {
    replies.add(reply(401, "{\"error_code\": 401, \"message\": \"who?\"}"));
    assertThatThrownBy(() -> client(5).register(SUBJECT, SCHEMA))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("registry.user")
        .hasMessageNotContaining(PASSWORD);
    assertThat(requests).hasValue(1);
    String pair =
        new String(Base64.getDecoder().decode(authorization.substring(6)), StandardCharsets.UTF_8);
    assertThat(pair).isEqualTo("prover:" + PASSWORD);
  }

  @Test
  void shouldNotCarryCredentialsElsewhere() {
    replies.add(exchange -> {
      exchange.getResponseHeaders().add("Location", "http://127.0.0.1:1/elsewhere");
      exchange.sendResponseHeaders(302, -1);
    });
    assertThatThrownBy(() -> client(1).byId(1))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("302");
  }

  @Test
  void shouldNameTheSubjectThatHoldsAnotherSchema() {
    replies.add(reply(409, "{\"error_code\": 409, \"message\": \"field amount missing\"}"));
    assertThatThrownBy(() -> client(5).register(SUBJECT, SCHEMA))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining(SUBJECT)
        .hasMessageContaining("field amount missing");
    assertThat(requests).hasValue(1);
  }

  @Test
  void shouldSayWhenItIsNoRegistry() {
    for (String body : new String[] {"<html>Welcome</html>", "{", "[]", "{\"id\": \"x\"}", ""}) {
      replies.clear();
      replies.add(reply(200, body));
      assertThatThrownBy(() -> client(1).register(SUBJECT, SCHEMA))
          .as(body)
          .isInstanceOf(RegistryException.class)
          .hasMessageContaining("not the Confluent API");
    }
    replies.clear();
    replies.add(reply(200, "{\"schema\": \"{ not avro\"}"));
    assertThatThrownBy(() -> client(1).byId(1)).isInstanceOf(RegistryException.class);
  }

  @Test
  void shouldTellAnUnknownSchemaFromAFailure() {
    replies.add(reply(404, "{\"error_code\": 40403, \"message\": \"Schema not found\"}"));
    assertThatThrownBy(() -> client(5).byId(9)).isInstanceOf(UnknownSchemaException.class);
    assertThat(requests).hasValue(1);
  }

  @Test
  void shouldAskOnceForWhatNeverChangesAndAgainForWhatFailed() {
    RegistryClient client = client(1);
    replies.add(reply(500, "not now"));
    assertThatThrownBy(() -> client.register(SUBJECT, SCHEMA))
        .isInstanceOf(RegistryException.class);
    replies.clear();
    replies.add(reply(200, "{\"id\": 4}"));
    assertThat(client.register(SUBJECT, SCHEMA)).isEqualTo(4);
    assertThat(client.register(SUBJECT, SCHEMA)).isEqualTo(4);
    assertThat(requests).hasValue(2);
  }

  @Test
  void shouldTakeASubjectThatIsNotThereForCompatible() {
    replies.add(reply(404, "{\"error_code\": 40401, \"message\": \"no subject\"}"));
    assertThat(client(1).compatible(SUBJECT, SCHEMA)).isTrue();
    replies.clear();
    replies.add(reply(200, "{\"is_compatible\": false}"));
    assertThat(client(1).compatible(SUBJECT, SCHEMA)).isFalse();
    replies.clear();
    replies.add(reply(403, "{\"error_code\": 0, \"message\": \"not authorized\"}"));
    assertThat(client(1).compatible(SUBJECT, SCHEMA)).as("may not ask").isTrue();
  }

  @Test
  void shouldTrustAnAuthorityOfItsOwnAndNobodyElse() throws Exception {
    Path store = keyStore();
    HttpsServer secure = HttpsServer.create(loopback(), 0);
    secure.setHttpsConfigurator(new HttpsConfigurator(context(store)));
    serve(secure);
    replies.add(reply(200, "{\"id\": 1}"));
    String url = "https://localhost:" + secure.getAddress().getPort();
    try {
      assertThat(client(url, 1, Optional.of(store)).register(SUBJECT, SCHEMA)).isEqualTo(1);
      assertThatThrownBy(() -> client(url, 5, Optional.empty()).register(SUBJECT, SCHEMA))
          .isInstanceOf(RegistryException.class)
          .hasMessageContaining("registry.truststore");
    } finally {
      secure.stop(0);
    }
  }

  private Path keyStore() throws Exception {
    Path store = directory.resolve("registry.p12");
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    Process made =
        new ProcessBuilder(
                keytool.toString(),
                "-genkeypair",
                "-alias",
                "registry",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .start();
    assertThat(made.waitFor())
        .as(new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isZero();
    return store;
  }

  private static SSLContext context(Path store) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return context;
  }
}
