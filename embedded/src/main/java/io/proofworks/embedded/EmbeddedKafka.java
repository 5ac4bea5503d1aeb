package io.proofworks.embedded;

import static io.proofworks.embedded.EmbeddedStartException.Reason.DIRECTORY_UNUSABLE;
import static io.proofworks.embedded.EmbeddedStartException.Reason.KAFKA_FAILED;
import static io.proofworks.embedded.EmbeddedStartException.Reason.PORT_TAKEN;

import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Kafka broker (KRaft, combined mode) in this JVM: loopback only, on disk, one node. Any
 * Kafka client connects to it. The directory is formatted once; later starts go on with what is
 * there, also after the process was killed.
 *
 * <p>Not for production: one replica, no authentication, and the broker's fate is the JVM's.
 */
public final class EmbeddedKafka implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafka.class);

  /** A chosen free port can be taken by somebody else before Kafka binds it; then choose again. */
  private static final int ATTEMPTS = 3;

  private final DirectoryLock lock;
  private final KafkaRaftServer server;
  private final int port;
  private final Duration startedIn;
  private boolean closed;

  private EmbeddedKafka(DirectoryLock lock, KafkaRaftServer server, int port, Duration startedIn) {
    this.lock = lock;
    this.server = server;
    this.port = port;
    this.startedIn = startedIn;
  }

  /**
   * Starts the broker and returns when it serves clients.
   *
   * @throws EmbeddedStartException with a message that says what is in the way and the way out
   */
  public static EmbeddedKafka start(EmbeddedKafkaSettings settings) {
    return start(settings, Time.SYSTEM);
  }

  /** As {@link #start(EmbeddedKafkaSettings)}, with another clock for the broker's append times. */
  static EmbeddedKafka start(EmbeddedKafkaSettings settings, Time time) {
    long from = System.nanoTime();
    DirectoryLock lock = DirectoryLock.take(settings.directory());
    try {
      LogDirectory.formatOnce(settings.logDirectory());
      EmbeddedKafka kafka = startOnFreePorts(settings, lock, from, time);
      LOG.info(
          "broker started bootstrap={} directory={} in={}ms",
          kafka.bootstrapServers(),
          settings.directory(),
          kafka.startedIn.toMillis());
      return kafka;
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static EmbeddedKafka startOnFreePorts(
      EmbeddedKafkaSettings settings, DirectoryLock lock, long from, Time time) {
    for (int attempt = 1; ; attempt++) {
      try {
        return startOnce(settings, lock, from, time);
      } catch (EmbeddedStartException e) {
        if (e.reason() != PORT_TAKEN || asksForPorts(settings) || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static boolean asksForPorts(EmbeddedKafkaSettings settings) {
    return settings.port() > 0 || settings.controllerPort() > 0;
  }

  private static EmbeddedKafka startOnce(
      EmbeddedKafkaSettings settings, DirectoryLock lock, long from, Time time) {
    RememberedPorts ports = RememberedPorts.in(settings.directory());
    int port = ports.choose("Kafka broker", settings.port());
    int controllerPort = ports.choose("Kafka controller", settings.controllerPort());
    KafkaRaftServer server = startServer(settings, port, controllerPort, time);
    return new EmbeddedKafka(lock, server, port, Duration.ofNanos(System.nanoTime() - from));
  }

  private static KafkaRaftServer startServer(
      EmbeddedKafkaSettings settings, int port, int controllerPort, Time time) {
    Map<String, String> properties = settings.brokerProperties(port, controllerPort);
    @Nullable KafkaRaftServer server = null;
    try {
      FormerBroker.unregister(settings, controllerPort);
      server = new KafkaRaftServer(new KafkaConfig(properties, false), time);
      server.startup();
      return server;
    } catch (Exception e) {
      stopQuietly(server);
      throw explained(e, settings.logDirectory(), port);
    }
  }

  private static void stopQuietly(@Nullable KafkaRaftServer server) {
    if (server == null) {
      return;
    }
    try {
      server.shutdown();
    } catch (RuntimeException e) {
      LOG.debug("broker half started, stopping it failed too", e);
    }
  }

  /** Scala throws what it likes, so the cause chain is the only place where the kind shows. */
  private static EmbeddedStartException explained(Throwable failure, Path log, int port) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return RememberedPorts.taken("Kafka broker", port);
      }
    }
    return Files.isWritable(log)
        ? new EmbeddedStartException(
            KAFKA_FAILED,
            "Kafka did not start on "
                + log
                + ": "
                + rootMessage(failure)
                + ". Run again with -v for its log, or choose another --data-dir.",
            failure)
        : new EmbeddedStartException(
            DIRECTORY_UNUSABLE,
            log + " cannot be written. Choose a directory that you may write to with --data-dir.",
            failure);
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage();
    return message == null ? root.getClass().getSimpleName() : message;
  }

  /** {@code host:port} for {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /** The client port on 127.0.0.1. */
  public int port() {
    return port;
  }

  /** How long it took from the call to serving clients. */
  public Duration startedIn() {
    return startedIn;
  }

  /** Controlled stop: segments flushed, lock released. A second call does nothing. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      server.shutdown();
      server.awaitShutdown();
    } finally {
      lock.close();
    }
  }
}
