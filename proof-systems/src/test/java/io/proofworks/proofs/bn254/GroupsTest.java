package io.proofworks.proofs.bn254;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GroupsTest {
  private final Random random = new Random(196);
  private final Points g1 = Points.g1();
  private final Points g2 = Points.g2();

  private static byte[] hex(String... words) {
    return HexFormat.of().parseHex(String.join("", words));
  }

  private static long[] g1Of(byte[] bytes) {
    long[] z = new long[G1.LONGS];
    assertThat(G1.decode(bytes, 0, z, 0)).isTrue();
    return z;
  }

  private static byte[] bytesOf(long[] point) {
    byte[] out = new byte[G1.BYTES];
    G1.encode(point, 0, out, 0);
    return out;
  }

  /** The vector "chfast1" that Ethereum's clients share for the addition precompile. */
  @Test
  void shouldAddAsThePrecompileOfEip196() {
    long[] a =
        g1Of(
            hex(
                "18b18acfb4c2c30276db5411368e7185b311dd124691610c5d3b74034e093dc9",
                "063c909c4720840cb5134cb9f59fa749755796819658d32efc0d288198f37266"));
    long[] b =
        g1Of(
            hex(
                "07c2b7f58a84bd6145f00c9c2bc0bb1a187f20ff2c92963a88019e7c6a014eed",
                "06614e20c147e940f2d70da3f74c9a17df361706a4485c742bd6788478fa17d7"));
    long[] acc = new long[g1.accumulatorLongs()];
    g1.fromAffine(acc, 0, a, 0);
    g1.addAffine(acc, 0, b, 0);
    long[] sum = new long[G1.LONGS];
    g1.toAffine(sum, 0, acc, 0);
    assertThat(bytesOf(sum))
        .isEqualTo(
            hex(
                "2243525c5efd4b9c3d3c45ac0ca3fe4dd85e830a4ce6b65fa1eeaee202839703",
                "301d1d33be6da8e509df21cc35964723180eed7532537db9ae5e7d48f195c915"));
  }

  /** The vector "chfast1" for the multiplication precompile. */
  @Test
  void shouldMultiplyAsThePrecompileOfEip196() {
    long[] a =
        g1Of(
            hex(
                "2bd3e6d0f3b142924f5ca7b49ce5b9d54c4703d7ae5648e61d02268b1a0a9fb7",
                "21611ce0a6af85915e2f1d70300909ce2e49dfad4a4619c8390cae66cefdb204"));
    long[] product = Elements.times(g1, a, new BigInteger("11138ce750fa15c2", 16));
    assertThat(bytesOf(product))
        .isEqualTo(
            hex(
                "070a8d6a982153cae4be29d434e8faef8a47b274a053f5a4ee2a6c9c13c31e5c",
                "031b8ce914eba3a9ffb989f9cdd5b0f01943074bf4f0f315690ec3cec6981afc"));
  }

  @Test
  void shouldObeyTheGroupLawInBothGroups() {
    for (int i = 0; i < 10; i++) {
      shouldObeyTheGroupLaw(g1, G1.generator());
      shouldObeyTheGroupLaw(g2, G2.generator());
    }
  }

  private void shouldObeyTheGroupLaw(Points g, long[] base) {
    BigInteger k = Elements.random(random, Fr.MODULUS);
    BigInteger m = Elements.random(random, Fr.MODULUS);
    long[] left = new long[g.accumulatorLongs()];
    long[] right = new long[g.accumulatorLongs()];
    long[] whole = new long[g.accumulatorLongs()];
    g.multiply(left, 0, base, 0, k);
    g.multiply(right, 0, base, 0, m);
    g.multiply(whole, 0, base, 0, k.add(m).mod(Fr.MODULUS));
    g.add(left, 0, right, 0);
    assertThat(g.equal(left, 0, whole, 0)).isTrue();
    long[] affine = new long[g.affineLongs()];
    g.toAffine(affine, 0, whole, 0);
    g.subAffine(left, 0, affine, 0);
    assertThat(g.isInfinity(left, 0)).isTrue();
  }

  @Test
  void shouldHandleDoublingOppositesAndInfinity() {
    for (Points g : new Points[] {g1, g2}) {
      long[] base = g == g1 ? G1.generator() : G2.generator();
      long[] acc = new long[g.accumulatorLongs()];
      g.addAffine(acc, 0, base, 0);
      g.addAffine(acc, 0, base, 0);
      long[] twice = new long[g.accumulatorLongs()];
      g.multiply(twice, 0, base, 0, BigInteger.TWO);
      assertThat(g.equal(acc, 0, twice, 0)).isTrue();
      g.addAffine(acc, 0, new long[g.affineLongs()], 0);
      assertThat(g.equal(acc, 0, twice, 0)).isTrue();
      g.negate(twice, 0);
      g.add(acc, 0, twice, 0);
      assertThat(g.isInfinity(acc, 0)).isTrue();
      g.twice(acc, 0);
      assertThat(g.isInfinity(acc, 0)).isTrue();
      g.multiply(acc, 0, base, 0, Fr.MODULUS);
      assertThat(g.isInfinity(acc, 0)).isTrue();
    }
  }

  @Test
  void shouldReadAndWriteOneEncodingForEachPoint() {
    byte[] g2Bytes = new byte[G2.BYTES];
    G2.encode(G2.generator(), 0, g2Bytes, 0);
    assertThat(HexFormat.of().formatHex(g2Bytes, 0, 32))
        .isEqualTo("198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2");
    long[] again = new long[G2.LONGS];
    assertThat(G2.decode(g2Bytes, 0, again, 0)).isTrue();
    assertThat(again).isEqualTo(G2.generator());
    assertThat(G1.decode(new byte[G1.BYTES], 0, new long[G1.LONGS], 0)).isTrue();
    assertThat(G2.decode(new byte[G2.BYTES], 0, new long[G2.LONGS], 0)).isTrue();
  }

  @Test
  void shouldRefuseOtherEncodingsAndPointsOffTheCurve() {
    byte[] shifted = bytesOf(G1.generator());
    byte[] plusP = Fp.MODULUS.add(BigInteger.ONE).toByteArray();
    System.arraycopy(plusP, 0, shifted, 0, 32);
    assertThat(G1.decodeCoordinates(shifted, 0, new long[G1.LONGS], 0)).isFalse();
    byte[] off = bytesOf(G1.generator());
    off[63] = 3;
    assertThat(G1.decodeCoordinates(off, 0, new long[G1.LONGS], 0)).isTrue();
    assertThat(G1.decode(off, 0, new long[G1.LONGS], 0)).isFalse();
    assertThatThrownBy(() -> G1.of(BigInteger.ONE, BigInteger.ONE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldTellTheSubgroupFromTheTwistedCurve() {
    long[] outside = CurvePoints.outsideTheSubgroup();
    assertThat(G2.isOnCurve(outside, 0)).isTrue();
    assertThat(G2.isInSubgroup(outside, 0)).isFalse();
    for (int i = 1; i < 8; i++) {
      BigInteger k = Elements.random(random, Fr.MODULUS);
      long[] inside = Elements.times(g2, G2.generator(), k);
      assertThat(G2.isInSubgroup(inside, 0)).isTrue();
      long[] multiple = Elements.times(g2, outside, k);
      assertThat(G2.isInSubgroup(multiple, 0))
          .isEqualTo(g2.isAffineInfinity(Elements.times(g2, multiple, Fr.MODULUS), 0));
    }
    BigInteger cofactor = Fp.MODULUS.shiftLeft(1).subtract(Fr.MODULUS);
    assertThat(G2.isInSubgroup(Elements.times(g2, outside, cofactor), 0)).isTrue();
    assertThat(G2.isInSubgroup(Elements.times(g2, outside, Fr.MODULUS), 0)).isFalse();
  }

  /** Points of the curve: of any order, of order r, of an order that divides the cofactor. */
  @Test
  void shouldTellMembersByTheirLinesAsByTheirOrder() {
    Points g2 = Points.g2();
    Random random = new Random(7);
    BigInteger cofactor = Fp.MODULUS.shiftLeft(1).subtract(Fr.MODULUS);
    BigInteger[] factors = {BigInteger.ONE, cofactor, Fr.MODULUS};
    for (int i = 0; i < 60; i++) {
      long[] point = Elements.times(g2, onTheTwist(random), factors[i % factors.length]);
      boolean member = factors[i % factors.length].equals(cofactor);
      assertThat(g2.isAffineInfinity(Elements.times(g2, point, Fr.MODULUS), 0)).isEqualTo(member);
      assertThat(LineTable.ofMember(point, 0).isPresent()).isEqualTo(member);
      assertThat(G2.isInSubgroup(point, 0)).isEqualTo(member);
    }
    assertThat(LineTable.ofMember(new long[G2.LONGS], 0)).isPresent();
  }

  /** Decompression finds the ordinate before it asks for the subgroup. */
  private static long[] onTheTwist(Random random) {
    long[] point = new long[G2.LONGS];
    do {
      byte[] bytes = new byte[PointCompression.G2_BYTES];
      random.nextBytes(bytes);
      bytes[0] = (byte) 0x80;
      bytes[32] = 0;
      PointCompression.decodeG2(bytes, 0, point, 0);
    } while (!G2.isOnCurve(point, 0));
    return point;
  }
}
