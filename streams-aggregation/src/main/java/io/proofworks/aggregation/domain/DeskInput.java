package io.proofworks.aggregation.domain;

/** What the desk is told: the market's aggregators, and what nodes want of them. */
public sealed interface DeskInput extends Relayed
    permits MarketEvent, DeskInput.Wanted, DeskInput.Returned {

  /** A node wants an aggregator; takes the place of what it said before. */
  record Wanted(Want want) implements DeskInput {}

  /** A node wants nobody any more, up to and with that epoch: its slot is free. */
  record Returned(String batchId, int nodeId, int epoch) implements DeskInput {}
}
