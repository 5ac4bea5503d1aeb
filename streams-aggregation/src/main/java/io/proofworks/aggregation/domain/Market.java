package io.proofworks.aggregation.domain;

import io.proofworks.protocol.LogClosures;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a decision takes from outside its batch.
 *
 * @param closures when the topic of the aggregates was closed: leases run only while it is open
 */
public record Market(Registry registry, RuleBook rules, LogClosures closures) {

  /** Who aggregates in this market. */
  @FunctionalInterface
  public interface Registry {
    /** The aggregator of that id. */
    Optional<Aggregator> find(String id);
  }

  /** The rules by policy version. */
  public interface RuleBook {
    /**
     * Null while that version has not been seen.
     *
     * @throws IllegalStateException if it names a scheme that this process does not have
     */
    @Nullable Rules version(String domain, int version);

    /** The policy of the highest version: what goes by it is of no batch with terms. */
    Optional<AggregationPolicy> newest(String domain);
  }

  /** The rules of a batch; null until its terms and their policy are known. */
  @Nullable Rules of(BatchFacts facts) {
    BatchFacts.Terms terms = facts.terms();
    return terms == null ? null : rules.version(facts.domain(), terms.policyVersion());
  }

  /** Whether nobody knows a task of it, and what else is known of it is forgotten in time. */
  boolean forgets(BatchFacts facts) {
    return facts.isOnlyGivenUp()
        || facts.isUnpublished()
            && rules
                .newest(facts.domain())
                .filter(AggregationPolicy::forgetsUnpublished)
                .isPresent();
  }
}
