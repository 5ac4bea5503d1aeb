package io.proofworks.worker.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class OfferedSlotsTest {

  private static final long LEASE = 10_000;
  private static final long FAST = LEASE / 2;
  private static final long SLOW = FAST + 1;

  private long now = 1_000_000;
  private final OfferedSlots offered = new OfferedSlots(4, () -> Instant.ofEpochMilli(now));

  @Test
  void shouldOfferAllOfItsRoomAsLongAsItIsFast() {
    offered.made(FAST, LEASE);
    assertThat(offered.now()).isEqualTo(4);
  }

  @Test
  void shouldOfferHalfAfterEachThatTakesLongButNeverNone() {
    offered.made(SLOW, LEASE);
    assertThat(offered.now()).isEqualTo(2);
    offered.made(SLOW, LEASE);
    offered.made(SLOW, LEASE);
    assertThat(offered.now()).isOne();
  }

  @Test
  void shouldOfferOneMoreAfterEachThatIsFastAgain() {
    offered.made(SLOW, LEASE);
    offered.made(FAST, LEASE);
    assertThat(offered.now()).isEqualTo(3);
  }

  @Test
  void shouldPauseAfterALostLeaseAndThenTryASingleJob() {
    long pause = offered.lost();
    now += pause - 1;
    assertThat(offered.now()).isZero();
    now++;
    assertThat(offered.now()).isOne();
  }

  @Test
  void shouldPauseTwiceAsLongAfterEachLostInARow() {
    long first = offered.lost();
    now += first;
    assertThat(offered.lost()).isEqualTo(2 * first);
    now += 2 * first;
    offered.accepted();
    assertThat(offered.lost()).isEqualTo(first);
  }

  /** A machine that stood still for a moment lost all of them. */
  @Test
  void shouldTakeThoseThatAreLostTogetherForOne() {
    long pause = offered.lost();
    now += 1_000;
    assertThat(offered.lost()).isEqualTo(pause - 1_000);
    now += pause;
    assertThat(offered.lost()).isEqualTo(2 * pause);
  }
}
