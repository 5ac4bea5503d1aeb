package io.proofworks.proofs.bn254;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TowerTest {
  private static final int ROUNDS = 20;

  private final Random random = new Random(12);
  private final Fp2 f2 = new Fp2();
  private final Fp12 f = new Fp12();

  @Test
  void shouldMultiplyInFp2AsComplexNumbers() {
    for (int i = 0; i < ROUNDS; i++) {
      long[] x = Elements.randomTuple(random, 2);
      long[] y = Elements.randomTuple(random, 2);
      BigInteger a = Fp.toBigInteger(x, 0);
      BigInteger b = Fp.toBigInteger(x, Fp.LIMBS);
      BigInteger c = Fp.toBigInteger(y, 0);
      BigInteger d = Fp.toBigInteger(y, Fp.LIMBS);
      f2.mul(x, 0, x, 0, y, 0);
      BigInteger re = a.multiply(c).subtract(b.multiply(d));
      BigInteger im = a.multiply(d).add(b.multiply(c));
      assertThat(Fp.toBigInteger(x, 0)).isEqualTo(re.mod(Fp.MODULUS));
      assertThat(Fp.toBigInteger(x, Fp.LIMBS)).isEqualTo(im.mod(Fp.MODULUS));
    }
  }

  @Test
  void shouldSquareInvertAndMultiplyByXiConsistently() {
    for (int i = 0; i < ROUNDS; i++) {
      long[] x = Elements.randomTuple(random, 2);
      long[] y = new long[Fp2.LONGS];
      long[] z = new long[Fp2.LONGS];
      f2.mul(y, 0, x, 0, x, 0);
      f2.square(z, 0, x, 0);
      assertThat(Fp2.equal(y, 0, z, 0)).isTrue();
      f2.mul(y, 0, x, 0, Fp12.xi(), 0);
      f2.mulByXi(z, 0, x, 0);
      assertThat(Fp2.equal(y, 0, z, 0)).isTrue();
      f2.inv(y, 0, x, 0);
      f2.mul(y, 0, y, 0, x, 0);
      f2.setOne(z, 0);
      assertThat(Fp2.equal(y, 0, z, 0)).isTrue();
    }
  }

  @Test
  void shouldBeARingWithInverses() {
    for (int i = 0; i < ROUNDS; i++) {
      long[] x = Elements.randomTuple(random, 12);
      long[] y = Elements.randomTuple(random, 12);
      long[] z = Elements.randomTuple(random, 12);
      assertThat(Fp12.equal(mul(mul(x, y), z), mul(x, mul(y, z)))).isTrue();
      assertThat(Fp12.equal(mul(x, y), mul(y, x))).isTrue();
      assertThat(Fp12.equal(mul(x, plus(y, z)), plus(mul(x, y), mul(x, z)))).isTrue();
      long[] square = new long[Fp12.LONGS];
      f.square(square, x);
      assertThat(Fp12.equal(square, mul(x, x))).isTrue();
      long[] inverse = new long[Fp12.LONGS];
      f.inv(inverse, x);
      assertThat(Fp12.equal(mul(x, inverse), Fp12.one())).isTrue();
    }
  }

  @Test
  void shouldMultiplyByALineAsByTheWholeElement() {
    long[] line = Elements.randomTuple(random, 6);
    long[] whole = new long[Fp12.LONGS];
    Fp2.set(whole, 0, line, 0);
    Fp2.set(whole, Fp6.LONGS, line, Fp2.LONGS);
    Fp2.set(whole, Fp6.LONGS + Fp2.LONGS, line, 2 * Fp2.LONGS);
    long[] x = Elements.randomTuple(random, 12);
    long[] expected = mul(x, whole);
    f.mulByLine(x, line);
    assertThat(Fp12.equal(x, expected)).isTrue();
  }

  @Test
  void shouldRaiseToPowersOfPByFrobenius() {
    long[] x = Elements.randomTuple(random, 12);
    long[] z = new long[Fp12.LONGS];
    for (int power = 1; power <= 3; power++) {
      f.frobenius(z, x, power);
      assertThat(Fp12.equal(z, pow(x, Fp.MODULUS.pow(power)))).as("p^%d", power).isTrue();
    }
  }

  @Test
  void shouldSquareCyclotomicElementsFaster() {
    long[] x = Elements.randomTuple(random, 12);
    long[] inverse = new long[Fp12.LONGS];
    long[] t = new long[Fp12.LONGS];
    f.inv(inverse, x);
    f.conjugate(t, x);
    f.mul(t, t, inverse);
    f.frobenius(x, t, 2);
    f.mul(x, x, t);
    long[] fast = new long[Fp12.LONGS];
    f.cyclotomicSquare(fast, x);
    assertThat(Fp12.equal(fast, mul(x, x))).isTrue();
  }

  private long[] mul(long[] x, long[] y) {
    long[] z = new long[Fp12.LONGS];
    f.mul(z, x, y);
    return z;
  }

  private static long[] plus(long[] x, long[] y) {
    long[] z = new long[Fp12.LONGS];
    for (int i = 0; i < z.length; i += Fp.LIMBS) {
      Fp.add(z, i, x, i, y, i);
    }
    return z;
  }

  private long[] pow(long[] x, BigInteger e) {
    long[] z = Fp12.one();
    for (int i = e.bitLength() - 1; i >= 0; i--) {
      f.square(z, z);
      if (e.testBit(i)) {
        f.mul(z, z, x);
      }
    }
    return z;
  }
}
