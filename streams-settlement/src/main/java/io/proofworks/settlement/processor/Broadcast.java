package io.proofworks.settlement.processor;

import io.proofworks.settlement.InternalMessage;
import io.proofworks.topics.Partitions;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.jspecify.annotations.Nullable;

/** Records for everyone go to every partition, all others to the one of their key. */
public final class Broadcast implements StreamPartitioner<byte[], byte[]> {

  private static final byte[] EVERYONE_BYTES =
      InternalMessage.EVERYONE.getBytes(StandardCharsets.UTF_8);

  @Override
  public Optional<Set<Integer>> partitions(
      String topic, byte @Nullable [] key, byte @Nullable [] value, int partitions) {
    if (key == null) {
      throw new IllegalArgumentException("internal records have keys");
    }
    return Optional.of(
        Arrays.equals(key, EVERYONE_BYTES)
            ? IntStream.range(0, partitions).boxed().collect(Collectors.toSet())
            : Set.of(Partitions.of(key, partitions)));
  }
}
