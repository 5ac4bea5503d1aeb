package io.proofworks.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.javalin.Javalin;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Attacks over real sockets; whoever attacks has addresses of its own, 127.0.x.y. */
final class HttpBoundsTest {

  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofMillis(500);
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int MUCH = 16 << 20;
  private static final HttpBounds WIDE =
      new HttpBounds(1_024, 128, 128, 32, 64, 16, LONG, LONG, LONG);

  private final Meters meters = Meters.ofProcess();
  private final List<SocketChannel> open = new ArrayList<>();
  private final CountDownLatch answering = new CountDownLatch(1);
  private final AtomicReference<Throwable> streamEnded = new AtomicReference<>();
  private final AtomicInteger begun = new AtomicInteger();
  private final HttpClient client = HttpClient.newHttpClient();
  private Javalin http;

  @AfterEach
  void stop() throws Exception {
    answering.countDown();
    for (SocketChannel channel : open) {
      channel.close();
    }
    client.close();
    http.stop();
    meters.close();
  }

  private void serve(HttpBounds bounds) {
    http =
        Javalin.create(config -> {
          config.startup.showJavalinBanner = false;
          bounds.addTo(config, meters, "/events"::equals);
          config.routes.get("/short", context -> context.result("well"));
          config.routes.get("/much", context -> context.result(new byte[MUCH]));
          config.routes.get(
              "/later",
              context -> {
                begun.incrementAndGet();
                answering.await();
                context.result("at last");
              });
          config.routes.post("/say", context -> context.result(context.body()));
          config.routes.get(
              "/events",
              context -> {
                try {
                  while (true) {
                    context.res().getOutputStream().print("data: " + "x".repeat(1_000) + "\n\n");
                    context.res().flushBuffer();
                  }
                } catch (IOException e) {
                  streamEnded.set(e);
                }
              });
        });
    http.start("127.0.0.1", 0);
  }

