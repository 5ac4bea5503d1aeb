package io.proofworks.metrics.processor;

import io.proofworks.metrics.domain.Bucket;
import io.proofworks.metrics.domain.WindowSize;
import org.apache.kafka.streams.KeyValue;

/** The ten-second buckets of a partition's classes. */
record Buckets(Shelf<Bucket> shelf) {

  private static final String KEEP_DIGITS = "%016d";

  Bucket at(String cell, long start) {
    return shelf.find(cell, id(start)).orElseGet(Bucket::empty);
  }

  void put(String cell, long start, Bucket bucket) {
    shelf.put(cell, id(start), bucket);
  }

  /** All that happened from {@code start} to before {@code end}, both multiples of ten seconds. */
  Bucket between(String cell, long start, long end) {
    return shelf.between(cell, id(Math.max(0, start)), id(end - 1)).stream()
        .map(entry -> entry.value)
        .reduce(Bucket.empty(), Bucket::merge);
  }

  /** Drops what no window holds any more. */
  void forget(String cell, long now) {
    long oldest = WindowSize.HOUR.startOf(now) - WindowSize.HOUR.millis();
    if (oldest <= 0) {
      return;
    }
    for (KeyValue<String, Bucket> entry : shelf.between(cell, id(0), id(oldest - 1))) {
      shelf.store().delete(entry.key);
    }
  }

  private static String id(long start) {
    return KEEP_DIGITS.formatted(start);
  }
}
