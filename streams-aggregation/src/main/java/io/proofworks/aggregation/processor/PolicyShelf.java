package io.proofworks.aggregation.processor;

import io.proofworks.aggregation.domain.AggregationPolicy;
import io.proofworks.aggregation.domain.Market;
import io.proofworks.aggregation.domain.Rules;
import io.proofworks.proofs.AggregationScheme;
import io.proofworks.proofs.VersionStatus;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.MarketRules;
import io.proofworks.protocol.UnknownRulesException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Every version of the policy that was seen: a batch is judged by the version of its tasks. */
final class PolicyShelf implements Market.RuleBook {

  private final KeyValueStore<String, AggregationPolicy> store;
  private final Systems systems;

  /**
   * By version, under the newest. Verifiers precompute pairings; they are made again only when a
   * newer policy is out.
   */
  private final Map<Integer, Rules> made = new HashMap<>();

  private int under;

  PolicyShelf(KeyValueStore<String, AggregationPolicy> store, Systems systems) {
    this.store = store;
    this.systems = systems;
  }

  /**
   * What batches were published under stays what it was: only a higher version is news.
   *
   * @throws UnknownRulesException if it is one that nobody here may judge by
   */
  void put(AggregationPolicy policy) {
    AggregationPolicy newest = store.get(policy.domain());
    if (newest == null || newest.version() < policy.version()) {
      MarketRules.requireKnown(policy.rules(), policy.version());
      store.put(key(policy.domain(), policy.version()), policy);
      store.put(policy.domain(), policy);
    }
  }

  @Override
  public @Nullable Rules version(String domain, int version) {
    AggregationPolicy policy = store.get(key(domain, version));
    AggregationPolicy newest = store.get(domain);
    return policy == null || newest == null ? null : rules(policy, newest);
  }

  @Override
  public Optional<AggregationPolicy> newest(String domain) {
    return Optional.ofNullable(store.get(domain));
  }

  private Rules rules(AggregationPolicy policy, AggregationPolicy newest) {
    if (under != newest.version()) {
      made.clear(); // nobody goes by them any more
      under = newest.version();
    }
    return made.computeIfAbsent(policy.version(), ignored -> make(policy, newest));
  }

  /**
   * Without the scheme nothing can be judged: whoever lost a lease meanwhile would be innocent. Nor
   * by rules of a newer build, which may have put the policy here.
   */
  private Rules make(AggregationPolicy policy, AggregationPolicy newest) {
    MarketRules.requireKnown(policy.rules(), policy.version());
    MarketRules.requireKnown(newest.rules(), newest.version());
    VerifierRegistry verifiers =
        systems.verifiers().under(VersionStatus.of(newest.verifierStatus()));
    AggregationScheme scheme =
        systems
            .schemes()
            .find(policy.scheme(), verifiers)
            .orElseThrow(() ->
                new IllegalStateException(
                    "policy %d aggregates by %s, which this process does not have: external.command and snarkpack.ceremonies bring schemes"
                        .formatted(policy.version(), policy.scheme())));
    return new Rules(policy, scheme, verifiers, new Digests(Hash32.parse(policy.domain())));
  }

  private static String key(String domain, int version) {
    return domain + "|" + version;
  }
}
