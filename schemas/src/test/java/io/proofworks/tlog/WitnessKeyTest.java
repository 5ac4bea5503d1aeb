package io.proofworks.tlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.proofworks.protocol.Hash32;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.Test;

final class WitnessKeyTest {

  private static final byte[] SEED = new byte[32];
  private static final Checkpoint CHECKPOINT = new Checkpoint("log.example", 7, Hash32.ZERO);
  private static final long TIME = 1_679_315_147L;

  private static String cosigned() {
    return CHECKPOINT.sign(SEED) + WitnessKey.cosign(CHECKPOINT.text(), "w.example", SEED, TIME);
  }

  @Test
  void shouldKnowItsOwnCosignatureAndNoOther() {
    WitnessKey key = WitnessKey.of("w.example", SEED);
    assertThat(key.cosigned(cosigned())).contains(TIME);
    assertThat(key.cosigned(CHECKPOINT.sign(SEED))).isEmpty();
    assertThat(key.cosigned(cosigned().replace("\n7\n", "\n8\n"))).isEmpty();
    assertThat(WitnessKey.of("x.example", SEED).cosigned(cosigned())).isEmpty();
    assertThat(Checkpoint.open(cosigned(), new NoteKey("log.example", key.publicKey())))
        .contains(CHECKPOINT);
  }

  /** Computed here from the words of C2SP's tlog-cosignature, not by the code under test. */
  @Test
  void shouldSignTheMessageThatTheSpecificationSays() {
    String line = cosigned().lines().toList().getLast();
    byte[] bytes = Base64.getDecoder().decode(line.substring("— w.example ".length()));
    byte[] message =
        ("cosignature/v1\ntime 1679315147\nlog.example\n7\n" + "A".repeat(43) + "=\n")
            .getBytes(StandardCharsets.UTF_8);
    byte[] publicKey = WitnessKey.of("w.example", SEED).publicKey();
    assertThat(bytes).hasSize(4 + 8 + 64);
    assertThat(ByteBuffer.wrap(bytes).getLong(4)).isEqualTo(TIME);
    assertThat(Ed25519.verify(bytes, 12, publicKey, 0, message, 0, message.length)).isTrue();
  }

  @Test
  void shouldReadTheKeyThatItWrites() {
    WitnessKey key = WitnessKey.of("w.example", SEED);
    byte[] typed =
        Base64.getDecoder().decode(key.text().substring(key.text().lastIndexOf('+') + 1));
    assertThat(typed[0]).isEqualTo((byte) 4);
    assertThat(Arrays.copyOfRange(typed, 1, 33)).isEqualTo(key.publicKey());
    assertThat(WitnessKey.parse(key.text()).text()).isEqualTo(key.text());
    assertThatIllegalArgumentException().isThrownBy(() -> WitnessKey.parse("w.example+00+AA"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WitnessKey.parse(SignedNote.keyOf("w.example", SEED).text()));
  }
}
