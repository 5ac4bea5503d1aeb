package io.proofworks.market.audit;

import com.fasterxml.jackson.core.JsonGenerator;
import io.proofworks.protocol.Hash32;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.serde.SchemaRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The whole log of a market in one file, with everything that is needed to read it: an audit of it
 * asks nobody. {@code docs/journal.md} has its format.
 */
public final class LogFile implements AutoCloseable {

  /** Names the form of the file. */
  public static final String FORMAT = "proofworks-log/1";

  /**
   * Which deployment, as whoever made the file says.
   *
   * @param domain of its first market
   * @param partitions of every topic
   * @param journalKey public key that signs the checkpoints
   */
  public record Origin(Hash32 domain, int partitions, Optional<byte[]> journalKey) {}

  private final Origin origin;
  private final LogSnapshot log;
  private final KnownSchemas schemas;

  LogFile(Origin origin, LogSnapshot log, KnownSchemas schemas) {
    this.origin = origin;
    this.log = log;
    this.schemas = schemas;
  }

  /**
   * Reads one; it is kept under the scratch directory until this is closed.
   *
   * @throws IOException when it cannot be read, is cut off, or is none
   */
  public static LogFile open(Path file, Path scratch, AuditProgress progress) throws IOException {
    LogSnapshot log = LogSnapshot.empty(scratch);
    try {
      return LogFileReader.read(file, log, progress);
    } catch (IOException | RuntimeException e) {
      log.close();
      throw e;
    }
  }

  /**
   * Writes everything that a market's topics have now.
   *
   * @param kafka client settings: at least {@code bootstrap.servers}
   * @param registry has the schemas that the log names
   * @return how many records, ticks included
   */
  public static long write(
      Path file,
      Origin origin,
      Map<String, Object> kafka,
      SchemaRegistry registry,
      Path scratch,
      AuditProgress progress)
      throws IOException {
    try (LogSnapshot log = Audit.read(kafka, scratch, progress)) {
      return write(file, origin, log, registry, progress);
    }
  }

  /** Writes what was read. */
  static long write(
      Path file, Origin origin, LogSnapshot log, SchemaRegistry registry, AuditProgress progress)
      throws IOException {
    return new LogFileWriter(origin, log, registry, progress).write(file);
  }

  public Origin origin() {
    return origin;
  }

  /** Reads with the schemas of the file. */
  public MarketSerdes serdes() {
    return new MarketSerdes(schemas);
  }

  /** What it has, to audit it by; is closed with this. */
  public DeploymentLog records() {
    return new DeploymentLog(log);
  }

  LogSnapshot log() {
    return log;
  }

  KnownSchemas schemas() {
    return schemas;
  }

  static void number(JsonGenerator out, String field, long value) throws IOException {
    out.writeStringField(field, Long.toString(value));
  }

  @Override
  public void close() {
    log.close();
  }
}