  private SocketChannel connect(String from) throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.setOption(StandardSocketOptions.SO_RCVBUF, 4_096);
    channel.bind(new InetSocketAddress(from, 0));
    channel.connect(new InetSocketAddress("127.0.0.1", http.port()));
    open.add(channel);
    return channel;
  }

  private SocketChannel ask(String from, String path) throws IOException {
    SocketChannel channel = connect(from);
    send(channel, "GET " + path + " HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\n\r\n");
    return channel;
  }

  private static void send(SocketChannel channel, String text) throws IOException {
    channel.socket().getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Of another address, on a connection of its own. */
  private Duration honest() throws Exception {
    long begin = System.nanoTime();
    try (Socket socket = new Socket("127.0.0.1", http.port())) {
      socket.setSoTimeout((int) SOON.toMillis());
      socket
          .getOutputStream()
          .write(
              "GET /short HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 200").endsWith("well");
    }
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  private double ended(ConnectionGuard.Ending why) {
    return meters
        .registry()
        .get("proofworks.http.ended")
        .tag("why", why.word())
        .functionCounter()
        .count();
  }

  private double held() {
    return meters.registry().get("proofworks.http.connections").gauge().value();
  }

  /** Connections are opened on several threads: which of two waits longer is not certain else. */
  private void awaitHeld(int connections) {
    await().atMost(SOON).untilAsserted(() -> assertThat(held()).isEqualTo(connections));
  }

  private void awaitEnded(ConnectionGuard.Ending why, int atLeast) {
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(ended(why)).isGreaterThanOrEqualTo(atLeast));
  }

  /** Whether the server has closed it; what was sent before is read. */
  private static boolean isClosed(SocketChannel channel) {
    try {
      channel.socket().setSoTimeout((int) SOON.toMillis());
      InputStream in = channel.socket().getInputStream();
      while (in.read() >= 0) {
        // what was on its way
      }
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void shouldAnswerWhileTenThousandConnectionsThatSayNothingAreOpened() throws Exception {
    serve(WIDE);
    List<Duration> took = new ArrayList<>();

    for (int i = 0; i < 10_000; i++) {
      connect("127.0.%d.%d".formatted(1 + i % 100, 1 + i / 5_000));
      if (i % 500 == 499) {
        took.add(honest());
      }
    }

    assertThat(took).hasSize(20).allMatch(one -> one.compareTo(SOON) < 0);
    await().atMost(SOON).untilAsserted(() -> assertThat(held()).isLessThanOrEqualTo(1_024));
    awaitEnded(ConnectionGuard.Ending.CROWDED_OUT, 8_000);
  }

  @Test
  void shouldLetAnAddressHaveOnlyItsConnectionsAndNobodyElseSuffer() throws Exception {
    serve(new HttpBounds(1_024, 8, 128, 32, 64, 16, LONG, LONG, LONG));
    SocketChannel other = connect("127.0.2.2");
    awaitHeld(1);
    List<SocketChannel> own = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      own.add(connect("127.0.3.3"));
      awaitHeld(i + 2);
    }
    own.add(connect("127.0.3.3"));

    awaitEnded(ConnectionGuard.Ending.ADDRESS, 1);

    assertThat(isClosed(own.getFirst())).isTrue();
    send(own.getLast(), "GET /short HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    send(other, "GET /short HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    assertThat(read(own.getLast())).endsWith("well");
    assertThat(read(other)).endsWith("well");
    assertThat(ended(ConnectionGuard.Ending.ADDRESS)).isEqualTo(1);
  }

  private static String read(SocketChannel channel) throws IOException {
    channel.socket().setSoTimeout((int) SOON.toMillis());
    return new String(channel.socket().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void shouldEndWhoSendsItsHeadersLetterByLetter() throws Exception {
    serve(new HttpBounds(1_024, 128, 128, 32, 64, 16, SHORT, LONG, LONG));
    SocketChannel slow = connect("127.0.4.4");

    trickle(slow, "GET /short HTTP/1.1\r\nHost: a\r\nX: ", ConnectionGuard.Ending.NO_REQUEST);

    assertThat(isClosed(slow)).isTrue();
    assertThat(honest()).isLessThan(SOON);
  }

  @Test
  void shouldEndWhoSendsItsBodyLetterByLetter() throws Exception {
    serve(new HttpBounds(1_024, 128, 128, 32, 64, 16, LONG, SHORT, LONG));
    SocketChannel slow = connect("127.0.5.5");

    trickle(
        slow,
        "POST /say HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n",
        ConnectionGuard.Ending.LONG_REQUEST);

    assertThat(isClosed(slow)).isTrue();
  }

  /** Sends a letter each time that is looked whether the server had enough of it. */
  private void trickle(SocketChannel channel, String beginning, ConnectionGuard.Ending why)
      throws IOException {
    send(channel, beginning);
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> {
          try {
            send(channel, "x");
          } catch (IOException e) {
            // it is closed, and that is to be counted
          }
          return ended(why) >= 1;
        });
  }

  @Test
  void shouldEndWhoReadsAnAnswerByteByByte() throws Exception {
    serve(new HttpBounds(1_024, 128, 128, 32, 64, 16, LONG, LONG, SHORT));
    SocketChannel slow = ask("127.0.6.6", "/much");

    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> {
          try {
            var unused = slow.socket().getInputStream().read();
          } catch (IOException e) {
            // it is closed, and that is to be counted
          }
          return ended(ConnectionGuard.Ending.UNREAD) >= 1;
        });

    assertThat(honest()).isLessThan(SOON);
  }

  @Test
  void shouldEndAnEventStreamThatNobodyReads() throws Exception {
    serve(new HttpBounds(1_024, 128, 128, 32, 64, 16, LONG, SHORT, SHORT));

    ask("127.0.7.7", "/events");

    awaitEnded(ConnectionGuard.Ending.UNREAD, 1);
    await().atMost(SOON).until(() -> streamEnded.get() != null);
  }

  @Test
  void shouldLetAnEventStreamThatIsReadLastLongerThanARequest() throws Exception {
    serve(new HttpBounds(1_024, 128, 128, 32, 64, 16, LONG, SHORT, LONG));
    SocketChannel reader = ask("127.0.8.8", "/events");
    long begin = System.nanoTime();

    byte[] buffer = new byte[8_192];
    while (System.nanoTime() - begin < 4 * SHORT.toNanos()) {
      assertThat(reader.socket().getInputStream().read(buffer)).isPositive();
    }

    assertThat(streamEnded.get()).isNull();
    assertThat(ended(ConnectionGuard.Ending.LONG_REQUEST)).isZero();
  }

  @Test
  void shouldRefuseARequestTooManyAtOnceAndEndAnOldOneForIt() throws Exception {
    serve(new HttpBounds(1_024, 128, 2, 2, 64, 16, LONG, LONG, LONG));
    SocketChannel first = ask("127.0.9.1", "/later");
    await().atMost(SOON).until(() -> begun.get() == 1);
    ask("127.0.9.2", "/later");

    CompletableFuture<HttpResponse<String>> refused =
        CompletableFuture.supplyAsync(() -> {
          HttpResponse<String> answer;
          do {
            answer = get("/short");
          } while (answer.statusCode() == 200 && ended(ConnectionGuard.Ending.LONG_REQUEST) == 0);
          return answer;
        });
    HttpResponse<String> busy = refused.get(SOON.toSeconds(), TimeUnit.SECONDS);

    assertThat(busy.statusCode()).isEqualTo(503);
    assertThat(busy.headers().firstValue("Retry-After")).contains("1");
    assertThat(busy.body()).contains("\"code\":\"busy\"");
    await().atMost(SOON).until(() -> get("/short").statusCode() == 200);
    assertThat(isClosed(first)).isTrue();
    assertThat(ended(ConnectionGuard.Ending.LONG_REQUEST)).isEqualTo(1);
  }

  private HttpResponse<String> get(String path) {
    try {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http.port() + path)).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A client that is neither answered nor refused believes that the server is still there. */
  @Test
  void shouldLeaveNoClientWaitingWhenItIsStopped() throws Exception {
    for (int round = 0; round < 120; round++) {
      serve(WIDE);
      int port = http.port();
      begun.set(0);
      List<CompletableFuture<Boolean>> clients = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        boolean keeps = i % 2 == 0;
        clients.add(CompletableFuture.supplyAsync(() -> isLeftWaiting(port, keeps)));
      }
      int asked = round % 40;
      await().atMost(SOON).until(() -> begun.get() >= asked);
      http.stop();
      for (CompletableFuture<Boolean> one : clients) {
        assertThat(one.get()).as("left waiting in round %d", round).isFalse();
      }
    }
  }

  /** Asks until it is refused or its connection ends, on one connection or each time on another. */
  private boolean isLeftWaiting(int port, boolean keeps) {
    byte[] request = "GET /short HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    try {
      while (true) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
          socket.setSoTimeout((int) SOON.toMillis());
          do {
            socket.getOutputStream().write(request);
            begun.incrementAndGet();
            if (socket.getInputStream().read(new byte[4_096]) < 0) {
              return false;
            }
          } while (keeps);
        }
      }
    } catch (SocketTimeoutException e) {
      return true;
    } catch (IOException gone) {
      return false;
    }
  }
}
