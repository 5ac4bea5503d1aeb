package io.proofworks.operations;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.util.JavalinBindException;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Serves {@link OperationsRoutes} for a process that serves nothing else. */
public final class OperationsServer implements AutoCloseable {

  private final Javalin http;
  private final String host;

  private OperationsServer(Javalin http, String host) {
    this.http = http;
    this.host = host;
  }

  /**
   * Listens.
   *
   * @param port 0 for a free one
   * @throws UncheckedIOException when the port is taken
   */
  public static OperationsServer start(
      OperationsRoutes routes, HttpBounds bounds, String host, int port) {
    Javalin http = Javalin.create(config -> configure(config, routes, bounds, host));
    try {
      http.start(host, port);
    } catch (JavalinBindException e) {
      throw new UncheckedIOException(
          new IOException("port " + port + " of " + host + " is taken; set http.port", e));
    }
    return new OperationsServer(http, host);
  }

  private static void configure(
      JavalinConfig config, OperationsRoutes routes, HttpBounds bounds, String host) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    bounds.addTo(config, routes.meters());
    HttpGuard.reading(host).addTo(config.routes);
    routes.addTo(config.routes);
  }

  /** Base address, for instance {@code http://127.0.0.1:8080}. */
  public String url() {
    return "http://" + host + ":" + http.port();
  }

  @Override
  public void close() {
    http.stop();
  }
}
