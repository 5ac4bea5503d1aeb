package io.proofworks.sharding;

import static io.proofworks.sharding.LedgerMarket.DOMAIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proofworks.avro.Policy;
import io.proofworks.avro.Task;
import io.proofworks.avro.TaskRecord;
import io.proofworks.protocol.MarketRules;
import io.proofworks.protocol.UnknownRulesException;
import io.proofworks.runtime.testing.TopologyFixture;
import io.proofworks.topics.Topics;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which of the policies that somebody writes tasks are published under. */
final class PoliciesTopologyTest {

  private final TopologyFixture market = TopologyFixture.of(new ShardingApplication());

  @BeforeEach
  void open() {
    publish(version(2));
  }

  @AfterEach
  void close() {
    market.close();
  }

  private static Policy.Builder version(int version) {
    return Policy.newBuilder(LedgerMarket.policy()).setVersion(version);
  }

  private void publish(Policy.Builder policy) {
    market.pipe(Topics.POLICIES, DOMAIN.hex(), policy.build(), 1);
  }

  private int inForce() {
    var request = LedgerMarket.request();
    market.pipe(Topics.BATCHES, request.getBatchId(), request, 20);
    List<TaskRecord> tasks = market.read(Topics.TASKS);
    return ((Task) tasks.getFirst().getEvent()).getPolicyVersion();
  }

  @Test
  void shouldTakeAHigherVersion() {
    publish(version(3));
    assertThat(inForce()).isEqualTo(3);
  }

  @Test
  void shouldKeepWhatIsInForceWhenAnOlderOneIsWrittenAgain() {
    publish(version(2).setTargetShardWeight(1));
    publish(version(1));
    assertThat(inForce()).isEqualTo(2);
  }

  @Test
  void shouldKeepWhatIsInForceWhenOneIsOutOfBounds() {
    publish(version(3).setAggregationLeaseMs(-5));
    publish(version(3).setBondBps(2_000_000_000));
    publish(version(3).setMaxProofBytes(10_000_000));
    assertThat(inForce()).isEqualTo(2);
  }

  @Test
  void shouldStopInFrontOfRulesThatItDoesNotKnow() {
    assertThatThrownBy(() -> publish(version(3).setRules(MarketRules.NEWEST + 1)))
        .hasRootCauseInstanceOf(UnknownRulesException.class);
    assertThat(market.read(Topics.TASKS)).isEmpty();
  }

  /** Every build passes it over, whatever rules it knows. */
  @Test
  void shouldKeepWhatIsInForceWhenAnOlderOneNamesRulesThatItDoesNotKnow() {
    publish(version(2).setRules(MarketRules.NEWEST + 1));
    assertThat(inForce()).isEqualTo(2);
  }

  @Test
  void shouldKeepWhatIsInForceWhenAnotherMarketsIsWrittenUnderItsKey() {
    publish(version(3).setDomain("0x" + "99".repeat(32)));
    assertThat(inForce()).isEqualTo(2);
  }
}
