package io.proofworks.proofs.snarkpack;

import io.proofworks.proofs.bn254.Fr;
import io.proofworks.proofs.bn254.G1;
import io.proofworks.proofs.bn254.G2;
import io.proofworks.proofs.bn254.LineTable;
import io.proofworks.proofs.bn254.MultiScalar;
import io.proofworks.proofs.bn254.Pairing;
import io.proofworks.proofs.bn254.PairingValue;
import io.proofworks.proofs.bn254.Points;
import io.proofworks.proofs.bn254.Scalar;
import io.proofworks.proofs.bn254.Scalars;
import io.proofworks.proofs.bn254.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The vectors that the prover folds: points of the proofs, the commitment keys, and the powers of
 * r. Points are affine, one after the other.
 */
final class Vectors {
  private static final int CHUNK = 16;

  private final Workers workers;
  private long[] a;
  private long[] b;
  private long[] c;
  private long[] v1;
  private long[] v2;
  private long[] w1;
  private long[] w2;
  private long[] r = new long[0];
  private int length;

  Vectors(ReferenceString reference, long[] a, long[] b, long[] c, Workers workers) {
    this.workers = workers;
    this.length = a.length / G1.LONGS;
    this.a = a;
    this.b = b;
    this.c = c;
    this.v1 = Arrays.copyOf(reference.a2(), length * G2.LONGS);
    this.v2 = Arrays.copyOf(reference.b2(), length * G2.LONGS);
    this.w1 = upper(reference.a1(), length);
    this.w2 = upper(reference.b1(), length);
  }

  private static long[] upper(long[] powers, int length) {
    return Arrays.copyOfRange(powers, length * G1.LONGS, 2 * length * G1.LONGS);
  }

  int length() {
    return length;
  }

  /** Multiplies B by the powers of r and the keys of B by those of 1/r. */
  void scale(long[] powers, long[] inversePowers) {
    this.r = powers;
    this.b = scaled(Points.g2(), b, powers);
    this.w1 = scaled(Points.g1(), w1, inversePowers);
    this.w2 = scaled(Points.g1(), w2, inversePowers);
  }

  private long[] scaled(Points group, long[] points, long[] scalars) {
    return each(
        group,
        length,
        (g, acc, at, i) ->
            g.multiply(
                acc, at, points, i * g.affineLongs(), Fr.toBigInteger(scalars, i * Fr.LIMBS)));
  }

  /** What makes one element of a vector, into an accumulator. */
  private interface Element {
    void make(Points g, long[] acc, int at, int index);
  }

  private long[] each(Points group, int count, Element element) {
    int w = group.affineLongs();
    long[] out = new long[count * w];
    workers.each(
        Math.ceilDiv(count, CHUNK),
        piece -> {
          Points g = group.fresh();
          int from = piece * CHUNK;
          int now = Math.min(CHUNK, count - from);
          long[] acc = new long[now * g.accumulatorLongs()];
          for (int i = 0; i < now; i++) {
            element.make(g, acc, i * g.accumulatorLongs(), from + i);
          }
          long[] affine = new long[now * w];
          g.toAffine(affine, acc, now);
          System.arraycopy(affine, 0, out, from * w, now * w);
        });
    return out;
  }

  /** The commitments to the whole vectors, before they are scaled; the product is left out. */
  Terms commitments() {
    return new Terms(values(0, 0, length, false), new long[G1.LONGS]);
  }

  /** The whole product of the scaled vectors, with those commitments. */
  Terms withProducts(Terms commitments) {
    Pairing[] products = new Pairing[Math.ceilDiv(length, CHUNK)];
    workers.each(
        products.length,
        piece -> {
          Pairing product = new Pairing();
          for (int i = piece * CHUNK; i < Math.min(length, (piece + 1) * CHUNK); i++) {
            product.add(a, i * G1.LONGS, b, i * G2.LONGS);
          }
          products[piece] = product.flush();
        });
    List<PairingValue> values = new ArrayList<>(commitments.values());
    values.set(Terms.Z_AB, finished(products));
    return new Terms(List.copyOf(values), sumOfC(0, 0, length));
  }

  /** The terms of the upper with the lower halves and of the lower with the upper ones. */
  Round round() {
    int half = length / 2;
    return new Round(
        new Terms(values(half, 0, half, true), sumOfC(half, 0, half)),
        new Terms(values(0, half, half, true), sumOfC(0, half, half)));
  }

