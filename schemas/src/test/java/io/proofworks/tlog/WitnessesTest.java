package io.proofworks.tlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.protocol.Hash32;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WitnessesTest {

  private static final Checkpoint CHECKPOINT = new Checkpoint("log.example", 7, Hash32.ZERO);

  private static WitnessKey key(String name) {
    return WitnessKey.of(name, new byte[32]);
  }

  @Test
  void shouldTakeANoteThatEnoughHaveCosigned() {
    Witnesses two = new Witnesses(2, List.of(witness(1), witness(2), witness(3)));
    String note = CHECKPOINT.sign(seed(9));

    assertThat(two.suffice(note)).isFalse();
    assertThat(two.suffice(note + line(1))).isFalse();
    assertThat(two.suffice(note + line(1) + line(1))).isFalse();
    assertThat(two.suffice(note + line(1) + line(4))).isFalse();
    assertThat(two.suffice(note + line(1) + line(3))).isTrue();
    assertThat(Witnesses.NONE.suffice(note)).isTrue();
  }

  private static WitnessKey witness(int number) {
    return WitnessKey.of("w" + number, seed(number));
  }

  private static String line(int number) {
    return WitnessKey.cosign(CHECKPOINT.text(), "w" + number, seed(number), 1_000);
  }

  private static byte[] seed(int number) {
    byte[] seed = new byte[32];
    seed[0] = (byte) number;
    return seed;
  }

  @Test
  void shouldCountASizeThatEnoughHaveReached() {
    Witnesses two = new Witnesses(2, List.of(key("a"), key("b"), key("c")));

    assertThat(two.enough(List.of())).isZero();
    assertThat(two.enough(List.of(9L))).isZero();
    assertThat(two.enough(List.of(9L, 3L))).isEqualTo(3);
    assertThat(two.enough(List.of(3L, 9L, 7L))).isEqualTo(7);
    assertThat(Witnesses.NONE.enough(List.of())).isZero();
  }
}
