package io.proofworks.aggregation.processor;

import io.proofworks.aggregation.domain.Input;
import io.proofworks.aggregation.domain.MarketEvent;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.Cbor;
import io.proofworks.runtime.InboundRecord;
import java.util.List;
import org.apache.kafka.common.serialization.Deserializer;

/** Keeps this partition's view of the market, and lets what waited for it go on. */
final class DirectoryProcessor extends BatchProcessor {

  private final Deserializer<MarketEvent> events = Cbor.serde(MarketEvent.class).deserializer();

  DirectoryProcessor(String clock, Hash32 domain, Systems systems) {
    super(clock, domain, systems);
  }

  @Override
  void take(InboundRecord input) {
    switch (events.deserialize(input.coordinates().topic(), input.value())) {
      case MarketEvent.AggregatorSeen seen -> book().put(seen.aggregator());
      case MarketEvent.AccountSeen seen -> book().put(seen);
      case MarketEvent.PolicyPublished published -> take(published);
    }
  }

  private void take(MarketEvent.PolicyPublished published) {
    book().put(published.policy());
  }

  @Override
  List<Input> followUps() {
    return book().waiting().stream().<Input>map(Input.MarketChanged::new).toList();
  }
}
