package io.proofworks.proofs.bn254;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PrimeFieldTest {
  private static final long SEED = 254;

  static Stream<PrimeField> fields() {
    return Stream.of(Fp.FIELD, Fr.FIELD);
  }

  private static List<BigInteger> operands(BigInteger p) {
    Random random = new Random(SEED);
    List<BigInteger> out = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      out.add(BigInteger.valueOf(i));
      out.add(p.subtract(BigInteger.valueOf(i + 1)));
      out.add(BigInteger.ONE.shiftLeft(52 * (i + 1)).subtract(BigInteger.ONE));
    }
    for (int i = 0; i < 60; i++) {
      out.add(Elements.random(random, p));
    }
    return out;
  }

  @ParameterizedTest
  @MethodSource("fields")
  void shouldAgreeWithBigIntegers(PrimeField f) {
    BigInteger p = f.modulus();
    long[] z = new long[PrimeField.LIMBS];
    for (BigInteger x : operands(p)) {
      for (BigInteger y : operands(p)) {
        long[] a = Elements.of(f, x);
        long[] b = Elements.of(f, y);
        f.mul(z, 0, a, 0, b, 0);
        assertThat(f.toBigInteger(z, 0)).isEqualTo(x.multiply(y).mod(p));
        f.add(z, 0, a, 0, b, 0);
        assertThat(f.toBigInteger(z, 0)).isEqualTo(x.add(y).mod(p));
        f.sub(z, 0, a, 0, b, 0);
        assertThat(f.toBigInteger(z, 0)).isEqualTo(x.subtract(y).mod(p));
        assertThat(f.equal(a, 0, b, 0)).isEqualTo(x.equals(y));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("fields")
  void shouldSquareNegateAndInvert(PrimeField f) {
    BigInteger p = f.modulus();
    long[] z = new long[PrimeField.LIMBS];
    for (BigInteger x : operands(p)) {
      long[] a = Elements.of(f, x);
      f.square(z, 0, a, 0);
      assertThat(f.toBigInteger(z, 0)).isEqualTo(x.multiply(x).mod(p));
      f.neg(z, 0, a, 0);
      assertThat(f.toBigInteger(z, 0)).isEqualTo(x.negate().mod(p));
      f.inv(z, 0, a, 0);
      BigInteger inverse = x.signum() == 0 ? BigInteger.ZERO : x.modInverse(p);
      assertThat(f.toBigInteger(z, 0)).isEqualTo(inverse);
    }
  }

  @ParameterizedTest
  @MethodSource("fields")
  void shouldStayRightOverLongChainsWithoutNormalising(PrimeField f) {
    BigInteger p = f.modulus();
    Random random = new Random(SEED);
    BigInteger expected = p.subtract(BigInteger.ONE);
    long[] x = Elements.of(f, expected);
    for (int i = 0; i < 20_000; i++) {
      BigInteger step = Elements.random(random, p);
      long[] y = Elements.of(f, step);
      switch (random.nextInt(5)) {
        case 0 -> {
          f.mul(x, 0, x, 0, y, 0);
          expected = expected.multiply(step).mod(p);
        }
        case 1 -> {
          f.add(x, 0, x, 0, y, 0);
          expected = expected.add(step).mod(p);
        }
        case 2 -> {
          f.sub(x, 0, y, 0, x, 0);
          expected = step.subtract(expected).mod(p);
        }
        case 3 -> {
          f.neg(x, 0, x, 0);
          expected = expected.negate().mod(p);
        }
        case 4 -> {
          f.combine(x, 0, 9, x, 0, -7, y, 0);
          BigInteger nine = expected.multiply(BigInteger.valueOf(9));
          expected = nine.subtract(step.multiply(BigInteger.valueOf(7))).mod(p);
        }
      }
      assertThat(f.toBigInteger(x, 0)).as("step %d", i).isEqualTo(expected);
    }
  }

  /** The widest operands that the Javadoc allows: |x|·|y| just below 80 p², of either sign. */
  @ParameterizedTest
  @MethodSource("fields")
  void shouldMultiplyUnreducedSums(PrimeField f) {
    BigInteger p = f.modulus();
    long[] x = new long[PrimeField.LIMBS];
    long[] y = new long[PrimeField.LIMBS];
    long[] wide = new long[PrimeField.WIDE];
    long[] top = Elements.of(f, p.subtract(BigInteger.ONE));
    for (int i = 0; i < 8; i++) {
      f.addRaw(x, 0, x, 0, top, 0);
      f.subRaw(y, 0, y, 0, top, 0);
    }
    f.mulWide(wide, 0, x, 0, y, 0);
    f.mul(x, 0, x, 0, y, 0);
    f.reduce(y, 0, wide, 0);
    assertThat(f.toBigInteger(x, 0)).isEqualTo(BigInteger.valueOf(-64).mod(p));
    assertThat(f.equal(x, 0, y, 0)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("fields")
  void shouldReadOnlyWhatIsBelowThePrime(PrimeField f) {
    BigInteger p = f.modulus();
    assertThat(reads(f, p.subtract(BigInteger.ONE))).isTrue();
    assertThat(reads(f, BigInteger.ZERO)).isTrue();
    assertThat(reads(f, p)).isFalse();
    assertThat(reads(f, p.add(BigInteger.ONE))).isFalse();
    assertThat(reads(f, BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE))).isFalse();
    assertThat(reads(f, BigInteger.ONE.shiftLeft(255))).isFalse();
  }

  private static boolean reads(PrimeField f, BigInteger v) {
    byte[] bytes = new byte[32];
    for (int i = 0; i < 32; i++) {
      bytes[31 - i] = v.shiftRight(8 * i).byteValue();
    }
    long[] z = new long[PrimeField.LIMBS];
    boolean read = f.fromBytes(bytes, 0, z, 0);
    byte[] again = new byte[32];
    f.toBytes(z, 0, again, 0);
    assertThat(again).isEqualTo(read ? bytes : new byte[32]);
    return read;
  }

  @ParameterizedTest
  @MethodSource("fields")
  void shouldInvertManyAtOnceAndKeepZeros(PrimeField f) {
    Random random = new Random(SEED);
    long[] x = new long[9 * PrimeField.LIMBS];
    BigInteger[] values = new BigInteger[9];
    for (int i = 0; i < 9; i++) {
      values[i] = i % 4 == 0 ? BigInteger.ZERO : Elements.random(random, f.modulus());
      f.fromBigInteger(values[i], x, i * PrimeField.LIMBS);
    }
    f.invertAll(x, 0, PrimeField.LIMBS, 9);
    for (int i = 0; i < 9; i++) {
      BigInteger inverse = i % 4 == 0 ? BigInteger.ZERO : values[i].modInverse(f.modulus());
      assertThat(f.toBigInteger(x, i * PrimeField.LIMBS)).isEqualTo(inverse);
    }
  }
}
