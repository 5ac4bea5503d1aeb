package io.proofworks.runtime;

import io.proofworks.proofs.VerifierRegistry;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.serde.RegistryClient;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts applications: in a process of their own, or beside others in one. */
public final class StreamsRunner {

  /** Stopped as asked. */
  public static final int OK = 0;

  /** Ended by a defect. */
  public static final int FAILED = 1;

  /** A setting is missing or wrong. */
  public static final int MISCONFIGURED = 2;

  /** Topics or brokers are not as the market needs them. */
  public static final int UNFIT = 3;

  private static final Logger log = LoggerFactory.getLogger(StreamsRunner.class);
  private static final Duration WATCH = Duration.ofSeconds(1);

  private StreamsRunner() {}

  /** Starts the application; what is asked of topics and brokers has been checked before. */
  public static RunningApplication start(StreamsApplication application, AppContext context) {
    Properties config = StreamsConfigs.of(application, context.settings());
    Topology topology = application.topology(context);
    RunningApplication running =
        new RunningApplication(
            application.name(), new KafkaStreams(topology, config, new AppendTimeClients()));
    running.start();
    return running;
  }

  /** The whole life of a process that is this application; exits the JVM. */
  public static void main(StreamsApplication application, String[] args) {
    System.exit(run(application, args));
  }

  private static int run(StreamsApplication application, String[] args) {
    try {
      AppSettings settings = AppSettings.load(args, System.getenv());
      List<Finding> findings = check(settings);
      if (findings.isEmpty()) {
        return runChecked(application, settings);
      }
      findings.forEach(finding -> log.error("unfit {}", finding));
      return UNFIT;
    } catch (SettingsException e) {
      log.error("misconfigured {}", e.getMessage());
      return MISCONFIGURED;
    } catch (AdminException e) {
      log.error("unreachable {}", e.getMessage());
      return UNFIT;
    }
  }

  private static List<Finding> check(AppSettings settings) {
    try (Admin admin = Admin.create(settings.clientProperties())) {
      return new Provisioner(admin, settings).check();
    }
  }

  private static int runChecked(StreamsApplication application, AppSettings settings) {
    AppContext context =
        new AppContext(
            settings,
            new MarketSerdes(new RegistryClient(settings.registry())),
            VerifierRegistry.standard());
    RunningApplication running = start(application, context);
    Runtime.getRuntime().addShutdownHook(new Thread(running::close, "shutdown"));
    while (!running.awaitEnd(WATCH)) {
      // until the state listener says that it has ended
    }
    return running.hasFailed() ? FAILED : OK;
  }
}
