package io.proofworks.embedded;

import static io.proofworks.embedded.EmbeddedStartException.Reason.DIRECTORY_UNUSABLE;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * Kafka's log directory, formatted exactly once. Formatting happens beside it and is moved into
 * place in one step, so that a process killed half way leaves nothing that a later start would trip
 * over.
 */
final class LogDirectory {
  private LogDirectory() {}

  /** Formats {@code log} unless it already is. */
  static void formatOnce(Path log) {
    try {
      if (!Files.exists(log)) {
        format(log);
      } else if (!Files.exists(log.resolve("meta.properties"))) {
        throw notOurs(log);
      }
    } catch (IOException e) {
      throw new EmbeddedStartException(
          DIRECTORY_UNUSABLE,
          log + " cannot be formatted: " + e + ". Choose another --data-dir.",
          e);
    }
  }

  private static EmbeddedStartException notOurs(Path log) {
    return new EmbeddedStartException(
        DIRECTORY_UNUSABLE,
        log
            + " exists and is not a Kafka log directory (no meta.properties). Choose another"
            + " --data-dir, or move it away.");
  }

  private static void format(Path log) throws IOException {
    Path beside = log.resolveSibling(log.getFileName() + ".formatting");
    deleteTree(beside);
    Files.createDirectories(beside);
    runFormatter(beside);
    Files.move(beside, log, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void runFormatter(Path directory) throws IOException {
    try {
      new Formatter()
          .setPrintStream(
              new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
          .setNodeId(EmbeddedKafkaSettings.NODE_ID)
          .setClusterId(Uuid.randomUuid().toString())
          .addDirectory(directory.toString())
          .setMetadataLogDirectory(directory.toString())
          .setControllerListenerName("CONTROLLER")
          .setReleaseVersion(MetadataVersion.latestProduction())
          .run();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  private static void deleteTree(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> files = Files.walk(directory)) {
      deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : deepestFirst) {
      Files.delete(file);
    }
  }
}
