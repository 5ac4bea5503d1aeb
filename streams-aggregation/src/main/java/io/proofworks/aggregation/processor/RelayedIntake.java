package io.proofworks.aggregation.processor;

import io.proofworks.aggregation.domain.Input;
import io.proofworks.aggregation.domain.Relayed;
import io.proofworks.runtime.FormatSerdes;
import io.proofworks.runtime.InboundRecord;
import org.apache.kafka.common.serialization.Deserializer;

/** Takes what the relays hand on about batches. */
final class RelayedIntake extends Intake {

  private final Deserializer<Relayed> messages =
      FormatSerdes.of(AggregationFormats.MESSAGE).deserializer();

  RelayedIntake(String clock, BatchPartition at) {
    super(clock, at);
  }

  @Override
  boolean take(InboundRecord input) {
    Input.Told told = (Input.Told) messages.deserialize(input.coordinates().topic(), input.value());
    if (told instanceof Input.LeaseOpened opened) {
      at().decideAt(opened, input.time());
    } else {
      at().decide(told);
    }
    return true;
  }
}
