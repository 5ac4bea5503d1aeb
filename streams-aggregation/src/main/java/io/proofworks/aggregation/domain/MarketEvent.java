package io.proofworks.aggregation.domain;

/** What every partition has to know of the market, whichever batch it works on. */
public sealed interface MarketEvent extends DeskInput {

  /** An aggregator as it stands now. */
  record AggregatorSeen(Aggregator aggregator) implements MarketEvent {}

  /**
   * Whether an account has money, free or reserved: who has none cannot pay for a batch.
   *
   * @param backed what became of it
   */
  record AccountSeen(String id, boolean backed) implements MarketEvent {}

  /** A version of the policy. */
  record PolicyPublished(AggregationPolicy policy) implements MarketEvent {}
}
