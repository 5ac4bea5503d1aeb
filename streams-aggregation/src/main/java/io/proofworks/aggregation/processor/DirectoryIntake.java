package io.proofworks.aggregation.processor;

import io.proofworks.aggregation.domain.Input;
import io.proofworks.aggregation.domain.MarketEvent;
import io.proofworks.aggregation.domain.Relayed;
import io.proofworks.runtime.FormatSerdes;
import io.proofworks.runtime.InboundRecord;
import org.apache.kafka.common.serialization.Deserializer;

/** Keeps this partition's view of the market, and lets what waited for it go on. */
final class DirectoryIntake extends Intake {

  private final Deserializer<Relayed> messages =
      FormatSerdes.of(AggregationFormats.MESSAGE).deserializer();

  DirectoryIntake(String clock, BatchPartition at) {
    super(clock, at);
  }

  private MarketEvent event(InboundRecord input) {
    return (MarketEvent) messages.deserialize(input.coordinates().topic(), input.value());
  }

  @Override
  boolean take(InboundRecord input) {
    CaseBook book = at().book();
    return switch (event(input)) {
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
