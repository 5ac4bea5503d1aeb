package io.proofworks.runtime;

import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;

/** How far stores have been restored from their changelogs, and how long the rest may take. */
final class RestoreProgress implements StateRestoreListener {

  private final Map<TopicPartition, Long> remaining = new ConcurrentHashMap<>();
  private final AtomicLong restored = new AtomicLong();
  private final AtomicLong beganAt = new AtomicLong();
  private final LongSupplier nanos;

  /**
   * @param nanos a clock that only goes forward
   */
  RestoreProgress(LongSupplier nanos) {
    this.nanos = nanos;
  }

  @Override
  public void onRestoreStart(TopicPartition changelog, String store, long from, long to) {
    if (remaining.isEmpty()) {
      restored.set(0);
      beganAt.set(nanos.getAsLong());
    }
    remaining.put(changelog, Math.max(0, to - from));
  }

  @Override
  public void onBatchRestored(TopicPartition changelog, String store, long end, long count) {
    restored.addAndGet(count);
    remaining.computeIfPresent(changelog, (at, left) -> Math.max(0, left - count));
  }

  @Override
  public void onRestoreEnd(TopicPartition changelog, String store, long total) {
    remaining.remove(changelog);
  }

  @Override
  public void onRestoreSuspended(TopicPartition changelog, String store, long total) {
    remaining.remove(changelog);
  }

  /** Its client is gone: another one begins anew. */
  void forget() {
    remaining.clear();
  }

  /** Records restored since the restoration began. */
  long restored() {
    return restored.get();
  }

  /** Records that are still to be restored. */
  long toRestore() {
    return remaining.values().stream().mapToLong(Long::longValue).sum();
  }

  /** By the rate so far, milliseconds; empty before there is one, or when nothing is left. */
  OptionalLong remainingMs() {
    long left = toRestore();
    long done = restored();
    if (left == 0 || done == 0) {
      return OptionalLong.empty();
    }
    double spent = (nanos.getAsLong() - beganAt.get()) / 1e6;
    return OptionalLong.of(Math.round(spent * left / done));
  }
}
