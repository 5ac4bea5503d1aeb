package io.proofworks.tlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class WitnessesTest {

  private static WitnessKey key(String name) {
    return WitnessKey.of(name, new byte[32]);
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
