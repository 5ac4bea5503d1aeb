package io.proofworks.aggregation.processor;

import io.proofworks.aggregation.domain.Input;
import io.proofworks.aggregation.domain.MarketEvent;
import io.proofworks.runtime.Cbor;
import io.proofworks.runtime.InboundRecord;
import org.apache.kafka.common.serialization.Deserializer;

/** Keeps this partition's view of the market, and lets what waited for it go on. */
final class DirectoryIntake extends Intake {

  private final Deserializer<MarketEvent> events = Cbor.serde(MarketEvent.class).deserializer();

  DirectoryIntake(String clock, BatchPartition at) {
    super(clock, at);
  }

  @Override
  boolean take(InboundRecord input) {
    CaseBook book = at().book();
    return switch (events.deserialize(input.coordinates().topic(), input.value())) {
      case MarketEvent.AggregatorSeen seen -> book.put(seen.aggregator());
      case MarketEvent.AccountSeen seen -> {
        book.put(seen);
        yield true;
      }
      case MarketEvent.PolicyPublished published -> {
        book.put(published.policy());
        at().implies(book.waiting().stream().<Input>map(Input.MarketChanged::new).toList());
        yield true;
      }
    };
  }
}
