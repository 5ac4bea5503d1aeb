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
    succession.heard(tick(KEY, 5_000).value(), 5_000);
    assertThat(succession.isAnotherTicking(5_000 + SILENCE - 1)).isTrue();
    assertThat(succession.isAnotherTicking(5_000 + SILENCE)).isFalse();
  }

  @Test
  void shouldNotTakeItselfForAnother() {
    ProducerRecord<byte[], byte[]> own = tick(KEY, 5_000);
    succession.sends(own);
    succession.heard(own.value(), 5_000);
    assertThat(succession.isAnotherTicking(5_000)).isFalse();
  }

  @Test
  void shouldNotBeKeptSilentByOutsiders() {
    // what an outsider may append: plain ticks, such as it signed itself, and copies
    byte[] former = tick(KEY, 4_000).value();
    succession.heard(former, 4_000);

    succession.heard(new byte[0], 6_000);
    succession.heard(null, 6_000);
    succession.heard(tick(OUTSIDER, 6_000).value(), 6_000);
    succession.heard(former, 6_000);
    succession.heard(tick(KEY, 3_999).value(), 6_000);

    assertThat(succession.isAnotherTicking(6_000)).isFalse();
  }
}
