package io.proofworks.metrics.query;

import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.RunningApplication;
import io.proofworks.runtime.SettingsException;
import io.proofworks.runtime.StreamsRunner;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;

/**
 * The query API. A process of its own, or several: {@code app.query.host} (default 127.0.0.1) and
 * {@code app.query.port} (default 8088) are where it listens, {@code app.query.advertised} is the
 * name under which the others reach it (default: the host, or the machine's name when the host is
 * all addresses).
 */
public final class QueryApp {

  private static final int PORT = 8088;

  private QueryApp() {}

  public static void main(String[] args) {
    StreamsRunner.main(QueryApp::launch, args);
  }

  private static RunningApplication launch(AppContext context) {
    Map<String, String> app = context.settings().app();
    String host = app.getOrDefault("query.host", "127.0.0.1");
    String advertised = app.getOrDefault("query.advertised", reachable(host));
    return QueryService.start(context, host, port(app), advertised).views();
  }

  /** Who listens on all addresses is reached under the machine's name. */
  private static String reachable(String host) {
    try {
      return InetAddress.getByName(host).isAnyLocalAddress()
          ? InetAddress.getLocalHost().getHostName()
          : host;
    } catch (UnknownHostException e) {
      throw new SettingsException(
          "app.query.host is " + host + ", which has no address; or give app.query.advertised");
    }
  }

  private static int port(Map<String, String> app) {
    String text = app.getOrDefault("query.port", Integer.toString(PORT));
    if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65_535) {
      throw new SettingsException("app.query.port is " + text + "; a number from 0 to 65535");
    }
    return Integer.parseInt(text);
  }
}
