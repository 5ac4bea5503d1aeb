package io.proofworks.runtime;

import io.proofworks.operations.HttpBounds;
import io.proofworks.operations.LogCode;
import io.proofworks.operations.Metric;
import io.proofworks.operations.OperationsRoutes;
import io.proofworks.operations.OperationsServer;
import io.proofworks.operations.ProcessLog;
import io.proofworks.settings.ProofSettings;
import io.proofworks.settings.Setting;
import io.proofworks.settings.SettingsException;
import io.proofworks.topics.Topics;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts applications: in a process of their own, or beside others in one. */
public final class StreamsRunner {

  /** Stopped as asked. */
  public static final int OK = 0;

  /** Ended by a failure that another start of the process may heal. */
  public static final int FAILED = 1;

  /** A setting is missing or wrong. */
  public static final int MISCONFIGURED = 2;

  /** Topics, brokers, rights or the state directory are not as the market needs them. */
  public static final int UNFIT = 3;

  private static final Logger LOG = LoggerFactory.getLogger(StreamsRunner.class);

  private static final Duration WATCH = Duration.ofSeconds(1);

  /** Between two looks for brokers that do not answer. */
  private static final Duration AGAIN = Duration.ofSeconds(5);

  private StreamsRunner() {}

  /** Starts the application; what is asked of topics and brokers has been checked before. */
  public static RunningApplication start(StreamsApplication application, AppContext process) {
    AppContext context = process.withOwnMarkets();
    if (application.reads(Setting.SNARKPACK_CEREMONIES)) {
      context.proofs().requireCeremonies(); // else the first policy would find what is wrong
    }
    MarketNews news = MarketNews.start(application, context);
    RunningApplication running =
        new RunningApplication(
            application.name(),
            new StateHome(
                context.settings().stateDir(),
                context.settings().applicationId(application.name())),
            new Clients(application, context, lossOf(application, context)),
            context.meters());
    running.closeLast(news);
    try {
      running.start();
    } catch (RuntimeException e) {
      running.close();
      throw e;
    }
    return running;
  }

  /** As {@link #start}; and it makes time pass on its own topics, as a process of it does. */
  public static RunningApplication startTicking(
      StreamsApplication application, AppContext context) {
    RunningApplication running = start(application, context);
    if (!application.ticks().isEmpty()) {
      Ticker ticker = Ticker.ofApplication(context.settings(), application.ticks());
      ticker.countIn(context.meters(), application.name());
      running.closeFirst(ticker);
      ticker.start();
    }
    return running;
  }

  /**
   * Who skips input that is gone says so; who decides money stops, unless its operator wants it
   * otherwise. Heartbeats say what is now: what they said before moves no money.
   */
  private static AppendTimeClients.Loss lossOf(StreamsApplication application, AppContext context) {
    boolean maySkip = context.settings().own().text(Setting.LOST_INPUT).equals("skip");
    return lost -> {
      for (LostInput one : lost) {
        LOG.error("{} application={} {}", LogCode.INPUT_LOST, application.name(), one);
        context.meters().count(Metric.INPUT_LOST, application.name(), one.topic());
      }
      boolean money = lost.stream().anyMatch(l -> !l.topic().equals(Topics.HEARTBEATS.name()));
      if (application.decidesMoney() && money && !maySkip) {
        throw new LostInputException(lost);
      }
      application.inputLost(lost);
    };
  }

  /** The whole life of a process that is this application; exits the JVM. */
  public static void main(StreamsApplication application, String[] args) {
    main(context -> startTicking(application, context), args);
  }

  /**
   * The whole life of a process that is what the launcher starts; exits the JVM.
   *
   * @param launcher starts it, once settings, topics and brokers have been checked
   */
  public static void main(Function<AppContext, RunningApplication> launcher, String[] args) {
    ProcessLog.configure();
    System.exit(run(launcher, args));
  }

  private static int run(Function<AppContext, RunningApplication> launcher, String[] args) {
    try {
      AppSettings settings = AppSettings.load(args, System.getenv());
      List<Finding> findings = awaitCheck(settings);
      if (findings.isEmpty()) {
        return runChecked(launcher, AppContext.ofProcess(settings));
      }
      findings.forEach(finding -> LOG.error("{} {}", LogCode.UNFIT, finding));
      return UNFIT;
    } catch (SettingsException | UncheckedIOException e) {
      LOG.error("{} {}", LogCode.MISCONFIGURED, e.getMessage());
      return MISCONFIGURED;
    } catch (AdminException e) {
      LOG.error("{} {}", LogCode.UNFIT, e.getMessage());
      return UNFIT;
    }
  }

  /** Brokers that do not answer, or have no address yet, may be starting as well. */
  private static List<Finding> awaitCheck(AppSettings settings) {
    while (true) {
      try {
        return check(settings);
      } catch (AdminException | KafkaException e) {
        Failure failure = Failure.of(e);
        if (failure.kind() != Failure.Kind.AWAY) {
          throw e instanceof AdminException refused
              ? refused
              : new AdminException(failure.says(), e);
        }
        LOG.warn("{} {}", LogCode.UNREACHABLE, failure.says());
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(AGAIN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AdminException("interrupted", e);
    }
  }

  /**
   * What is wrong with the cluster for a process with these settings.
   *
   * @throws AdminException when the cluster refuses or does not answer
   */
  public static List<Finding> check(AppSettings settings) {
    try (Admin admin = Admin.create(settings.clientProperties())) {
      return new Provisioner(admin, settings).check();
    }
  }

  private static int runChecked(
      Function<AppContext, RunningApplication> launcher, AppContext context) {
    ProofSettings proofs = context.proofs();
    try (proofs) {
      RunningApplication running = launcher.apply(context);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(running, proofs), "shutdown"));
      serve(context, running).ifPresent(running::closeFirst);
      while (!running.awaitEnd(WATCH)) {
        // until the state listener says that it has ended
      }
      return running.ending().map(RunningApplication.Ending::exitCode).orElse(OK);
    }
  }

  /** Whom an external program does not answer cannot close in time, and is then let go by it. */
  private static void end(RunningApplication running, ProofSettings proofs) {
    running.close();
    proofs.close();
  }

  private static Optional<OperationsServer> serve(AppContext context, RunningApplication running) {
    AppSettings settings = context.settings();
    return settings.httpPort() == 0
        ? Optional.empty()
        : Optional.of(
            OperationsServer.start(
                new OperationsRoutes(running, context.meters()),
                HttpBounds.of(settings.own()),
                settings.httpHost(),
                settings.httpPort()));
  }
}
