package io.proofworks.worker.aggregator;

import io.proofworks.avro.Aggregate;
import io.proofworks.worker.domain.OfferedSlots;
import java.util.List;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** What has become of a job of one epoch. One thread uses it. */
final class Work {

  /** Task ids of the leaves that the aggregate covers, in shard order. */
  List<String> covered = List.of();

  /** The aggregate while it is being made. */
  @Nullable Future<byte[]> making;

  /** The aggregate that is sent. */
  @Nullable Aggregate made;

  final long readAt;
  long nextAt;
  boolean complained;

  /**
   * @param readAt when its job was read, epoch milliseconds
   */
  Work(long readAt) {
    this.readAt = readAt;
  }

  boolean isLong(long now, long leaseMillis) {
    return made == null && OfferedSlots.isLong(now - readAt, leaseMillis);
  }
}
