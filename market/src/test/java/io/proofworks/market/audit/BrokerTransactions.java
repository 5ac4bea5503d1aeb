package io.proofworks.market.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.jspecify.annotations.Nullable;

/**
 * When what stands in the partitions of a broker could be read, by its files: the records of a
 * transaction once it has ended, and what stands behind them not before.
 */
final class BrokerTransactions {

  /**
   * What one producer wrote up to an end of a transaction, or a batch without one.
   *
   * @param first offset
   * @param began append time of that
   * @param ended when it could be read
   */
  private record Written(long first, long began, long ended) {}

  private final Map<TopicPartition, List<Written>> all = new HashMap<>();

  private BrokerTransactions() {}

  /**
   * Those of a broker.
   *
   * @param logs its {@code log.dirs}
   */
  static BrokerTransactions of(Path logs, Iterable<TopicPartition> partitions) throws IOException {
    BrokerTransactions found = new BrokerTransactions();
    for (TopicPartition partition : partitions) {
      try (Stream<Path> files = Files.list(logs.resolve(partition.toString()))) {
        Map<Long, Written> open = new HashMap<>();
        List<Written> written = new ArrayList<>();
        files
            .filter(file -> file.toString().endsWith(".log"))
            .sorted()
            .forEach(file -> read(file, open, written));
        written.addAll(open.values());
        found.all.put(partition, written);
      }
    }
    return found;
  }

  private static void read(Path file, Map<Long, Written> open, List<Written> written) {
    try (FileRecords records = FileRecords.open(file.toFile(), false)) {
      for (RecordBatch batch : records.batches()) {
        long time = batch.maxTimestamp();
        if (!batch.isTransactional()) {
          written.add(new Written(batch.baseOffset(), time, time));
        } else if (!batch.isControlBatch()) {
          open.putIfAbsent(
              batch.producerId(), new Written(batch.baseOffset(), time, Long.MAX_VALUE));
        } else {
          @Nullable Written begun = open.remove(batch.producerId());
          written.add(
              begun == null
                  ? new Written(batch.baseOffset(), time, time)
                  : new Written(begun.first(), begun.began(), time));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Before which offset of a partition records could be read at a time, epoch milliseconds. */
  long readable(TopicPartition partition, long now) {
    return all.getOrDefault(partition, List.of()).stream()
        .filter(written -> written.ended() > now)
        .mapToLong(Written::first)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /** When all could be read that was written by a time. */
  long closed(long now) {
    return all.values().stream()
        .flatMap(List::stream)
        .filter(written -> written.began() <= now)
        .mapToLong(Written::ended)
        .max()
        .orElse(now);
  }
}
