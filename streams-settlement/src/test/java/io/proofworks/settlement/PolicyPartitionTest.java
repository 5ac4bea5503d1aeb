package io.proofworks.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proofworks.avro.Policy;
import io.proofworks.protocol.MarketRules;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.UnknownRulesException;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.state.MemoryStore;
import io.proofworks.runtime.testing.InMemoryRegistry;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.settlement.domain.PolicyEffect;
import io.proofworks.settlement.partition.PolicyPartition;
import io.proofworks.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class PolicyPartitionTest {

  private final MarketSerdes serdes = new MarketSerdes(new InMemoryRegistry());
  private final PolicyPartition partition =
      new PolicyPartition(serdes, Market.DOMAIN, new MemoryStore());
  private long offset;

  private PolicyEffect receive(Policy policy) {
    Coordinates at = new Coordinates(Topics.POLICIES.name(), 0, offset, offset);
    offset++;
    byte[] key = policy.getDomain().getBytes(StandardCharsets.UTF_8);
    return partition
        .receive(InboundRecord.of(at, key, serdes.encode(Topics.POLICIES, policy)))
        .effects()
        .getFirst();
  }

  private static Policy.Builder version(int version) {
    return Policy.newBuilder(Market.policy(version));
  }

  @Test
  void shouldAnnounceWhatIsNewer() {
    assertThat(receive(version(2).build())).isInstanceOf(PolicyEffect.Announced.class);
    assertThat(receive(version(7).build())).isInstanceOf(PolicyEffect.Announced.class);
  }

  @Test
  void shouldLetWhatTasksWerePublishedUnderBeWhatItWas() {
    receive(version(2).build());
    assertThat(receive(version(2).setBurnBps(10_000).build()))
        .isEqualTo(new PolicyEffect.Refused(Reason.STALE, "version is 2, and 2 is in force"));
    assertThat(receive(version(1).build()))
        .isEqualTo(new PolicyEffect.Refused(Reason.STALE, "version is 1, and 2 is in force"));
  }

  static Stream<Arguments> outOfBounds() {
    return Stream.of(
        Arguments.of("aggregationLeaseMs is -5", version(3).setAggregationLeaseMs(-5)),
        Arguments.of("bondBps is 2000000000", version(3).setBondBps(2_000_000_000)),
        Arguments.of("burnBps is 10001", version(3).setBurnBps(10_001)),
        Arguments.of("maxProofBytes is 1048576", version(3).setMaxProofBytes(1 << 20)));
  }

  @ParameterizedTest
  @MethodSource("outOfBounds")
  void shouldNameFieldAndBoundAndTakeTheNextOne(String wrong, Policy.Builder policy) {
    receive(version(2).build());
    assertThat(receive(policy.build()))
        .isInstanceOfSatisfying(
            PolicyEffect.Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(Reason.MALFORMED);
              assertThat(refused.detail()).startsWith(wrong + ", which has to be from ");
            });
    assertThat(receive(version(3).build())).isInstanceOf(PolicyEffect.Announced.class);
  }

  /** Refused, it would be in force for newer builds and not for this one. */
  @Test
  void shouldStopInFrontOfRulesThatItDoesNotKnowAndLeaveThemToABuildThatDoes() {
    receive(version(2).build());
    Policy newer = version(3).setRules(MarketRules.NEWEST + 1).build();

    assertThatThrownBy(() -> receive(newer))
        .isInstanceOf(UnknownRulesException.class)
        .hasMessage(
            "policy 3 goes by version %d of the market's rules, and this program knows 1 to %d"
                .formatted(MarketRules.NEWEST + 1, MarketRules.NEWEST));
    assertThat(receive(version(3).setRules(MarketRules.NEWEST).build()))
        .as("nothing was kept of it")
        .isInstanceOf(PolicyEffect.Announced.class);
  }

  /** It would not be in force whatever its rules are, so every build answers the same. */
  @Test
  void shouldAnswerWhatIsNotInForceWhateverItsRulesAre() {
    receive(version(2).build());
    Policy.Builder newer = version(2).setRules(MarketRules.NEWEST + 1);

    assertThat(receive(newer.build())).isInstanceOf(PolicyEffect.Refused.class);
    assertThat(receive(newer.setDomain("0x" + "99".repeat(32)).build()))
        .isInstanceOf(PolicyEffect.Refused.class);
    assertThat(receive(version(3).setRules(0).build()))
        .isEqualTo(
            new PolicyEffect.Refused(
                Reason.MALFORMED,
                "rules is 0, which has to be from 1 to 1000: versions count up by one"));
  }

  @Test
  void shouldTakeNoPolicyOfAnotherMarket() {
    assertThat(receive(version(1).setDomain("0x" + "99".repeat(32)).build()))
        .isInstanceOfSatisfying(
            PolicyEffect.Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.WRONG_DOMAIN));
  }
}
