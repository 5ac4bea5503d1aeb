package io.proofworks.aggregation.processor;

import io.proofworks.aggregation.domain.Input;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.Cbor;
import io.proofworks.runtime.InboundRecord;
import org.apache.kafka.common.serialization.Deserializer;

/** Takes what the relays hand on about batches. */
final class RelayedProcessor extends BatchProcessor {

  private final Deserializer<Input> inputs = Cbor.serde(Input.class).deserializer();

  RelayedProcessor(String clock, Hash32 domain, Systems systems) {
    super(clock, domain, systems);
  }

  @Override
  void take(InboundRecord input) {
    Input told = inputs.deserialize(input.coordinates().topic(), input.value());
    if (told instanceof Input.LeaseOpened opened) {
      decideAt(opened, input.time());
    } else {
      decide(told);
    }
  }
}
