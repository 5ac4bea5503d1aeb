package io.proofworks.operations;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;

/**
 * {@code /livez}, {@code /readyz}, {@code /startupz} and {@code /metrics}. What is not well is
 * answered with 503 as problem+json (RFC 9457), whose {@code code} is the {@link Condition}.
 */
public record OperationsRoutes(Health health, Meters meters) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String RETRY_AFTER_SECONDS = "1";

  /** Adds the paths. */
  public void addTo(RoutesConfig routes) {
    routes.get("/livez", context -> answer(context, health.isLive(), "live"));
    routes.get("/readyz", context -> answer(context, health.isReady(), "ready"));
    routes.get("/startupz", context -> answer(context, health.hasStarted(), "started"));
    routes.get(
        "/metrics",
        context -> send(context, "text/plain; version=0.0.4; charset=utf-8", meters.scrape()));
  }

  private void answer(Context context, boolean well, String word) {
    String condition = health.condition().code();
    ObjectNode node = JSON.createObjectNode();
    if (well) {
      node.put("status", word).put("condition", condition);
    } else {
      context.status(503).header("Retry-After", RETRY_AFTER_SECONDS);
      node.put("type", "urn:proofworks:problem:" + condition)
          .put("title", condition)
          .put("status", 503)
          .put("code", condition);
    }
    health.details().forEach((name, value) -> node.set(name, JSON.valueToTree(value)));
    send(context, well ? "application/json" : "application/problem+json", node.toString());
  }

  private static void send(Context context, String type, String body) {
    context.header("Cache-Control", "no-store");
    context.contentType(type).result(body.getBytes(StandardCharsets.UTF_8));
  }
}
