package io.proofworks.aggregation.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proofworks.aggregation.domain.AggregationPolicy;
import io.proofworks.aggregation.domain.Rules;
import io.proofworks.operations.Meters;
import io.proofworks.proofs.aggregation.AggregationSchemes;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.MarketRules;
import io.proofworks.protocol.UnknownRulesException;
import io.proofworks.runtime.state.EmptyStores;
import io.proofworks.runtime.testing.InMemoryRegistry;
import io.proofworks.serde.MarketSerdes;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;

/** Nothing is judged under a policy whose rules this build does not know. */
final class PolicyShelfTest {

  private static final String DOMAIN = Hash32.ZERO.hex();
  private static final int UNKNOWN = MarketRules.NEWEST + 1;

  private final KeyValueStore<String, AggregationPolicy> store =
      BatchStores.of(EmptyStores.IN_MEMORY).policies();
  private final PolicyShelf shelf =
      new PolicyShelf(
          store,
          new Systems(
              VerifierRegistry.standard(),
              AggregationSchemes::find,
              new MarketSerdes(new InMemoryRegistry()),
              Meters.unread()));

  private static AggregationPolicy policy(int version, int rules) {
    return new AggregationPolicy(
        DOMAIN,
        version,
        "BATCH",
        2,
        1_000,
        3,
        0,
        10,
        new AggregationPolicy.Penalties(0, 0, 0, 0),
        60_000,
        4_096,
        Map.of(),
        Map.of(),
        Optional.empty(),
        rules);
  }

  @Test
  void shouldNotTakeAPolicyWithRulesThatItDoesNotKnow() {
    shelf.put(policy(1, MarketRules.FIRST));

    assertThatThrownBy(() -> shelf.put(policy(2, UNKNOWN)))
        .isInstanceOf(UnknownRulesException.class);

    assertThat(shelf.newest(DOMAIN)).contains(policy(1, MarketRules.FIRST));
  }

  /** It is not in force for anybody. */
  @Test
  void shouldPassOverAnOlderPolicyWhateverItsRulesAre() {
    shelf.put(policy(2, MarketRules.NEWEST));

    shelf.put(policy(1, UNKNOWN));

    assertThat(shelf.newest(DOMAIN)).contains(policy(2, MarketRules.NEWEST));
    assertThat(shelf.version(DOMAIN, 2)).isNotNull();
  }

  /** It may have stopped a verifier, for batches of before as well. */
  @Test
  void shouldMakeRulesAgainWhenANewerPolicyIsOutAndOnlyThen() {
    shelf.put(policy(1, MarketRules.FIRST));
    Rules first = shelf.version(DOMAIN, 1);
    assertThat(shelf.version(DOMAIN, 1)).isSameAs(first);

    shelf.put(policy(2, MarketRules.FIRST));

    assertThat(shelf.version(DOMAIN, 1)).isNotNull().isNotSameAs(first);
  }

  /** A newer build has been here, and has put it on the shelf. */
  @Test
  void shouldJudgeNothingWhereANewerBuildHasBeen() {
    store.put(DOMAIN + "|1", policy(1, MarketRules.FIRST));
    store.put(DOMAIN + "|2", policy(2, UNKNOWN));
    store.put(DOMAIN, policy(2, UNKNOWN));

    for (int version = 1; version <= 2; version++) {
      int of = version;
      assertThatThrownBy(() -> shelf.version(DOMAIN, of))
          .as("batches of version %d", version)
          .isInstanceOf(UnknownRulesException.class);
    }
  }
}
