package io.proofworks.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.SessionKey;
import io.proofworks.protocol.TickClaim;
import io.proofworks.topics.Ticks;
import java.time.Duration;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class SuccessionTest {

  private static final String TOPIC = "market.heartbeats";
  private static final Digests DIGESTS = new Digests(Hash32.ZERO);
  private static final SessionKey KEY = SessionKey.fromSeed(new byte[32]);
  private static final SessionKey OUTSIDER =
      SessionKey.fromSeed("a key of somebody else..........".getBytes());

  /** A signed tick a second, one interval late, and half a second of patience. */
  private static final long SILENCE = 1_700;

  private final Succession succession =
      Succession.on(TOPIC, new TickLine.Signer(KEY, DIGESTS), Duration.ofMillis(200), 0);

  private static ProducerRecord<byte[], byte[]> tick(SessionKey key, long sent) {
    return Ticks.record(TOPIC, 0, new TickClaim(sent, sent), key, DIGESTS);
  }

  @Test
  void shouldWaitForAnotherBeforeItSaysThatNoneIsThere() {
    assertThat(succession.isAnotherTicking(SILENCE - 1)).isTrue();
    assertThat(succession.isAnotherTicking(SILENCE)).isFalse();
  }

  @Test
  void shouldHearAnother() {
    heard(tick(KEY, 5_000), 5_000);
    assertThat(succession.isAnotherTicking(5_000 + SILENCE - 1)).isTrue();
    assertThat(succession.isAnotherTicking(5_000 + SILENCE)).isFalse();
  }

  @Test
  void shouldNotTakeItselfForAnother() {
    succession.sends(tick(KEY, 5_000));
    heard(tick(KEY, 5_000), 5_000);
    assertThat(succession.isAnotherTicking(5_000)).isFalse();
  }

  @Test
  void shouldHearAnotherBesideItself() {
    succession.sends(tick(KEY, 5_000));
    heard(tick(KEY, 5_000), 5_000);

    heard(tick(KEY, 5_900), 5_900);

    assertThat(succession.isAnotherTicking(5_900)).isTrue();
  }

  @Test
  void shouldNotBeKeptSilentByOutsiders() {
    // what an outsider may append: plain ticks, such as it signed itself, and copies
    ProducerRecord<byte[], byte[]> former = tick(KEY, 4_000);
    heard(former, 4_000);

    succession.heard(new byte[0], 6_000, 6_000);
    succession.heard(null, 6_000, 6_000);
    heard(tick(OUTSIDER, 6_000), 6_000);
    heard(former, 6_000);
    heard(tick(KEY, 3_999), 6_000);

    assertThat(succession.isAnotherTicking(6_000)).isFalse();
  }

  @Test
  void shouldNotBeKeptSilentByCopiesOfItsOwnTicks() {
    // given one that has ticked for ten minutes
    long now = 0;
    for (; now < 600_000; now += 1_000) {
      succession.sends(tick(KEY, now));
      heard(tick(KEY, now), now);
    }

    // when an outsider appends them again, in their order
    for (long copied = 0; copied < now; copied += 1_000) {
      heard(tick(KEY, copied), now);
    }

    // then
    assertThat(succession.isAnotherTicking(now)).isFalse();
  }

  @Test
  void shouldNotBeKeptSilentByOldTicksThatItNeverHeard() {
    // given one that was started a while after another had ticked for ten minutes and ended
    long now = 700_000;

    // when an outsider appends what it kept of those, one after the other
    for (long copied = 0; copied < 600_000; copied += 1_000) {
      heard(tick(KEY, copied), now);
    }

    // then
    assertThat(succession.isAnotherTicking(now)).isFalse();
  }

  @Test
  void shouldHearAnotherAfterATickThatWasReckonedWrong() {
    heard(tick(KEY, 1_000_000), 5_000);
    assertThat(succession.isAnotherTicking(5_000)).isFalse();

    heard(tick(KEY, 6_000), 6_000);
    assertThat(succession.isAnotherTicking(6_000)).isTrue();
  }

  /** Its append time and the clock are the same here. */
  private void heard(ProducerRecord<byte[], byte[]> tick, long at) {
    succession.heard(tick.value(), at, at);
  }
}
