package io.proofworks.market.witness;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.util.JavalinBindException;
import io.proofworks.operations.HttpBounds;
import io.proofworks.operations.HttpGuard;
import io.proofworks.operations.Meters;
import io.proofworks.operations.Metric;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A witness over HTTP: C2SP's {@code add-checkpoint}, the notes that it cosigned last, whether all
 * is well, and its metrics. What comes from a browser's page is refused.
 */
public final class WitnessServer implements AutoCloseable {

  /** Notes and proofs are a few kilobytes. */
  private static final int MOST_BYTES = 64 * 1024;

  private static final String TEXT = "text/plain; charset=utf-8";

  private final Witness witness;
  private final Meters meters;
  private final Javalin http;

  private WitnessServer(Witness witness, Meters meters, HttpBounds bounds, String host) {
    this.witness = witness;
    this.meters = meters;
    this.http = Javalin.create(config -> configure(config, bounds, host));
  }

  /**
   * Serves until it is closed.
   *
   * @param meters that it shows; the caller closes them
   * @param port 0 for any
   * @throws IOException when the port is not to be had
   */
  public static WitnessServer start(
      Witness witness, Meters meters, HttpBounds bounds, String host, int port) throws IOException {
    WitnessServer serving = new WitnessServer(witness, meters, bounds, host);
    try {
      serving.http.start(host, port);
    } catch (JavalinBindException e) {
      throw new IOException("port " + port + " of " + host + " is taken; give --port", e);
    }
    return serving;
  }

  private void configure(JavalinConfig config, HttpBounds bounds, String host) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.http.maxRequestSize = MOST_BYTES;
    config.http.defaultContentType = "text/plain"; // a charset here would be that of all answers
    bounds.addTo(config, meters);
    var unused = meters.show(Metric.HISTORIES_FORKED, witness, asked -> asked.evidence().size());
    config.routes.before(context -> context.header("X-Content-Type-Options", "nosniff"));
    HttpGuard.ofPrograms(host).addTo(config.routes);
    config.routes.post("/add-checkpoint", this::add);
    config.routes.get("/cosigned", context -> send(context, String.join("\n", witness.cosigned())));
    config.routes.get("/{origin}/checkpoint", this::checkpoint);
    config.routes.get("/health", this::health);
    config.routes.get(
        "/metrics",
        context ->
            context
                .contentType("text/plain; version=0.0.4; charset=utf-8")
                .result(meters.scrape()));
  }

  private static void send(Context context, String text) {
    context.contentType(TEXT).result(text);
  }

  /** Where it listens. */
  public int port() {
    return http.port();
  }

  private void add(Context context) {
    Optional<AddCheckpoint> asked =
        AddCheckpoint.parse(new String(context.bodyAsBytes(), StandardCharsets.UTF_8));
    if (asked.isEmpty()) {
      context.status(400).result("old SIZE, proof, an empty line, a note\n");
      return;
    }
    Answer answer = answer(asked.get());
    context
        .status(answer.status())
        .contentType(answer instanceof Answer.Conflict ? "text/x.tlog.size" : TEXT)
        .result(answer.body());
  }

  private Answer answer(AddCheckpoint asked) {
    return witness.add(asked.old(), asked::shows, asked.note());
  }

  /** By the hash of a log's origin, as C2SP tlog-witness says. */
  private void checkpoint(Context context) {
    String asked = context.pathParam("origin");
    Optional<String> note =
        witness.cosigned().stream()
            .filter(one -> sha256(one.substring(0, one.indexOf('\n'))).equals(asked))
            .findFirst();
    send(context, note.orElse("nothing was cosigned of such a log\n"));
    context.status(note.isPresent() ? 200 : 404);
  }

  /** In hex. */
  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private void health(Context context) {
    List<Evidence> evidence = witness.evidence();
    context.status(evidence.isEmpty() ? 200 : 503);
    send(
        context,
        evidence.isEmpty()
            ? "well\n"
            : evidence.stream().map(Evidence::text).collect(Collectors.joining("\n")));
  }

  @Override
  public void close() {
    http.stop();
  }
}
