package io.proofworks.runtime.testing;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Takes the times that the topology test driver was given. The driver marks every record as
 * CreateTime, which {@link io.proofworks.runtime.LogTimestampExtractor} refuses on public topics;
 * only tests may relax that, by this class.
 */
public final class DriverTimes implements TimestampExtractor {

  @Override
  public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
    return record.timestamp();
  }
}
