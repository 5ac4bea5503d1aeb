package io.proofworks.market.witness;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.proofworks.tlog.Merkle;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A witness over HTTP: C2SP's {@code add-checkpoint}, the notes that it cosigned last, and whether
 * all is well. What comes from a browser's page is refused.
 */
public final class WitnessServer implements AutoCloseable {

  /** Notes and proofs are a few kilobytes. */
  private static final int MOST_BYTES = 64 * 1024;

  private static final int THREADS = 4;

  private record Reply(int status, String type, String body) {
    static Reply of(int status, String body) {
      return new Reply(status, "text/plain; charset=utf-8", body);
    }
  }

  private interface Handler {
    Reply reply(HttpExchange exchange) throws IOException;
  }

  private final Witness witness;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  private WitnessServer(Witness witness, HttpServer server) {
    this.witness = witness;
    this.server = server;
  }

  /**
   * Serves until it is closed.
   *
   * @param port 0 for any
   * @throws IOException when the port is not to be had
   */
  public static WitnessServer start(Witness witness, String host, int port) throws IOException {
    WitnessServer serving =
        new WitnessServer(witness, HttpServer.create(new InetSocketAddress(host, port), 0));
    serving.on("/add-checkpoint", "POST", serving::add);
    serving.on("/cosigned", "GET", exchange -> Reply.of(200, witness.cosigned()));
    serving.on("/health", "GET", exchange -> serving.health());
    serving.server.setExecutor(serving.threads);
    serving.server.start();
    return serving;
  }

  /** Where it listens. */
  public int port() {
    return server.getAddress().getPort();
  }

  private void on(String path, String method, Handler handler) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            Reply reply =
                !exchange.getRequestURI().getPath().equals(path)
                    ? Reply.of(404, "")
                    : !exchange.getRequestMethod().equals(method)
                        ? Reply.of(405, "")
                        : exchange.getRequestHeaders().containsKey("Origin")
                            ? Reply.of(403, "not for pages\n")
                            : handler.reply(exchange);
            send(exchange, reply);
          }
        });
  }

  private static void send(HttpExchange exchange, Reply reply) throws IOException {
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", reply.type());
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  private Reply add(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
    if (body.length > MOST_BYTES) {
      return Reply.of(413, "");
    }
    Optional<AddCheckpoint> asked = AddCheckpoint.parse(new String(body, StandardCharsets.UTF_8));
    if (asked.isEmpty()) {
      return Reply.of(400, "old SIZE, proof, an empty line, a note\n");
    }
    Answer answer = answer(asked.get());
    return new Reply(
        answer.status(),
        answer instanceof Answer.Conflict ? "text/x.tlog.size" : "text/plain; charset=utf-8",
        answer.body());
  }

  private Answer answer(AddCheckpoint asked) {
    return witness.add(
        asked.old(),
        (earlier, later) ->
            Merkle.isConsistent(
                earlier.size(), later.size(), earlier.root(), later.root(), asked.proof()),
        asked.note());
  }

  private Reply health() {
    List<String> evidence = witness.evidence();
    return evidence.isEmpty()
        ? Reply.of(200, "well\n")
        : Reply.of(503, String.join("\n", evidence) + "\n");
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
