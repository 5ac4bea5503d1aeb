package io.proofworks.settlement.processor;

import io.proofworks.settlement.state.Errand;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.jspecify.annotations.Nullable;

/** Records for everyone go to every partition, all others to the one of their key. */
public final class Broadcast implements StreamPartitioner<byte[], byte[]> {

  @Override
  public Optional<Set<Integer>> partitions(
      String topic, byte @Nullable [] key, byte @Nullable [] value, int partitions) {
    if (key == null) {
      throw new IllegalArgumentException("internal records have keys");
    }
    return Optional.of(Errand.partitions(new String(key, StandardCharsets.UTF_8), partitions));
  }
}
