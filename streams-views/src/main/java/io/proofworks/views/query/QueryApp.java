package io.proofworks.views.query;

import io.proofworks.runtime.AppContext;
import io.proofworks.runtime.RunningApplication;
import io.proofworks.runtime.StreamsRunner;
import io.proofworks.settings.LayeredSettings;
import io.proofworks.settings.Setting;
import io.proofworks.settings.SettingsException;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * The query API. A process of its own, or several; {@code app.query.*} of {@link Setting} say where
 * it listens and how the others reach it.
 */
public final class QueryApp {

  private QueryApp() {}

  public static void main(String[] args) {
    StreamsRunner.main(QueryApp::launch, args);
  }

  private static RunningApplication launch(AppContext context) {
    LayeredSettings own = context.settings().own();
    String host = own.text(Setting.QUERY_HOST);
    String advertised = own.find(Setting.QUERY_ADVERTISED).orElseGet(() -> reachable(host));
    return QueryService.start(context, host, own.number(Setting.QUERY_PORT), advertised).views();
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
}
