package io.proofworks.operations;

import io.javalin.config.JavalinConfig;
import io.proofworks.settings.LayeredSettings;
import io.proofworks.settings.Setting;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Predicate;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * What strangers can hold of an HTTP server: how much of it, and for how long. Every server of ours
 * has these bounds; {@link ConnectionGuard} keeps them.
 *
 * @param connections that are open; then the one goes that waits longest for a request
 * @param perAddress of these from one address; an IPv6 address is its /64
 * @param requests that are being answered, event streams aside; then the oldest goes if it is older
 *     than {@link #PATIENCE}, else the new one is refused with 503
 * @param requestsPerAddress of these from one address
 * @param streams of events
 * @param streamsPerAddress of these from one address
 * @param headers how long until the headers of a request are there, from the beginning of the
 *     connection or the end of the answer before
 * @param request from its headers until the last byte of its answer, event streams aside
 * @param write of one piece of an answer, of at most 32 KiB, to a client that reads too slowly
 */
public record HttpBounds(
    int connections,
    int perAddress,
    int requests,
    int requestsPerAddress,
    int streams,
    int streamsPerAddress,
    Duration headers,
    Duration request,
    Duration write) {

  /** A request that is younger is not given up for another. */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  /** Connections that the operating system keeps until they are accepted. */
  private static final int BACKLOG = 1_024;

  /** Bytes of an IPv6 address that name the network that one subscriber has. */
  private static final int NETWORK = 8;

  /** The defaults of the settings. */
  public static final HttpBounds STANDARD = of(LayeredSettings.of(Map.of()));

  /** Those that the settings name. */
  public static HttpBounds of(LayeredSettings said) {
    return new HttpBounds(
        said.number(Setting.HTTP_CONNECTIONS),
        said.number(Setting.HTTP_CONNECTIONS_PER_ADDRESS),
        said.number(Setting.HTTP_REQUESTS),
        said.number(Setting.HTTP_REQUESTS_PER_ADDRESS),
        said.number(Setting.HTTP_STREAMS),
        said.number(Setting.HTTP_STREAMS_PER_ADDRESS),
        said.millis(Setting.HTTP_HEADERS_MS),
        said.millis(Setting.HTTP_REQUEST_MS),
        said.millis(Setting.HTTP_WRITE_MS));
  }

  /** Bounds a server whose answers all end. */
  public void addTo(JavalinConfig config, Meters meters) {
    addTo(config, meters, path -> false);
  }

  /**
   * Bounds a server. A slow client costs a virtual thread and no other client its turn.
   *
   * @param endless paths of event streams, which last as long as they are read
   */
  public void addTo(JavalinConfig config, Meters meters, Predicate<String> endless) {
    config.concurrency.useVirtualThreads = true;
    ConnectionGuard guard = new ConnectionGuard(this, endless);
    guard.showIn(meters);
    config.jetty.modifyServer(server -> server.insertHandler(guard));
    config.jetty.addConnector((server, http) -> {
      ServerConnector connector = connector(server, http);
      connector.setHost(config.jetty.host);
      connector.setPort(config.jetty.port);
      connector.addEventListener(guard);
      return connector;
    });
  }

  /**
   * One without threads that block until somebody comes: they are interrupted when the server
   * stops, and the JDK forgets, open, a connection that comes in that moment.
   */
  private static ServerConnector connector(Server server, HttpConfiguration http) {
    ServerConnector connector = new ServerConnector(server, 0, -1, new HttpConnectionFactory(http));
    connector.setAcceptQueueSize(BACKLOG);
    return connector;
  }

  /** What is counted as one address: of IPv6 the network that one subscriber has. */
  public static Object subscriber(InetAddress address) {
    return address instanceof Inet6Address
        ? ByteBuffer.wrap(Arrays.copyOf(address.getAddress(), NETWORK))
        : address;
  }
}
