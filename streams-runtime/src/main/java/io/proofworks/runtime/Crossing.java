package io.proofworks.runtime;

import io.proofworks.topics.Partitions;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.processor.StreamPartitioner;

/** How events reach the partition that folds what they are about. */
public final class Crossing {

  /** Key of what every partition has to know: time, for instance, and how far was read. */
  public static final String EVERYWHERE = "*";

  /** Events of a key to its partition, those of everyone to all. */
  private static final StreamPartitioner<String, byte[]> PARTITIONER =
      (topic, key, value, partitions) ->
          Optional.of(key.equals(EVERYWHERE) ? all(partitions) : one(key, partitions));

  private Crossing() {}

  /** Events through a topic of that name, to the partitions of their keys. */
  public static void through(KStream<String, byte[]> events, String name, int partitions) {
    var unused =
        events.repartition(
            Repartitioned.<String, byte[]>as(name)
                .withKeySerde(Serdes.String())
                .withValueSerde(Serdes.ByteArray())
                .withNumberOfPartitions(partitions)
                .withStreamPartitioner(PARTITIONER));
  }

  private static Set<Integer> one(String key, int partitions) {
    return Set.of(Partitions.of(key.getBytes(StandardCharsets.UTF_8), partitions));
  }

  private static Set<Integer> all(int partitions) {
    return IntStream.range(0, partitions).boxed().collect(Collectors.toUnmodifiableSet());
  }
}
