package io.proofworks.metrics.query;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.proofworks.runtime.AppSettings;
import io.proofworks.serde.MarketSerdes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers questions about the market over HTTP, on loopback, from {@link MarketViews}. GET only;
 * errors are problem+json (RFC 9457) with a stable {@code code}. Until the views have caught up
 * with the topics, {@code /v1} and {@code /readyz} answer 503 with Retry-After: half a market would
 * look like a whole one.
 */
public final class QueryServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(QueryServer.class);
  private static final String RETRY_AFTER_SECONDS = "1";

  private final HttpServer http;
  private final ExecutorService threads;
  private final Routes routes;
  private final BooleanSupplier ready;
  private final AutoCloseable feed;

  private QueryServer(
      HttpServer http, MarketViews views, BooleanSupplier ready, AutoCloseable feed) {
    this.http = http;
    this.routes = new Routes(views);
    this.ready = ready;
    this.feed = feed;
    this.threads = Executors.newVirtualThreadPerTaskExecutor();
  }

  /**
   * Starts it with views of its own, fed from the topics.
   *
   * @param port loopback port; 0 for a free one
   * @throws UncheckedIOException when the port is taken
   */
  public static QueryServer start(AppSettings settings, MarketSerdes serdes, int port) {
    MarketViews views = new MarketViews(serdes);
    HttpServer http = bind(port);
    ViewFeed feed = new ViewFeed(settings, views);
    return new QueryServer(http, views, feed::caughtUp, feed).run();
  }

  /** Starts it on views that somebody else feeds. */
  static QueryServer on(MarketViews views, BooleanSupplier ready, int port) {
    return new QueryServer(bind(port), views, ready, () -> {}).run();
  }

  private static HttpServer bind(int port) {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException e) {
      throw new UncheckedIOException("port " + port, e);
    }
  }

  private QueryServer run() {
    http.setExecutor(threads);
    http.createContext("/", this::handle);
    http.start();
    return this;
  }

  /** Base address, for instance {@code http://127.0.0.1:8080}. */
  public String url() {
    InetSocketAddress address = http.getAddress();
    return "http://" + address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      try {
        send(exchange, 200, answer(exchange));
      } catch (Problem problem) {
        send(exchange, problem);
      } catch (RuntimeException e) {
        LOG.error("query failed path={}", exchange.getRequestURI().getPath(), e);
        send(exchange, new Problem(500, "internal", "the query failed; the log says why"));
      }
    }
  }

  private Answer answer(HttpExchange exchange) {
    if (!exchange.getRequestMethod().equals("GET")) {
      exchange.getResponseHeaders().set("Allow", "GET");
      throw new Problem(405, "method-not-allowed", "GET only");
    }
    String path = exchange.getRequestURI().getPath();
    if (path.equals("/livez")) {
      return status("live");
    }
    if (!ready.getAsBoolean()) {
      exchange.getResponseHeaders().set("Retry-After", RETRY_AFTER_SECONDS);
      throw new Problem(503, "catching-up", "the views have not caught up with the topics");
    }
    return path.equals("/readyz")
        ? status("ready")
        : routes.answer(path, exchange.getRequestURI().getRawQuery());
  }

  private Answer status(String word) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    return Answer.json(node.put("status", word).put("asOf", routes.views().asOf()));
  }

  private void send(HttpExchange exchange, Problem problem) throws IOException {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("type", "urn:proofworks:problem:" + problem.code())
        .put("title", problem.code().replace('-', ' '))
        .put("status", problem.status())
        .put("code", problem.code())
        .put("detail", problem.detail())
        .put("asOf", routes.views().asOf());
    send(exchange, problem.status(), Answer.json("application/problem+json", node));
  }

  private static void send(HttpExchange exchange, int status, Answer answer) throws IOException {
    byte[] body = answer.body();
    exchange.getResponseHeaders().set("Content-Type", answer.type());
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    http.stop(0);
    threads.close();
    try {
      feed.close();
    } catch (Exception e) {
      LOG.warn("feed not closed cleanly", e);
    }
  }
}
