package io.proofworks.proofs.bn254;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Compressed points and values of the pairing: one encoding for each, and none for anything else.
 */
class EncodingsTest {
  private static final int ROUNDS = 40;

  private final Random random = new Random(192);

  private long[] multiple(Points g, long[] generator) {
    long[] acc = new long[g.accumulatorLongs()];
    g.multiply(acc, 0, generator, 0, Elements.random(random, Fr.MODULUS));
    long[] out = new long[g.affineLongs()];
    g.toAffine(out, 0, acc, 0);
    return out;
  }

  @Test
  void shouldReadBackCompressedPointsOfG1() {
    for (int i = 0; i < ROUNDS; i++) {
      long[] point = multiple(Points.g1(), G1.generator());
      byte[] bytes = new byte[PointCompression.G1_BYTES];
      PointCompression.encodeG1(point, 0, bytes, 0);
      long[] back = new long[G1.LONGS];
      assertThat(PointCompression.decodeG1(bytes, 0, back, 0)).isTrue();
      assertThat(back).isEqualTo(point);
      bytes[0] ^= 0x40;
      assertThat(PointCompression.decodeG1(bytes, 0, back, 0)).isTrue();
      long[] opposite = new long[G1.LONGS];
      G1.negate(opposite, 0, point, 0);
      assertThat(Fp.equal(back, Fp.LIMBS, opposite, Fp.LIMBS)).isTrue();
    }
  }

  @Test
  void shouldReadBackCompressedPointsOfG2() {
    for (int i = 0; i < ROUNDS; i++) {
      long[] point = multiple(Points.g2(), G2.generator());
      byte[] bytes = new byte[PointCompression.G2_BYTES];
      PointCompression.encodeG2(point, 0, bytes, 0);
      long[] back = new long[G2.LONGS];
      assertThat(PointCompression.decodeG2(bytes, 0, back, 0)).isTrue();
      assertThat(back).isEqualTo(point);
    }
  }

  @Test
  void shouldKnowInfinityAndNoOtherFormOfIt() {
    byte[] bytes = new byte[PointCompression.G2_BYTES];
    PointCompression.encodeG2(new long[G2.LONGS], 0, bytes, 0);
    long[] back = new long[G2.LONGS];
    assertThat(PointCompression.decodeG2(bytes, 0, back, 0)).isTrue();
    assertThat(PointCompression.decodeG1(bytes, 0, back, 0)).isTrue();
    assertThat(Points.g2().isAffineInfinity(back, 0)).isTrue();
    bytes[31] = 1;
    assertThat(PointCompression.decodeG2(bytes, 0, back, 0)).isFalse();
    assertThat(PointCompression.decodeG1(bytes, 0, back, 0)).isFalse();
    assertThat(PointCompression.decodeG1(new byte[32], 0, back, 0)).isFalse();
  }

  @Test
  void shouldRefuseAbscissasWithoutAPointAndPointsOutsideTheSubgroup() {
    int points = 0;
    int inTheGroup = 0;
    for (int i = 0; i < ROUNDS; i++) {
      byte[] bytes = new byte[PointCompression.G2_BYTES];
      bytes[0] = (byte) 0x80;
      bytes[63] = (byte) i;
      long[] z = new long[G2.LONGS];
      inTheGroup += PointCompression.decodeG2(bytes, 0, z, 0) ? 1 : 0;
      byte[] small = new byte[PointCompression.G1_BYTES];
      small[0] = (byte) 0x80;
      small[31] = (byte) i;
      points += PointCompression.decodeG1(small, 0, z, 0) ? 1 : 0;
    }
    assertThat(points).isBetween(5, ROUNDS - 5);
    assertThat(inTheGroup).isZero();
    byte[] past = new byte[PointCompression.G1_BYTES];
    Arrays.fill(past, (byte) 0xbf);
    assertThat(PointCompression.decodeG1(past, 0, new long[G1.LONGS], 0)).isFalse();
  }

  private PairingValue value() {
    return new Pairing().add(multiple(Points.g1(), G1.generator()), 0, G2.generator(), 0).finish();
  }

  @Test
  void shouldReadBackValuesOfThePairing() {
    for (int i = 0; i < ROUNDS; i++) {
      PairingValue value = value();
      byte[] bytes = new byte[PairingValue.BYTES];
      value.encode(bytes, 0);
      assertThat(PairingValue.decode(bytes, 0).map(value::sameAs)).contains(true);
      bytes[PairingValue.BYTES - 1 - i] ^= 1;
      assertThat(PairingValue.decode(bytes, 0)).isEmpty();
    }
    byte[] one = new byte[PairingValue.BYTES];
    PairingValue.one().encode(one, 0);
    assertThat(one).containsOnly(0);
    assertThat(PairingValue.decode(one, 0).map(PairingValue::isOne)).isEqualTo(Optional.of(true));
  }

  @Test
  void shouldRaiseManyToPowersAtOnce() {
    PairingValue a = value();
    PairingValue b = value();
    BigInteger k = Elements.random(random, Fr.MODULUS);
    Scalar minusOne = Scalar.ONE.negate();
    PairingValue together =
        PairingValue.product(List.of(a, b, a), List.of(Scalar.of(k), minusOne, Scalar.ZERO));
    assertThat(together.times(b).sameAs(a.power(k))).isTrue();
    assertThat(a.power(Fr.MODULUS.subtract(BigInteger.ONE)).times(a).isOne()).isTrue();
    assertThat(PairingValue.product(List.of(), List.of()).isOne()).isTrue();
  }
}
