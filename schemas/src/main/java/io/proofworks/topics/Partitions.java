package io.proofworks.topics;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/**
 * The partition a key belongs to: murmur2, as the default partitioner of the Java client
 * (librdkafka needs {@code partitioner=murmur2_random}). The producer chooses the partition, so
 * rules per key hold only where the market checks it.
 */
public final class Partitions {

  private Partitions() {}

  /**
   * @param partitions at least 1
   * @return from 0 to partitions - 1
   */
  public static int of(String key, int partitions) {
    return of(key.getBytes(StandardCharsets.UTF_8), partitions);
  }

  /** As {@link #of(String, int)}, of the key's bytes. */
  public static int of(byte[] key, int partitions) {
    return Utils.toPositive(Utils.murmur2(key)) % partitions;
  }
}