  /**
   * The five values over A, C and the keys of B from one place on, and B and the keys of A and C
   * from the other.
   */
  private List<PairingValue> values(int first, int second, int count, boolean withProduct) {
    Pairing[][] pieces = new Pairing[Terms.VALUES][Math.ceilDiv(count, CHUNK)];
    workers.each(
        pieces[0].length,
        piece -> {
          Pairing[] own = new Pairing[Terms.VALUES];
          Arrays.setAll(own, k -> new Pairing());
          for (int i = piece * CHUNK; i < Math.min(count, (piece + 1) * CHUNK); i++) {
            addPairs(own, (first + i) * G1.LONGS, (second + i) * G2.LONGS, withProduct);
          }
          for (int k = 0; k < Terms.VALUES; k++) {
            pieces[k][piece] = own[k].flush();
          }
        });
    return Arrays.stream(pieces).map(Vectors::finished).toList();
  }

  private void addPairs(Pairing[] own, int one, int two, boolean withProduct) {
    LineTable key1 = LineTable.of(v1, two);
    LineTable key2 = LineTable.of(v2, two);
    LineTable ofB = LineTable.of(b, two);
    own[Terms.T_AB].add(a, one, key1).add(w1, one, ofB);
    own[Terms.U_AB].add(a, one, key2).add(w2, one, ofB);
    own[Terms.T_C].add(c, one, key1);
    own[Terms.U_C].add(c, one, key2);
    if (withProduct) {
      own[Terms.Z_AB].add(a, one, ofB);
    }
  }

  private static PairingValue finished(Pairing[] pieces) {
    Pairing all = new Pairing();
    for (Pairing piece : pieces) {
      all.absorb(piece);
    }
    return all.finish();
  }

  private long[] sumOfC(int points, int powers, int count) {
    long[] some = Arrays.copyOfRange(c, points * G1.LONGS, (points + count) * G1.LONGS);
    return MultiScalar.sum(Points.g1(), some, Scalars.words(r, powers, count), count, workers);
  }

  /** Halves all vectors: the upper half times x, or 1/x for B, its counterparts and r. */
  void fold(Scalar x, Scalar inverse) {
    int half = length / 2;
    a = folded(Points.g1(), a, half, x);
    c = folded(Points.g1(), c, half, x);
    w1 = folded(Points.g1(), w1, half, x);
    w2 = folded(Points.g1(), w2, half, x);
    b = folded(Points.g2(), b, half, inverse);
    v1 = folded(Points.g2(), v1, half, inverse);
    v2 = folded(Points.g2(), v2, half, inverse);
    r = foldedPowers(half, inverse);
    length = half;
  }

  private long[] folded(Points group, long[] points, int half, Scalar factor) {
    byte[] digits = Points.digits(factor);
    return each(
        group,
        half,
        (g, acc, at, i) -> {
          g.multiply(acc, at, points, (half + i) * g.affineLongs(), digits);
          g.addAffine(acc, at, points, i * g.affineLongs());
        });
  }

  private long[] foldedPowers(int half, Scalar factor) {
    long[] out = Arrays.copyOf(r, half * Fr.LIMBS);
    long[] by = new long[Fr.LIMBS];
    long[] term = new long[Fr.LIMBS];
    factor.put(by, 0);
    for (int i = 0; i < half; i++) {
      Fr.mul(term, 0, r, (half + i) * Fr.LIMBS, by, 0);
      Fr.add(out, i * Fr.LIMBS, out, i * Fr.LIMBS, term, 0);
    }
    return out;
  }

  /** The folded A, C, w1, w2, when one element is left. */
  long[] foldedInG1() {
    long[] out = Arrays.copyOf(a, PackedProof.FOLDED_G1 * G1.LONGS);
    System.arraycopy(c, 0, out, PackedProof.C, G1.LONGS);
    System.arraycopy(w1, 0, out, PackedProof.W1, G1.LONGS);
    System.arraycopy(w2, 0, out, PackedProof.W2, G1.LONGS);
    return out;
  }

  /** The folded B, v1, v2, when one element is left. */
  long[] foldedInG2() {
    long[] out = Arrays.copyOf(b, PackedProof.FOLDED_G2 * G2.LONGS);
    System.arraycopy(v1, 0, out, PackedProof.V1, G2.LONGS);
    System.arraycopy(v2, 0, out, PackedProof.V2, G2.LONGS);
    return out;
  }
}
