package io.proofworks.views.query;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinBindException;
import io.proofworks.operations.Condition;
import io.proofworks.operations.Health;
import io.proofworks.operations.HttpBounds;
import io.proofworks.operations.HttpGuard;
import io.proofworks.operations.LogCode;
import io.proofworks.operations.Meters;
import io.proofworks.operations.Metric;
import io.proofworks.operations.OperationsRoutes;
import io.proofworks.protocol.PlainText;
import io.proofworks.runtime.AppContext;
import io.proofworks.views.json.ViewJson;
import io.proofworks.views.page.PageRoutes;
import io.proofworks.views.query.Placement.Place;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers questions about the market over HTTP. GET only; errors are problem+json (RFC 9457) with a
 * stable {@code code}. While the views move or are restored it answers 503 with Retry-After: half a
 * market would look like a whole one.
 */
final class QueryServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(QueryServer.class);

  private final HttpBounds bounds;
  private final EventStreams events;
  private final Javalin http;
  private final String host;
  private volatile Optional<Gateway> gateway = Optional.empty();
  private volatile Optional<Health> health = Optional.empty();
  private volatile Consumer<Throwable> onDamage = damage -> {};
  private final Meters meters;
  private final Peers peers = new Peers();

  private QueryServer(AppContext context, String host) {
    this.bounds = HttpBounds.of(context.settings().own());
    this.events = new EventStreams(context.settings(), context.serdes(), bounds);
    this.meters = context.meters();
    this.host = host;
    this.http = Javalin.create(this::configure);
  }

  /**
   * Listens; answers once it has been {@linkplain #serve given} the views.
   *
   * @param port 0 for a free one
   * @throws UncheckedIOException when the port is taken
   */
  static QueryServer listen(AppContext context, String host, int port) {
    QueryServer server = new QueryServer(context, host);
    try {
      server.http.start(host, port);
    } catch (JavalinBindException e) {
      throw new UncheckedIOException(
          new IOException("port " + port + " of " + host + " is taken", e));
    }
    return server;
  }

  private void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    bounds.addTo(config, meters, EventStreams.PATH::equals);
    config.http.defaultContentType = "application/json";
    HttpGuard.reading(host).addTo(config.routes);
    addPaths(config.routes);
    addProblems(config.routes);
    config.routes.after("/v1/*", context -> context.header("Cache-Control", "no-store"));
  }

  private void addPaths(RoutesConfig routes) {
    new OperationsRoutes(new LaterHealth(() -> health), meters).addTo(routes);
    for (Endpoint endpoint : Endpoints.all()) {
      routes.get(endpoint.path(), context -> gateway().answer(endpoint, context));
    }
    routes.get("/v1/openapi.json", context -> context.result(OpenApi.document()));
    routes.get("/v1/asyncapi.json", context -> context.result(AsyncApi.document()));
    routes.get(EventStreams.PATH, events::stream);
    PageRoutes.addTo(routes);
  }

  private void addProblems(RoutesConfig routes) {
    routes.exception(Problem.class, (problem, context) -> send(context, problem));
    routes.exception(
        InvalidStateStoreException.class,
        (moved, context) -> send(context, Problem.away(condition(), "a part of the views")));
    routes.exception(ProcessorStateException.class, this::unreadable);
    routes.exception(
        HttpResponseException.class, (refusal, context) -> send(context, problem(context)));
    routes.exception(
        Exception.class,
        (defect, context) -> {
          LOG.error("{} path={}", LogCode.VIEWS_FAILED, context.path(), defect);
          send(context, new Problem(500, "internal", "the query failed; the log says why"));
        });
  }

  private Gateway gateway() {
    return gateway.orElseThrow(() -> Problem.away(Condition.STARTING, "the whole of the views"));
  }

  private Condition condition() {
    return health.map(Health::condition).orElse(Condition.STARTING);
  }

  /** A copy on disk that cannot be read any more; whoever keeps it makes it again. */
  private void unreadable(ProcessorStateException damage, Context context) {
    LOG.error("{} path={}", LogCode.VIEWS_FAILED, context.path(), damage);
    onDamage.accept(damage);
    send(context, Problem.away(Condition.STARTING, "a part of the views"));
  }

  /**
   * Answers from these views from now on.
   *
   * @param onDamage is told of a copy of the views that cannot be read
   */
  void serve(Placement placement, Health views, Consumer<Throwable> onDamage) {
    this.onDamage = onDamage;
    health = Optional.of(views);
    gateway = Optional.of(new Gateway(placement, peers, Clock.systemUTC()));
    var unused =
        meters.show(
            Metric.JOURNALS_UNWITNESSED_SECONDS,
            placement,
            here -> unwitnessedSeconds(here, Clock.systemUTC().millis()));
  }

  private static double unwitnessedSeconds(Placement placement, long now) {
    try {
      return IntStream.range(0, placement.partitions())
          .mapToObj(placement::of)
          .flatMap(place -> place instanceof Place.Here here ? Stream.of(here.view()) : Stream.of())
          .flatMapToLong(view -> view.unwitnessedSince().stream())
          .mapToDouble(since -> Math.max(0, now - since) / 1_000.0)
          .max()
          .orElse(0);
    } catch (Problem | InvalidStateStoreException | ProcessorStateException e) {
      return Double.NaN; // the views move
    }
  }

  private static Problem problem(Context context) {
    return context.method() == HandlerType.GET || context.method() == HandlerType.HEAD
        ? new Problem(
            404,
            "no-such-path",
            PlainText.sentence(context.path()) + "; /v1/openapi.json says what there is")
        : new Problem(405, "method-not-allowed", "GET only");
  }

  private static void send(Context context, Problem problem) {
    if (problem.status() == 503) {
      context.header("Retry-After", Problem.RETRY_AFTER_SECONDS);
    }
    if (problem.status() == 405) {
      context.header("Allow", "GET");
    }
    context
        .status(problem.status())
        .contentType("application/problem+json")
        .result(ViewJson.bytes(problem.answer()));
  }

  /** Base address, for instance {@code http://127.0.0.1:8080}. */
  String url() {
    return "http://" + host + ":" + http.port();
  }

  int port() {
    return http.port();
  }

  @Override
  public void close() {
    events.close();
    http.stop();
    peers.close();
  }
}
