package io.proofworks.settlement.simulation;

import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.InboundRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Topics with partitions; the log gives offsets, the caller the append time. */
final class SimulatedLog {

  private final Map<String, Map<Integer, List<InboundRecord>>> topics = new HashMap<>();

  Coordinates append(
      String topic, int partition, byte @Nullable [] key, byte[] value, Headers headers, long at) {
    List<InboundRecord> records = records(topic, partition);
    Coordinates coordinates = new Coordinates(topic, partition, records.size(), at);
    records.add(InboundRecord.of(coordinates, key, value, headers));
    return coordinates;
  }

  List<InboundRecord> records(String topic, int partition) {
    return topics
        .computeIfAbsent(topic, name -> new HashMap<>())
        .computeIfAbsent(partition, number -> new ArrayList<>());
  }
}
