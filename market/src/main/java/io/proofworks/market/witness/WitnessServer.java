package io.proofworks.market.witness;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.util.JavalinBindException;
import io.proofworks.operations.HttpBounds;
import io.proofworks.operations.Meters;
import io.proofworks.tlog.Merkle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A witness over HTTP: C2SP's {@code add-checkpoint}, the notes that it cosigned last, and whether
 * all is well. What comes from a browser's page is refused.
 */
public final class WitnessServer implements AutoCloseable {

  /** Notes and proofs are a few kilobytes. */
  private static final int MOST_BYTES = 64 * 1024;

  private static final String TEXT = "text/plain; charset=utf-8";

  private final Witness witness;
  private final Javalin http;

  private WitnessServer(Witness witness, HttpBounds bounds) {
    this.witness = witness;
    this.http = Javalin.create(config -> configure(config, bounds));
  }

  /**
   * Serves until it is closed.
   *
   * @param port 0 for any
   * @throws IOException when the port is not to be had
   */
  public static WitnessServer start(Witness witness, HttpBounds bounds, String host, int port)
      throws IOException {
    WitnessServer serving = new WitnessServer(witness, bounds);
    try {
      serving.http.start(host, port);
    } catch (JavalinBindException e) {
      throw new IOException("port " + port + " of " + host + " is taken; give --port", e);
    }
    return serving;
  }

  private void configure(JavalinConfig config, HttpBounds bounds) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.http.maxRequestSize = MOST_BYTES;
    config.http.defaultContentType = "text/plain"; // a charset here would be that of all answers
    bounds.addTo(config, Meters.unread());
    config.routes.before(WitnessServer::refusePages);
    config.routes.post("/add-checkpoint", this::add);
    config.routes.get("/cosigned", context -> context.contentType(TEXT).result(witness.cosigned()));
    config.routes.get("/health", this::health);
  }

  private static void refusePages(Context context) {
    context.header("X-Content-Type-Options", "nosniff");
    if (context.header("Origin") != null) {
      context.status(403).result("not for pages\n").skipRemainingHandlers();
    }
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
    return witness.add(
        asked.old(),
        (earlier, later) ->
            Merkle.isConsistent(
                earlier.size(), later.size(), earlier.root(), later.root(), asked.proof()),
        asked.note());
  }

  private void health(Context context) {
    List<String> evidence = witness.evidence();
    context
        .status(evidence.isEmpty() ? 200 : 503)
        .contentType(TEXT)
        .result(evidence.isEmpty() ? "well\n" : String.join("\n", evidence) + "\n");
  }

  @Override
  public void close() {
    http.stop();
  }
}
