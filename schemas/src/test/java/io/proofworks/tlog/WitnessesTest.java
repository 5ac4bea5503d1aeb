package io.proofworks.tlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.proofworks.protocol.Hash32;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WitnessesTest {

  private static final Checkpoint CHECKPOINT = new Checkpoint("log.example", 7, Hash32.ZERO);

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
    Witnesses two = new Witnesses(2, List.of(witness(1), witness(2), witness(3)));

    assertThat(two.enough(List.of())).isZero();
    assertThat(two.enough(List.of(9L))).isZero();
    assertThat(two.enough(List.of(9L, 3L))).isEqualTo(3);
    assertThat(two.enough(List.of(3L, 9L, 7L))).isEqualTo(7);
    assertThat(Witnesses.NONE.enough(List.of())).isZero();
  }

  /** Anybody can write the one's cosignature under the other name. */
  @Test
  void shouldNotTakeOneSignerForTwoWitnesses() {
    WitnessKey same = WitnessKey.of("another", seed(1));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Witnesses(1, List.of(witness(1), same)))
        .withMessageContaining("1 different keys");
  }

  /** What a witness cosigned is kept by its name. */
  @Test
  void shouldNotTakeTwoWitnessesOfOneName() {
    WitnessKey other = WitnessKey.of("w1", seed(2));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Witnesses(2, List.of(witness(1), other)))
        .withMessageContaining("1 different names");
  }
}
