package io.proofworks.aggregation.processor;

import io.proofworks.aggregation.domain.Aggregator;
import io.proofworks.aggregation.domain.MarketEvent;
import io.proofworks.avro.Policy;
import io.proofworks.avro.ProverStanding;
import io.proofworks.protocol.Hash32;
import java.util.Optional;

/**
 * What every partition is told of the market. To register costs nothing, so nobody is told of who
 * never had a stake. The relay sends it and audits derive it, both from here.
 *
 * @param domain of the market; records of others say nothing
 */
record RelayedEvents(Hash32 domain) {

  /** The key that an event travels under. */
  static String key(MarketEvent event) {
    return switch (event) {
      case MarketEvent.AggregatorSeen seen -> seen.aggregator().id();
      case MarketEvent.AccountSeen seen -> seen.id();
      case MarketEvent.PolicyPublished published -> published.policy().domain();
    };
  }

  Optional<MarketEvent> policy(Policy policy) {
    return policy.getDomain().equals(domain.hex())
        ? Optional.of(new MarketEvent.PolicyPublished(AvroInputs.policy(policy)))
        : Optional.empty();
  }

  /**
   * Told only when it changes: a standing comes with every bond and escrow.
   *
   * @param backed whether it had money before
   */
  Optional<MarketEvent> account(ProverStanding standing, boolean backed) {
    boolean is = AvroInputs.isBacked(standing);
    return isOurs(standing) && is != backed
        ? Optional.of(new MarketEvent.AccountSeen(standing.getProverId(), is))
        : Optional.empty();
  }

  /**
   * @param before as it was last told
   */
  Optional<Aggregator> aggregator(ProverStanding standing, Optional<Aggregator> before) {
    boolean newcomer = AvroInputs.aggregates(standing) && AvroInputs.isBacked(standing);
    return isOurs(standing) && (before.isPresent() || newcomer)
        ? Optional.of(AvroInputs.aggregator(standing, before))
        : Optional.empty();
  }

  private boolean isOurs(ProverStanding standing) {
    return standing.getDomain().equals(domain.hex());
  }
}
