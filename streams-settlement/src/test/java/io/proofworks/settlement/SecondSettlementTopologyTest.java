package io.proofworks.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.runtime.testing.TopologyFixture;
import io.proofworks.topics.MarketKeys;
import io.proofworks.topics.Topics;
import java.util.List;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The same, in a market that is served beside the first one of its deployment. */
final class SecondSettlementTopologyTest extends SettlementTopologyTest {

  @BeforeAll
  static void begin() {
    TopologyFixture.beside(true);
  }

  @AfterAll
  static void end() {
    TopologyFixture.beside(false);
  }

  /** Who has an account in two markets of a deployment has a standing in each. */
  @Test
  void shouldKeepStandingsOfTwoMarketsApart() {
    String account = Market.ANN.hex();

    List<String> keys;
    try (TopologyFixture fixture = TopologyFixture.of(new SettlementApplication())) {
      fixture.pipe(Topics.POLICIES, Market.DOMAIN.hex(), Market.policy(1), 1);
      fixture.pipe(Topics.STAKES, account, Market.deposit(Market.ANN, 5_000, "a"), 2);
      keys = fixture.readRecords(Topics.PROVERS).stream().map(TestRecord::key).distinct().toList();
    }

    assertThat(keys).containsExactly(MarketKeys.of(Market.DOMAIN, account));
  }
}
