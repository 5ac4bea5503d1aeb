package io.proofworks.runtime;

import io.proofworks.topics.Topics;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * The time of a record is when the broker appended it. A topic of the market that carries its
 * producers' own times would let a prover forge the clock, so such a record stops the application;
 * internal topics carry the time of the input that caused the record.
 */
public final class LogTimestampExtractor implements TimestampExtractor {

  @Override
  public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
    if (record.timestampType() != TimestampType.LOG_APPEND_TIME
        && Topics.byName(record.topic()).isPresent()) {
      throw new ForgeableTimeException(record.topic(), record.partition(), record.offset());
    }
    return record.timestamp();
  }
}
