package io.proofworks.market.audit;

import static io.proofworks.market.audit.WrittenLog.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.topics.Topics;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** When some partition of a log got nothing. */
final class StandstillsTest {

  private final WrittenLog log = new WrittenLog();

  private void standstills(Consumer<Standstills> says) {
    var unused =
        log.findings(
            run -> says.accept(Standstills.of(run.log(), run.times(), 60_000, run.scratch())));
  }

  /** From 10 to 40 and from 50 to 60, and before the first tick. */
  private WrittenLog stoodStill() {
    return log.ticked(0, 10)
        .ticked(40, 300)
        .ticked(Topics.REVEALS, 0, 20)
        .ticked(Topics.REVEALS, 30, 50)
        .ticked(Topics.REVEALS, 60, 300);
  }

  @Test
  void shouldSayWhetherThereWasOneBetweenTwoTimes() {
    stoodStill();

    standstills(still -> {
      assertThat(still.isAny(at(11), at(11))).isTrue();
      assertThat(still.isAny(at(35), at(39))).as("another had ended").isTrue();
      assertThat(still.isAny(at(40), at(41))).as("it has just ended").isTrue();
      assertThat(still.isAny(at(41), at(49))).isFalse();
      assertThat(still.isAny(at(41), at(50))).as("it begins").isTrue();
      assertThat(still.isAny(at(61), at(300))).isFalse();
      assertThat(still.isAny(at(-9), at(-1))).as("nobody knows how it was").isTrue();
      assertThat(still.isAny(-2, -1)).isFalse();
    });
  }

  @Test
  void shouldSayUntilWhenThereWasNoneForSoLong() {
    stoodStill();

    standstills(still -> {
      assertThat(still.steadyUntil(239_999)).isEqualTo(at(300));
      assertThat(still.steadyUntil(240_000)).as("that is how long it was").isZero();
      assertThat(still.steadyUntil(9_999)).isEqualTo(at(300));
    });
  }

  @Test
  void shouldSayUntilWhenItWasSteadyBeforeTheLastOnes() {
    log.ticked(0, 10)
        .ticked(40, 49)
        .ticked(60, 65)
        .ticked(Topics.REVEALS, 0, 45)
        .ticked(Topics.REVEALS, 50, 65);

    standstills(still -> {
      assertThat(still.steadyUntil(4_999)).isEqualTo(at(65));
      assertThat(still.steadyUntil(5_000)).as("from 0 to 10").isEqualTo(at(10));
      assertThat(still.steadyUntil(10_000)).isZero();
    });
  }
}
