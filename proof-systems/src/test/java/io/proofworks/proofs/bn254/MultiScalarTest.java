package io.proofworks.proofs.bn254;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultiScalarTest {
  private final Random random = new Random(14);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 7, 33, 300, 9000})
  void shouldSumMultiplesInBothGroupsWithAnyNumberOfThreads(int count) {
    shouldSum(Points.g1(), G1.generator(), count);
    shouldSum(Points.g2(), G2.generator(), count);
  }

  /** Points are small multiples of the generator, so the sum is one multiplication. */
  private void shouldSum(Points g, long[] generator, int count) {
    long[] points = new long[count * g.affineLongs()];
    BigInteger[] scalars = new BigInteger[count];
    BigInteger expected = BigInteger.ZERO;
    for (int i = 0; i < count; i++) {
      BigInteger factor = BigInteger.valueOf(i % 5).multiply(BigInteger.valueOf(i % 3 - 1));
      long[] point = Elements.times(g, generator, factor.mod(Fr.MODULUS));
      System.arraycopy(point, 0, points, i * g.affineLongs(), g.affineLongs());
      scalars[i] = scalar(i);
      expected = expected.add(factor.multiply(scalars[i]));
    }
    long[] words = Elements.words(scalars);
    long[] naive = Elements.times(g, generator, expected.mod(Fr.MODULUS));
    for (int threads = 1; threads <= 3; threads++) {
      try (Workers workers = Workers.of(threads)) {
        assertThat(MultiScalar.sum(g, points, words, count, workers)).isEqualTo(naive);
      }
    }
  }

  private BigInteger scalar(int i) {
    return switch (i % 6) {
      case 0 -> BigInteger.ZERO;
      case 1 -> BigInteger.ONE;
      case 2 -> Fr.MODULUS.subtract(BigInteger.ONE);
      default -> Elements.random(random, Fr.MODULUS);
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 5, 8})
  void shouldMultiplyAFixedBase(int window) {
    Points g = Points.g1();
    BigInteger[] scalars = new BigInteger[12];
    for (int i = 0; i < scalars.length; i++) {
      scalars[i] = scalar(i);
    }
    FixedBase base = FixedBase.of(g, G1.generator(), 0, window);
    try (Workers workers = Workers.of(2)) {
      long[] multiples = base.multiples(Elements.words(scalars), scalars.length, workers);
      for (int i = 0; i < scalars.length; i++) {
        long[] one = java.util.Arrays.copyOfRange(multiples, i * G1.LONGS, (i + 1) * G1.LONGS);
        assertThat(one).isEqualTo(Elements.times(g, G1.generator(), scalars[i]));
      }
    }
  }
}
