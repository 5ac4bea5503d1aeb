package io.proofworks.sharding.processor;

import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.InboundRecord;
import org.jspecify.annotations.Nullable;

/** An input that waits until another topic has caught up with its time. */
record Parked(
    String topic, int partition, long offset, long time, byte @Nullable [] key, byte[] value) {

  static Parked of(InboundRecord input) {
    Coordinates from = input.coordinates();
    return new Parked(
        from.topic(),
        from.partition(),
        from.offset(),
        from.time(),
        input.keyBytes(),
        input.value());
  }

  InboundRecord input() {
    return InboundRecord.of(new Coordinates(topic, partition, offset, time), key, value);
  }

  /** Orders by time, then by place in the log. */
  String storeKey() {
    return timeKey(time) + "|" + "%019d".formatted(offset);
  }

  /** Sorts as the time does. */
  static String timeKey(long time) {
    return "%019d".formatted(time);
  }
}
