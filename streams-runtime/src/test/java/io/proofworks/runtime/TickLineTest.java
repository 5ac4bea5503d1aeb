package io.proofworks.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.SessionKey;
import io.proofworks.protocol.TickClaim;
import io.proofworks.runtime.TickLine.Attempt;
import io.proofworks.topics.Ticks;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * The log's clock is ten million milliseconds ahead of the ticker's, which was started long ago.
 */
class TickLineTest {

  private static final long AHEAD = 10_000_000;
  private static final SessionKey KEY = SessionKey.fromSeed(new byte[32]);
  private static final Digests DIGESTS = new Digests(Hash32.ZERO);

  private TickLine line = line(false);
  private long now = 500;

  private static TickLine line(boolean closedBefore) {
    return new TickLine(
        "market.reveals", 1, closedBefore, Optional.of(new TickLine.Signer(KEY, DIGESTS)));
  }

  private Attempt arrives() {
    Attempt attempt = line.next(now);
    line.arrived(attempt, AHEAD + now, now);
    now += 200;
    return attempt;
  }

  private void fails(int times) {
    for (int i = 0; i < times; i++) {
      line.next(now);
      line.failed();
      now += 200;
    }
  }

  private static TickClaim claim(Attempt attempt) {
    return attempt.claim().orElseThrow();
  }

  @Test
  void shouldClaimNothingBeforeItKnowsTheTimeOfTheLog() {
    assertThat(arrives().claim()).isEmpty();
    assertThat(arrives().claim()).isPresent();
  }

  @Test
  void shouldSignWhatItClaims() {
    arrives();
    Attempt attempt = arrives();
    byte[] key = KEY.publicKey();
    assertThat(Ticks.claim("market.reveals", 1, attempt.tick().value(), key, DIGESTS))
        .isEqualTo(attempt.claim());
    assertThat(Ticks.claim("market.reveals", 0, attempt.tick().value(), key, DIGESTS)).isEmpty();
    assertThat(Ticks.claim("market.commitments", 1, attempt.tick().value(), key, DIGESTS))
        .isEmpty();
  }

  @Test
  void shouldSignOneTickASecondWhileAllArrive() {
    arrives();
    int signed = 0;
    for (int i = 0; i < 50; i++) {
      signed += arrives().claim().isPresent() ? 1 : 0;
    }
    assertThat(signed).isBetween(8, 13);
  }

  @Test
  void shouldClaimSinceWhenItHasTriedInVain() {
    arrives();
    arrives();
    long closed = AHEAD + now;
    fails(50);
    TickClaim claim = claim(arrives());
    assertThat(claim.since()).isEqualTo(closed);
    assertThat(claim.sent()).isEqualTo(closed + 50 * 200);
    now += 1_000;
    assertThat(claim(arrives()).since()).as("once one has arrived").isGreaterThan(claim.sent());
  }

  @Test
  void shouldClaimSinceItsStartWhenItIsStartedInAnOutage() {
    fails(50);
    assertThat(arrives().claim()).isEmpty();
    assertThat(claim(arrives()).since()).isEqualTo(AHEAD + 500);
  }

  @Test
  void shouldClaimAllTheTimeBeforeWhenNobodyCanHaveAppended() {
    line = line(true);
    arrives();
    assertThat(claim(arrives()).since()).isZero();
    now += 1_000;
    assertThat(claim(arrives()).since()).isPositive();
  }

  @Test
  void shouldClaimNothingOfATimeInWhichItDidNotTry() {
    arrives();
    arrives();
    now += 60_000;
    assertThat(claim(arrives()).since()).isGreaterThanOrEqualTo(AHEAD + now - 200);
  }

  @Test
  void shouldClaimNothingOfATimeInWhichItWasHalted() {
    // given a clock that stood still with its machine
    arrives();
    arrives();
    now += 1_000;
    Attempt halted = line.next(now);
    long appended = AHEAD + now + 60_000;

    // when
    line.arrived(halted, appended, now);
    now += 200;

    // then
    assertThat(claim(halted).speaksOf(AHEAD + 700, appended)).isFalse();
    assertThat(claim(line.next(now)).since()).isGreaterThanOrEqualTo(appended);
  }

  @Test
  void shouldClaimTheOutageThoughTheBrokersClockWasSet() {
    // given
    arrives();
    arrives();
    fails(100);

    // when the broker is back, with a clock that is a minute ahead of what it was
    Attempt first = line.next(now);
    line.arrived(first, AHEAD + now + 60_000, now);

    // then
    TickClaim claim = claim(line.next(now));
    assertThat(claim.sent() - claim.since()).isEqualTo(100 * 200);
    assertThat(claim.sent()).isEqualTo(AHEAD + now + 60_000);
  }

  @Test
  void shouldSignEveryTickThatFollowsOneOnItsWay() {
    arrives();
    arrives();
    Attempt plain = line.next(now);
    now += 200;
    Attempt next = line.next(now);
    assertThat(plain.claim()).isEmpty();
    assertThat(claim(next).since()).isEqualTo(AHEAD + now - 200);
  }
}
