package io.proofworks.aggregation.domain;

/** What every partition has to know of the market, whichever batch it works on. */
public sealed interface MarketEvent extends DeskInput {

  /** An aggregator as it stands now. */
  record AggregatorSeen(Aggregator aggregator) implements MarketEvent {}

  /** A version of the policy. */
  record PolicyPublished(AggregationPolicy policy) implements MarketEvent {}
}
