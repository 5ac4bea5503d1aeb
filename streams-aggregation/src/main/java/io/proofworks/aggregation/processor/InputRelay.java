package io.proofworks.aggregation.processor;

import io.proofworks.runtime.InboundRecord;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.topics.Topic;

/** Tells batches what records of others say of them: {@link RelayedRecords}. */
final class InputRelay extends RelayProcessor {

  private final RelayedRecords records;

  /**
   * @param clockTopic the topic whose ticks cross
   */
  InputRelay(MarketSerdes serdes, Topic<?> clockTopic) {
    super(clockTopic.name());
    this.records = new RelayedRecords(serdes);
  }

  @Override
  void relay(InboundRecord input) {
    records.told(input).ifPresent(told -> forward(told.batchId(), told, input.time()));
  }
}
