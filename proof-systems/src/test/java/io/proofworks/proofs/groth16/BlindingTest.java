package io.proofworks.proofs.groth16;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proofworks.proofs.bn254.Fr;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;

final class BlindingTest {

  private static final BigInteger LAST = Fr.MODULUS.subtract(BigInteger.ONE);

  private static void requireRefused(BigInteger k, BigInteger s) {
    assertThatThrownBy(() -> new Blinding(k, s))
        .as("k = %s, s = %s", k, s)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("r - 1");
  }

  @Test
  void shouldTakeAllOfTheRanges() {
    assertThat(new Blinding(BigInteger.ONE, BigInteger.ZERO).k()).isEqualTo(BigInteger.ONE);
    assertThat(new Blinding(LAST, LAST).s()).isEqualTo(LAST);
  }

  @Test
  void shouldRefuseWhatHidesNothingOrIsNoScalar() {
    requireRefused(BigInteger.ZERO, BigInteger.ONE);
    requireRefused(BigInteger.TWO.negate(), BigInteger.ONE);
    requireRefused(Fr.MODULUS, BigInteger.ONE);
    requireRefused(BigInteger.ONE, BigInteger.TWO.negate());
    requireRefused(BigInteger.ONE, Fr.MODULUS);
  }
}
