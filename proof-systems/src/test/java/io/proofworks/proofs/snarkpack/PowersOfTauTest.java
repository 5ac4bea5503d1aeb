package io.proofworks.proofs.snarkpack;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proofworks.proofs.bn254.G1;
import io.proofworks.proofs.bn254.G2;
import io.proofworks.proofs.bn254.Workers;
import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Powers of secrets that everybody knows. */
class PowersOfTauTest {
  private static final int SIZE = 4;

  private static void requireSound(PowersOfTau powers) {
    try (Workers workers = Workers.of(1)) {
      powers.requireSound(workers, new SecureRandom());
    }
  }

  @Test
  void shouldTakeThePowersOfASecret() {
    try (Workers workers = Workers.of(1)) {
      ReferenceString string = ReferenceString.development(SIZE, workers);
      assertThatCode(() -> requireSound(new PowersOfTau(string.a1(), string.a2())))
          .doesNotThrowAnyException();
    }
  }

  /** Each is zero times the one before, but under them every aggregate verifies. */
  @Test
  void shouldRefuseThePowersOfZero() {
    long[] g1 = Arrays.copyOf(G1.generator(), 2 * SIZE * G1.LONGS);
    long[] g2 = Arrays.copyOf(G2.generator(), SIZE * G2.LONGS);

    assertThatThrownBy(() -> requireSound(new PowersOfTau(g1, g2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("zero");
  }
}
