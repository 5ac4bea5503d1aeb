package io.proofworks.worker.prover;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.Reason;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BreakerTest {

  private static final String REQUESTER = "0xr";

  private long now = 1_000_000;
  private final Breaker breaker = new Breaker("ada", () -> Instant.ofEpochMilli(now));

  private void learn(Reason reason, int times) {
    for (int i = 0; i < times; i++) {
      breaker.learn(reason, true);
    }
  }

  /** Also that a bond was slashed before any answer to a reveal, which is how being slow looks. */
  @ParameterizedTest
  @EnumSource(names = {"INVALID_PROOF", "NON_CANONICAL", "PLAGIARISED", "REVEAL_LATE", "NO_REVEAL"})
  void shouldPauseAfterSeveralFailuresInARowAndGoOnAfterAWhile(Reason reason) {
    breaker.goLive();
    learn(reason, Breaker.FAILURES - 1);
    assertThat(breaker.isPaused(REQUESTER)).isFalse();

    learn(reason, 1);
    assertThat(breaker.isPaused(REQUESTER)).isTrue();

    now += Breaker.PAUSE_MILLIS;
    assertThat(breaker.isPaused(REQUESTER)).isFalse();
  }

  @Test
  void shouldBeginAgainAfterASuccess() {
    breaker.goLive();
    learn(Reason.REVEAL_LATE, Breaker.FAILURES - 1);
    learn(Reason.ACCEPTED, 1);
    learn(Reason.REVEAL_LATE, Breaker.FAILURES - 1);
    assertThat(breaker.isPaused(REQUESTER)).isFalse();
    assertThat(breaker.record().late()).isEqualTo(2L * (Breaker.FAILURES - 1));
  }

  @Test
  void shouldRememberHistoryAndNotPauseForIt() {
    learn(Reason.INVALID_PROOF, Breaker.FAILURES);
    assertThat(breaker.isPaused(REQUESTER)).isFalse();
    assertThat(breaker.record().invalid()).isEqualTo(Breaker.FAILURES);

    breaker.goLive();
    learn(Reason.INVALID_PROOF, 1);
    assertThat(breaker.isPaused(REQUESTER)).isTrue();
  }

  /** Whatever else a reveal is answered: it is the market's, nobody's, or costs nothing. */
  @ParameterizedTest
  @EnumSource(Reason.class)
  void shouldPauseForNothingButSlashesForItsOwnFault(Reason reason) {
    breaker.goLive();

    learn(reason, 2 * Breaker.FAILURES);

    boolean own = reason.fault() == Reason.Fault.AUTHOR && reason.maySlash();
    assertThat(breaker.isPaused(REQUESTER)).isEqualTo(own);
    assertThat(breaker.record().failuresInARow()).isEqualTo(own ? 2 * Breaker.FAILURES : 0);
  }

  @ParameterizedTest
  @EnumSource(names = {"REVEAL_LATE", "NO_REVEAL"})
  void shouldNotCountWhatWasLateWithoutItsDoing(Reason reason) {
    breaker.goLive();

    for (int i = 0; i < 10; i++) {
      breaker.learn(reason, false);
    }

    assertThat(breaker.isPaused(REQUESTER)).isFalse();
    assertThat(breaker.record().late()).isZero();
  }

  @Test
  void shouldPauseForTheRequesterAloneWhoseProofsCannotBeMade() {
    for (int i = 0; i < Breaker.FAILURES; i++) {
      breaker.proofFailed("0xbad");
    }
    assertThat(breaker.isPaused("0xbad")).isTrue();
    assertThat(breaker.isPaused(REQUESTER)).isFalse();

    breaker.proofMade("0xbad");
    assertThat(breaker.isPaused("0xbad")).isFalse();
  }
}
