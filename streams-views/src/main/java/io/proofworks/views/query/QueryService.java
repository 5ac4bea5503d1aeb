package io.proofworks.views.query;

import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.RunningApplication;
import io.proofworks.runtime.StreamsRunner;
import io.proofworks.views.ViewsApplication;

/** One instance of the query API: its share of the views, and a server that answers from all. */
public final class QueryService implements AutoCloseable {

  private final QueryServer server;
  private final RunningApplication views;

  private QueryService(QueryServer server, RunningApplication views) {
    this.server = server;
    this.views = views;
  }

  /**
   * Listens on {@code host} and starts the views.
   *
   * @param host where it listens, and under which name the other instances reach it
   * @param port 0 for a free one
   * @throws java.io.UncheckedIOException when the port is taken
   */
  public static QueryService start(AppContext context, String host, int port) {
    return start(context, host, port, host);
  }

  /**
   * As {@link #start(AppContext, String, int)}, where others know this host by another name.
   *
   * @param advertised the name under which the other instances reach it
   */
  static QueryService start(AppContext context, String host, int port, String advertised) {
    QueryServer server = QueryServer.listen(context, host, port);
    String address = advertised + ":" + server.port();
    RunningApplication views = StreamsRunner.start(new ViewsApplication(address), context);
    server.serve(
        new StreamsPlacement(
            views, context.settings().domain(), context.settings().partitions(), address),
        views,
        views::report);
    views.closeFirst(server);
    return new QueryService(server, views);
  }

  /** Base address, for instance {@code http://127.0.0.1:8080}. */
  public String url() {
    return server.url();
  }

  /** The port it listens on. */
  public int port() {
    return server.port();
  }

  /** The application that keeps the views. */
  public RunningApplication views() {
    return views;
  }

  @Override
  public void close() {
    views.close();
  }
}
