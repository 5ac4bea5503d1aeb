package io.proofworks.aggregation.processor;

import io.proofworks.aggregation.domain.Input;
import io.proofworks.runtime.Cbor;
import io.proofworks.runtime.InboundRecord;
import org.apache.kafka.common.serialization.Deserializer;

/** Takes what the relays hand on about batches. */
final class RelayedIntake extends Intake {

  private final Deserializer<Input> inputs = Cbor.serde(Input.class).deserializer();

  RelayedIntake(String clock, BatchPartition at) {
    super(clock, at);
  }

  @Override
  boolean take(InboundRecord input) {
    Input told = inputs.deserialize(input.coordinates().topic(), input.value());
    if (told instanceof Input.LeaseOpened opened) {
      at().decideAt(opened, input.time());
    } else {
      at().decide(told);
    }
    return true;
  }
}
