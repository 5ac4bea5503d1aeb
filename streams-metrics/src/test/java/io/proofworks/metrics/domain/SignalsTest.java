package io.proofworks.metrics.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class SignalsTest {

  private static final int CASES = 2_000;

  private static Penalty penalty(double measured, long samples, long age) {
    return Penalty.of(measured, 1, "probability", new Evidence(samples, age), 0, List.of());
  }

  @Test
  void shouldAssumeTheWorstToTheExtentOfIgnorance() {
    Penalty half = penalty(0.2, 4, 0);

    assertThat(half.confidence()).isEqualTo(0.5);
    assertThat(half.value()).isCloseTo(0.2 + 0.5 * 0.8, within(1e-12));
    assertThat(half.validUntil()).isEqualTo(15_000);
    assertThat(penalty(0, 0, 0).value()).isEqualTo(1);
  }

  @Test
  void shouldNeverFallWithAgeOrMissingData() {
    long seed = 20_260_101;
    Random random = new Random(seed);
    for (int i = 0; i < CASES; i++) {
      double measured = random.nextDouble() * 1.5 - 0.1;
      long samples = random.nextLong(1, 500);
      long age = random.nextLong(600_000);
      Penalty before = penalty(measured, samples, age);
      Penalty older = penalty(measured, samples, age + random.nextLong(1, 600_000));
      Penalty fewer = penalty(measured, random.nextLong(samples), age);

      assertThat(older.value())
          .as("seed %d case %d", seed, i)
          .isGreaterThanOrEqualTo(before.value());
      assertThat(fewer.value())
          .as("seed %d case %d", seed, i)
          .isGreaterThanOrEqualTo(before.value());
      assertThat(older.confidence()).isLessThan(before.confidence());
      assertThat(before.value()).isBetween(0.0, 1.0);
    }
  }

  @Test
  void shouldRaiseQuantilesAsOpenWorkAges() {
    long seed = 7;
    Random random = new Random(seed);
    for (int i = 0; i < CASES; i++) {
      int count = random.nextInt(1, 12);
      long passed = random.nextLong(1, 5_000);
      long[] open = random.longs(count, 0, 10_000).toArray();
      Histogram ended = Histogram.of(random.longs(count, 0, 10_000).toArray());
      Histogram ages = Histogram.of(open);
      Histogram later = Histogram.of(LongStream.of(open).map(age -> age + passed).toArray());
      double before = Survival.distribution(ended, ages).p95();
      assertThat(Survival.distribution(ended, later).p95())
          .as("seed %d case %d", seed, i)
          .isGreaterThanOrEqualTo(before * 0.98);
    }
  }

  @Test
  void shouldChangeRegimeOnlyAfterAWhileAndLeaveItLater() {
    RegimeState start = RegimeState.start(0).observe(0, 10, 0);

    RegimeState brief = start.observe(11, 10, 1_000).observe(11, 10, 30_000);
    RegimeState congested = brief.observe(11, 10, 31_000);
    RegimeState lingering = congested.observe(8, 10, 40_000).observe(8, 10, 90_000);
    RegimeState relieved = lingering.observe(4, 10, 91_000).observe(4, 10, 121_000);

    assertThat(brief.regime()).isEqualTo(Regime.NORMAL);
    assertThat(congested.regime()).isEqualTo(Regime.SHORT_TERM_CONGESTION);
    assertThat(lingering.regime()).isEqualTo(Regime.SHORT_TERM_CONGESTION);
    assertThat(relieved.regime()).isEqualTo(Regime.NORMAL);
  }

  @Test
  void shouldCallLostCapacityScarcity() {
    RegimeState healthy = RegimeState.start(0).observe(0, 10, 0);

    RegimeState scarce = healthy.observe(0, 3, 1_000).observe(0, 3, 31_000);

    assertThat(scarce.regime()).isEqualTo(Regime.STRUCTURAL_SCARCITY);
    assertThat(scarce.observe(0, 6, 32_000).observe(0, 6, 70_000).regime())
        .isEqualTo(Regime.STRUCTURAL_SCARCITY);
    assertThat(scarce.observe(0, 9, 32_000).observe(0, 9, 70_000).regime())
        .isEqualTo(Regime.NORMAL);
  }

  @Test
  void shouldTellATransfersStateWithItsCause() {
    Transfer begun = Transfer.begun(new MarketEvent.TaskPublished("t", "b", "r", 2, 1, 500_000), 0);

    Transfer one = begun.committed("t", 10).verified("t", 20);
    Transfer both = one.verified("u", 30);
    Transfer delayed = both.at(30 + Transfer.AGGREGATION_LIMIT_MS + 1);
    Transfer late = begun.at(500_001);
    Transfer executed =
        both.executed(new MarketEvent.BatchExecuted("b", "r", "EXECUTED", 1, 2), 40);

    assertThat(one.state()).isEqualTo(TransferState.PROOF_COMMITTED);
    assertThat(both.state()).isEqualTo(TransferState.PROOF_VERIFIED);
    assertThat(both.cause()).contains("u");
    assertThat(delayed.state()).isEqualTo(TransferState.AGGREGATION_DELAYED);
    assertThat(late.state()).isEqualTo(TransferState.FALLBACK_ROUTE);
    assertThat(late.cause()).contains("deadline");
    assertThat(late.overdue(500_001)).isTrue();
    assertThat(executed.at(999_999).state()).isEqualTo(TransferState.EXECUTED);
  }
}
