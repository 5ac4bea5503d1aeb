package io.proofworks.embedded;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.BrokerIdNotRegisteredException;
import org.apache.kafka.common.errors.NotControllerException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.utils.Time;
import org.jspecify.annotations.Nullable;

/**
 * The broker of a process that was killed, as the metadata log still knows it: alive, and leader of
 * every partition. A broker that starts on such a log first takes all leaderships as its own, ends
 * the transactions it finds open, and then loses every leadership for a moment while the controller
 * exchanges the dead registration for the new one. Kafka 4 takes a partition without a leader for a
 * deleted one and never writes the markers that end its transactions (KAFKA-20734, open in 4.4.0);
 * its committed readers wait for ever.
 *
 * <p>So the dead registration is taken back before the broker starts, by the same node running as
 * controller alone. This also spares the wait for the dead broker's session to time out.
 */
final class FormerBroker {

  /** Kafka writes it at the end of a clean stop, and takes it away at the next start. */
  private static final String CLEAN_STOP = ".kafka_cleanshutdown";

  /** A quorum of one elects itself at once, on a machine that has time for it. */
  private static final Duration ELECTED = Duration.ofSeconds(30);

  private FormerBroker() {}

  /**
   * Takes back the registration that a killed process left; does nothing after a clean stop or on a
   * fresh directory.
   */
  static void unregister(EmbeddedKafkaSettings settings, int controllerPort) throws Exception {
    if (!wasKilled(settings.logDirectory())) {
      return;
    }
    KafkaRaftServer controller =
        new KafkaRaftServer(
            new KafkaConfig(settings.controllerProperties(controllerPort), false), Time.SYSTEM);
    try {
      controller.startup();
      unregister(controllerPort);
    } finally {
      controller.shutdown();
      controller.awaitShutdown();
    }
  }

  private static boolean wasKilled(Path log) throws IOException {
    return hasRun(log.resolve("__cluster_metadata-0")) && !Files.exists(log.resolve(CLEAN_STOP));
  }

  /** Formatting leaves a snapshot there, only a start a log. */
  private static boolean hasRun(Path metadata) throws IOException {
    if (!Files.exists(metadata)) {
      return false;
    }
    try (DirectoryStream<Path> segments = Files.newDirectoryStream(metadata, "*.log")) {
      return segments.iterator().hasNext();
    }
  }

  private static void unregister(int controllerPort)
      throws InterruptedException, ExecutionException {
    long until = System.nanoTime() + ELECTED.toNanos();
    try (Admin admin =
        Admin.create(
            Map.<String, Object>of("bootstrap.controllers", "127.0.0.1:" + controllerPort))) {
      while (!unregistered(admin, System.nanoTime() < until)) {
        Thread.sleep(20);
      }
    }
  }

  /**
   * False if the controller has not been elected yet, which {@code patient} callers put up with.
   */
  private static boolean unregistered(Admin admin, boolean patient)
      throws InterruptedException, ExecutionException {
    try {
      admin.unregisterBroker(EmbeddedKafkaSettings.NODE_ID).all().get();
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BrokerIdNotRegisteredException) {
        return true;
      }
      if (patient && isEarly(e.getCause())) {
        return false;
      }
      throw e;
    }
  }

  /** Not elected yet, or elected and without what it writes first. */
  private static boolean isEarly(@Nullable Throwable refusal) {
    return refusal instanceof NotControllerException
        || refusal instanceof UnsupportedVersionException;
  }
}
