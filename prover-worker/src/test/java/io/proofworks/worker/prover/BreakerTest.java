package io.proofworks.worker.prover;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.Reason;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BreakerTest {

  private long now = 1_000_000;
  private final Breaker breaker = new Breaker("ada", () -> Instant.ofEpochMilli(now));

  private void learn(Reason reason, int times) {
    for (int i = 0; i < times; i++) {
      breaker.learn(reason);
    }
  }

  /** Also that a bond was slashed before any answer to a reveal, which is how being slow looks. */
  @ParameterizedTest
  @EnumSource(names = {"INVALID_PROOF", "NON_CANONICAL", "PLAGIARISED", "REVEAL_LATE", "NO_REVEAL"})
  void shouldPauseAfterSeveralFailuresInARowAndGoOnAfterAWhile(Reason reason) {
    breaker.goLive();
    learn(reason, Breaker.FAILURES - 1);
    assertThat(breaker.isPaused()).isFalse();

    learn(reason, 1);
    assertThat(breaker.isPaused()).isTrue();

    now += Breaker.PAUSE_MILLIS;
    assertThat(breaker.isPaused()).isFalse();
  }

  @Test
  void shouldBeginAgainAfterASuccess() {
    breaker.goLive();
    learn(Reason.REVEAL_LATE, Breaker.FAILURES - 1);
    learn(Reason.ACCEPTED, 1);
    learn(Reason.REVEAL_LATE, Breaker.FAILURES - 1);
    assertThat(breaker.isPaused()).isFalse();
    assertThat(breaker.record().late()).isEqualTo(2L * (Breaker.FAILURES - 1));
  }

  @Test
  void shouldRememberHistoryAndNotPauseForIt() {
    learn(Reason.INVALID_PROOF, Breaker.FAILURES);
    assertThat(breaker.isPaused()).isFalse();
    assertThat(breaker.record().invalid()).isEqualTo(Breaker.FAILURES);

    breaker.goLive();
    breaker.failed();
    assertThat(breaker.isPaused()).isTrue();
  }
}
