package io.proofworks.market.audit;

import io.proofworks.runtime.Coordinates;
import io.proofworks.serde.SchemaRegistry;
import io.proofworks.topics.Topic;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Takes down a log that stands on no broker, record by record, and makes a {@link LogFile} of it.
 * It is kept on disk, so that it may be of any length.
 */
public final class LogRecorder implements AutoCloseable {

  private final LogSnapshot log;

  /**
   * @param scratch what is taken down is kept under it until this is closed
   */
  public LogRecorder(Path scratch) {
    this.log = LogSnapshot.empty(scratch);
  }

  /** Records so far, ticks included. */
  public long size() {
    return log.size();
  }

  /**
   * Appends to a partition.
   *
   * @param time append time, epoch milliseconds
   * @return where it stands
   */
  public Coordinates append(
      Topic<?> topic,
      int partition,
      long time,
      byte @Nullable [] key,
      byte @Nullable [] value,
      Headers headers) {
    Coordinates at =
        new Coordinates(topic.name(), partition, log.end(topic.name(), partition), time);
    log.keep(new StoredRecord(at, key, value, headers));
    return at;
  }

  /**
   * Writes all of it.
   *
   * @param registry has the schemas that the records name
   * @return how many records, ticks included
   */
  public long write(
      Path file, LogFile.Origin origin, SchemaRegistry registry, AuditProgress progress)
      throws IOException {
    return LogFile.write(file, origin, log, registry, progress);
  }

  @Override
  public void close() {
    log.close();
  }
}
