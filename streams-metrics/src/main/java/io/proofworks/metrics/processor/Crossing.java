package io.proofworks.metrics.processor;

import io.proofworks.topics.Partitions;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.streams.processor.StreamPartitioner;

/** How events reach the partition that folds their class. */
public final class Crossing {

  /** Key of what every partition has to know: provers, heartbeats, time. */
  public static final String EVERYWHERE = "*";

  /** Events of a class to its partition, those of everyone to all. */
  public static final StreamPartitioner<String, byte[]> PARTITIONER =
      (topic, key, value, partitions) ->
          Optional.of(key.equals(EVERYWHERE) ? all(partitions) : one(key, partitions));

  private Crossing() {}

  /** The key of a class's events and metrics: {@code domain|class}. */
  static String cell(String domain, String taskClass) {
    return domain + "|" + taskClass;
  }

  private static Set<Integer> one(String key, int partitions) {
    return Set.of(Partitions.of(key.getBytes(StandardCharsets.UTF_8), partitions));
  }

  private static Set<Integer> all(int partitions) {
    return IntStream.range(0, partitions).boxed().collect(Collectors.toUnmodifiableSet());
  }
}
