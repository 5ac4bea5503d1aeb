package io.proofworks.topics;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.SessionKey;
import io.proofworks.protocol.TickClaim;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Anybody can append a tick; what one claims counts by the signature alone. */
class TicksTest {

  private static final String TOPIC = Topics.REVEALS.name();
  private static final TickClaim CLAIM = new TickClaim(1_000, 5_000);
  private static final Digests HERE = new Digests(Hash32.parse("0x" + "11".repeat(32)));
  private static final Digests ELSEWHERE = new Digests(Hash32.parse("0x" + "22".repeat(32)));

  private final SessionKey ticker = key(1);

  private static SessionKey key(int mark) {
    byte[] seed = new byte[SessionKey.SEED_BYTES];
    seed[0] = (byte) mark;
    return SessionKey.fromSeed(seed);
  }

  private Optional<TickClaim> claim(byte[] value, String topic, int partition, Digests digests) {
    return Ticks.claim(topic, partition, value, ticker.publicKey(), digests);
  }

  private Optional<TickClaim> here(byte[] value) {
    return claim(value, TOPIC, 3, HERE);
  }

  private static byte[] signedBy(SessionKey key) {
    return Ticks.record(TOPIC, 3, CLAIM, key, HERE).value();
  }

  @Test
  void shouldClaimWhatTheTickKeySigned() {
    assertThat(here(signedBy(ticker))).contains(CLAIM);
  }

  @Test
  void shouldClaimNothingWithoutASignatureOfTheTickKey() {
    assertThat(here(signedBy(key(2)))).as("another key's").isEmpty();
    assertThat(here(Ticks.record(TOPIC, 3).value())).as("a plain one").isEmpty();
    for (int i = 0; i < signedBy(ticker).length; i++) {
      byte[] altered = signedBy(ticker);
      altered[i] ^= 1;
      assertThat(here(altered)).as("byte %d", i).isEmpty();
    }
  }

  @Test
  void shouldClaimNothingOfAnotherPlace() {
    byte[] value = signedBy(ticker);

    assertThat(claim(value, TOPIC, 4, HERE)).as("partition").isEmpty();
    assertThat(claim(value, Topics.COMMITMENTS.name(), 3, HERE)).as("topic").isEmpty();
    assertThat(claim(value, TOPIC, 3, ELSEWHERE)).as("market").isEmpty();
  }
}
