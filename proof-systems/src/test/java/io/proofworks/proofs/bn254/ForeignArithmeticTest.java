package io.proofworks.proofs.bn254;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.proofs.Interop;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The same random inputs to noble-curves and to this: thousands of them, and the same results. */
class ForeignArithmeticTest {
  private static final int ROUNDS = 2000;

  private static List<String> lines;

  @BeforeAll
  static void run() {
    Interop.assumeInstalled();
    lines = Interop.script("noble.mjs", "2026", String.valueOf(ROUNDS));
  }

  private static List<List<BigInteger>> of(String operation) {
    List<List<BigInteger>> rows = new ArrayList<>();
    for (String line : lines) {
      String[] parts = line.split(" ");
      if (parts[0].equals(operation)) {
        List<BigInteger> row = new ArrayList<>();
        for (int i = 1; i < parts.length; i++) {
          row.add(new BigInteger(parts[i], 16));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  @Test
  void shouldAgreeOnBothPrimeFields() {
    assertThat(of("fp")).hasSize(ROUNDS).allSatisfy(row -> checkField(Fp.FIELD, row));
    assertThat(of("fr")).hasSize(ROUNDS).allSatisfy(row -> checkField(Fr.FIELD, row));
  }

  private static void checkField(PrimeField f, List<BigInteger> row) {
    long[] a = element(f, row.get(0));
    long[] b = element(f, row.get(1));
    long[] z = new long[PrimeField.LIMBS];
    f.add(z, 0, a, 0, b, 0);
    assertThat(f.toBigInteger(z, 0)).isEqualTo(row.get(2));
    f.sub(z, 0, a, 0, b, 0);
    assertThat(f.toBigInteger(z, 0)).isEqualTo(row.get(3));
    f.mul(z, 0, a, 0, b, 0);
    assertThat(f.toBigInteger(z, 0)).isEqualTo(row.get(4));
    f.square(z, 0, a, 0);
    assertThat(f.toBigInteger(z, 0)).isEqualTo(row.get(5));
    f.neg(z, 0, b, 0);
    assertThat(f.toBigInteger(z, 0)).isEqualTo(row.get(6));
    f.inv(z, 0, a, 0);
    assertThat(f.toBigInteger(z, 0)).isEqualTo(row.get(7));
  }

  private static long[] element(PrimeField f, BigInteger v) {
    long[] z = new long[PrimeField.LIMBS];
    f.fromBigInteger(v, z, 0);
    return z;
  }

  private static long[] coordinates(List<BigInteger> row, int from, int count) {
    long[] z = new long[count * Fp.LIMBS];
    for (int i = 0; i < count; i++) {
      Fp.fromBigInteger(row.get(from + i), z, i * Fp.LIMBS);
    }
    return z;
  }

  private static List<BigInteger> numbers(long[] z) {
    List<BigInteger> out = new ArrayList<>();
    for (int at = 0; at < z.length; at += Fp.LIMBS) {
      out.add(Fp.toBigInteger(z, at));
    }
    return out;
  }

  @Test
  void shouldAgreeOnTheQuadraticExtension() {
    Fp2 f = new Fp2();
    assertThat(of("fp2"))
        .hasSize(ROUNDS)
        .allSatisfy(row -> {
          long[] u = coordinates(row, 0, 2);
          long[] v = coordinates(row, 2, 2);
          long[] z = new long[Fp2.LONGS];
          f.mul(z, 0, u, 0, v, 0);
          assertThat(numbers(z)).isEqualTo(row.subList(4, 6));
          f.inv(z, 0, u, 0);
          assertThat(numbers(z)).isEqualTo(row.subList(6, 8));
        });
  }

  @Test
  void shouldAgreeOnBothGroups() {
    assertThat(of("g1")).hasSize(ROUNDS / 4).allSatisfy(row -> checkGroup(Points.g1(), 2, row));
    assertThat(of("g2")).hasSize(ROUNDS / 10).allSatisfy(row -> checkGroup(Points.g2(), 4, row));
  }

  @Test
  void shouldMultiplyInG1AsOthersDoWhateverTheMethod() {
    assertThat(of("g1"))
        .allSatisfy(row -> {
          long[] p = coordinates(row, 0, 2);
          List<BigInteger> expected = row.subList(9, 11);
          assertThat(numbers(new LinearSum().add(p, 0, Scalar.of(row.get(4))).value()))
              .isEqualTo(expected);
          long[] words = new long[Scalars.WORDS];
          Scalars.put(row.get(4), words, 0);
          try (Workers one = Workers.of(1)) {
            assertThat(numbers(MultiScalar.sum(Points.g1(), p, words, 1, one))).isEqualTo(expected);
          }
        });
  }

  private static void checkGroup(Points g, int coordinates, List<BigInteger> row) {
    long[] p = coordinates(row, 0, coordinates);
    long[] q = coordinates(row, coordinates, coordinates);
    BigInteger k = row.get(2 * coordinates);
    int at = 2 * coordinates + 1;
    long[] acc = new long[g.accumulatorLongs()];
    g.fromAffine(acc, 0, p, 0);
    g.addAffine(acc, 0, q, 0);
    assertThat(affine(g, acc)).isEqualTo(row.subList(at, at + coordinates));
    g.fromAffine(acc, 0, p, 0);
    g.twice(acc, 0);
    assertThat(affine(g, acc)).isEqualTo(row.subList(at + coordinates, at + 2 * coordinates));
    g.multiply(acc, 0, p, 0, k);
    assertThat(affine(g, acc)).isEqualTo(row.subList(at + 2 * coordinates, at + 3 * coordinates));
  }

  private static List<BigInteger> affine(Points g, long[] acc) {
    long[] out = new long[g.affineLongs()];
    g.toAffine(out, 0, acc, 0);
    return numbers(out);
  }

  /**
   * The same element of Fp12, digit for digit: both end in the exponent of Fuentes-Castañeda and
   * others. In noble, as here, an element is c0 + c1·w and w² = v, v³ = 9 + i.
   */
  @Test
  void shouldAgreeOnPairings() {
    assertThat(of("pairing"))
        .hasSize(ROUNDS / 100)
        .allSatisfy(row -> {
          long[] p = coordinates(row, 0, 2);
          long[] q = coordinates(row, 2, 4);
          PairingValue value = new Pairing().add(p, 0, q, 0).finish();
          assertThat(value.sameAs(new PairingValue(coordinates(row, 6, 12))))
              .as(HexFormat.of().formatHex(row.get(0).toByteArray()))
              .isTrue();
        });
  }
}
