package io.proofworks.worker.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.Binding;
import org.junit.jupiter.api.Test;

final class ProfitTest {

  private static final Economics ECONOMICS = new Economics(1_000, 0);

  private static Offer offer(long reward, long bond, long cpuMillis, long slack) {
    return new Offer(reward, bond, cpuMillis, slack, Binding.IN_PROOF);
  }

  @Test
  void shouldSubtractCostAndExpectedPenalties() {
    // 2 s at 1,000 per second; the prior is one in a thousand for each of invalid and late
    long profit = Profit.of(offer(1_000_000, 2_000_000, 2_000, 1), ECONOMICS, TrackRecord.EMPTY);

    assertThat(profit).isEqualTo(1_000_000 - 2_000 - 2_000 - 2_000);
  }

  @Test
  void shouldFearCopiesOfUnboundProofs() {
    Offer unbound = new Offer(1_000_000, 0, 0, 1, Binding.COMMIT_REVEAL);

    assertThat(Profit.of(unbound, ECONOMICS, TrackRecord.EMPTY)).isEqualTo(1_000_000 - 2_000);
  }

  @Test
  void shouldAskMoreOfWorkAfterFailures() {
    Offer offer = offer(1_000, 2_000, 100, 1);

    assertThat(Profit.worthTaking(offer, ECONOMICS, TrackRecord.EMPTY)).isTrue();
    assertThat(Profit.worthTaking(offer, ECONOMICS, TrackRecord.EMPTY.withInvalid())).isFalse();
  }

  @Test
  void shouldTakeNoWorkThatComesTooLateOrPaysNothing() {
    assertThat(Profit.worthTaking(offer(1_000_000, 1, 1, 0), ECONOMICS, TrackRecord.EMPTY))
        .isFalse();
    assertThat(Profit.worthTaking(offer(1, 1, 1_000, 1), ECONOMICS, TrackRecord.EMPTY)).isFalse();
  }

  @Test
  void shouldNotBelieveAbsurdAmounts() {
    Offer absurd = offer(Long.MAX_VALUE, Long.MAX_VALUE, 1, 1);

    assertThat(Profit.worthTaking(absurd, ECONOMICS, TrackRecord.EMPTY)).isFalse();
  }

  @Test
  void shouldNotBelieveNegativeAmountsNorOverflow() {
    for (long amount : new long[] {-1, Long.MIN_VALUE}) {
      assertThat(Profit.worthTaking(offer(amount, 1, 1, 1), ECONOMICS, TrackRecord.EMPTY))
          .isFalse();
      assertThat(Profit.worthTaking(offer(1_000_000, amount, 1, 1), ECONOMICS, TrackRecord.EMPTY))
          .isFalse();
    }
    assertThat(
            Profit.worthTaking(
                offer(1_000_000, 1, Long.MAX_VALUE, 1), ECONOMICS, TrackRecord.EMPTY))
        .isFalse();
  }
}
