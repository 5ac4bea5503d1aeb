package io.proofworks.settlement.simulation;

import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.InboundRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Topics with partitions; the log gives offsets, the caller the append time. */
final class SimulatedLog {

  private final Map<String, List<InboundRecord>> partitions = new TreeMap<>();

  Coordinates append(
      String topic, int partition, byte @Nullable [] key, byte[] value, Headers headers, long at) {
    List<InboundRecord> records = records(topic, partition);
    Coordinates coordinates = new Coordinates(topic, partition, records.size(), at);
    records.add(InboundRecord.of(coordinates, key, value, headers));
    return coordinates;
  }

  List<InboundRecord> records(String topic, int partition) {
    return partitions.computeIfAbsent(topic + "-" + partition, name -> new ArrayList<>());
  }
}
