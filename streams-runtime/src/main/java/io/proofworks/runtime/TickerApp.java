package io.proofworks.runtime;

import io.proofworks.operations.Condition;
import io.proofworks.operations.Health;
import io.proofworks.operations.HttpBounds;
import io.proofworks.operations.LogCode;
import io.proofworks.operations.Meters;
import io.proofworks.operations.OperationsRoutes;
import io.proofworks.operations.OperationsServer;
import io.proofworks.operations.ProcessLog;
import io.proofworks.settings.SettingsException;
import io.proofworks.topics.Party;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes time pass on a market. A process of its own; two of them on different machines are wise,
 * the second standing by.
 */
public final class TickerApp {

  private static final Duration WATCH = Duration.ofSeconds(1);

  private TickerApp() {}

  /** Brokers that are away it waits for; one that is refused again and again has ended. */
  private record TickerHealth(Ticker ticker) implements Health {

    @Override
    public Condition condition() {
      return ticker.ending().isPresent()
          ? Condition.FAILED
          : hasStarted() && ticker.healthy() ? Condition.WORKING : Condition.STARTING;
    }

    @Override
    public boolean hasStarted() {
      return ticker.acknowledged() > 0 || ticker.isStandingBy();
    }

    @Override
    public Map<String, ?> details() {
      return Map.of(
          "silentMs",
          ticker.silence().toMillis(),
          "ticks",
          ticker.acknowledged(),
          "standingBy",
          ticker.isStandingBy());
    }
  }

  public static void main(String[] args) throws InterruptedException {
    ProcessLog.configure();
    Logger log = LoggerFactory.getLogger(TickerApp.class);
    try {
      System.exit(run(AppSettings.load(args, System.getenv())));
    } catch (SettingsException | UncheckedIOException e) {
      log.error("{} {}", LogCode.MISCONFIGURED, e.getMessage());
      System.exit(StreamsRunner.MISCONFIGURED);
    }
  }

  private static int run(AppSettings settings) throws InterruptedException {
    Ticker ticker = Ticker.ofMarket(settings, Ticker.Past.UNKNOWN);
    Meters meters = Meters.ofProcess();
    ticker.countIn(meters, Party.TICKER.principal());
    if (settings.httpPort() != 0) {
      OperationsRoutes routes = new OperationsRoutes(new TickerHealth(ticker), meters);
      var unused =
          OperationsServer.start(
              routes, HttpBounds.of(settings.own()), settings.httpHost(), settings.httpPort());
    }
    Runtime.getRuntime().addShutdownHook(new Thread(ticker::close, "shutdown"));
    ticker.start();
    while (!ticker.awaitEnd(WATCH)) {
      // until it is closed or beyond help
    }
    return ticker.ending().map(RunningApplication.Ending::exitCode).orElse(StreamsRunner.OK);
  }
}
