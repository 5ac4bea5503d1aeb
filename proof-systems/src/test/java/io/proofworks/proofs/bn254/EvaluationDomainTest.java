package io.proofworks.proofs.bn254;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvaluationDomainTest {
  private static final BigInteger R = Fr.MODULUS;

  private final Random random = new Random(28);

  private long[] polynomial(int size) {
    long[] x = new long[size * Fr.LIMBS];
    for (int i = 0; i < size; i++) {
      Fr.fromBigInteger(Elements.random(random, R), x, i * Fr.LIMBS);
    }
    return x;
  }

  private static BigInteger evaluate(long[] coefficients, BigInteger at) {
    BigInteger v = BigInteger.ZERO;
    for (int i = coefficients.length - Fr.LIMBS; i >= 0; i -= Fr.LIMBS) {
      v = v.multiply(at).add(Fr.toBigInteger(coefficients, i)).mod(R);
    }
    return v;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 5, 6})
  void shouldEvaluateAndInterpolate(int log) {
    EvaluationDomain domain = new EvaluationDomain(log);
    long[] coefficients = polynomial(domain.size());
    long[] values = coefficients.clone();
    long[] between = coefficients.clone();
    domain.forward(values);
    domain.oddForward(between);
    BigInteger omega = EvaluationDomain.rootOfUnity(log);
    for (int i = 0; i < domain.size(); i++) {
      BigInteger at = omega.pow(i).mod(R);
      assertThat(Fr.toBigInteger(values, i * Fr.LIMBS)).isEqualTo(evaluate(coefficients, at));
      BigInteger odd = at.multiply(EvaluationDomain.rootOfUnity(log + 1)).mod(R);
      assertThat(Fr.toBigInteger(between, i * Fr.LIMBS)).isEqualTo(evaluate(coefficients, odd));
    }
    domain.inverse(values);
    for (int at = 0; at < values.length; at += Fr.LIMBS) {
      assertThat(Fr.equal(values, at, coefficients, at)).isTrue();
    }
  }

  @Test
  void shouldInterpolateByLagrange() {
    EvaluationDomain domain = new EvaluationDomain(4);
    long[] coefficients = polynomial(16);
    BigInteger t = Elements.random(random, R);
    long[] lagrange = domain.lagrangeAt(t);
    long[] values = coefficients.clone();
    domain.forward(values);
    BigInteger sum = BigInteger.ZERO;
    for (int at = 0; at < values.length; at += Fr.LIMBS) {
      sum = sum.add(Fr.toBigInteger(values, at).multiply(Fr.toBigInteger(lagrange, at)));
    }
    assertThat(sum.mod(R)).isEqualTo(evaluate(coefficients, t));
    assertThatThrownBy(() -> domain.lagrangeAt(EvaluationDomain.rootOfUnity(4)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldChooseTheSmallestDomain() {
    assertThat(EvaluationDomain.ofAtLeast(1).size()).isEqualTo(1);
    assertThat(EvaluationDomain.ofAtLeast(2).size()).isEqualTo(2);
    assertThat(EvaluationDomain.ofAtLeast(5).size()).isEqualTo(8);
    assertThat(EvaluationDomain.ofAtLeast(8).size()).isEqualTo(8);
  }
}
