package io.proofworks.proofs.bn254;

import java.util.Arrays;

/**
 * The optimal ate pairing of BN254 (Vercauteren 2010): a product of Miller loops that share their
 * squarings, and one final exponentiation. An instance collects pairs and belongs to one thread:
 *
 * <pre>new Pairing().add(p1, 0, q1Lines).add(p2, 0, q2Lines).finish()</pre>
 */
public final class Pairing {
  private static final byte[] PARAMETER = NonAdjacentForm.of(G2.X);
  private static final int GROWTH = 8;

  private final Fp12 f = new Fp12();
  private final long[] line = new long[LineTable.LINE_LONGS];
  private long[] points = new long[GROWTH * G1.LONGS];
  private LineTable[] tables = new LineTable[GROWTH];
  private int count;
  private final long[] flushed = Fp12.one();

  /** Adds the pair of an affine point of G1 and a tabulated one of G2; infinities count as one. */
  public Pairing add(long[] p, int po, LineTable q) {
    if (q.infinity() || Points.g1().isAffineInfinity(p, po)) {
      return this;
    }
    if (count == tables.length) {
      tables = Arrays.copyOf(tables, 2 * count);
      points = Arrays.copyOf(points, 2 * count * G1.LONGS);
    }
    System.arraycopy(p, po, points, count * G1.LONGS, G1.LONGS);
    tables[count++] = q;
    return this;
  }

  /** Adds the pair with an affine point of G2. */
  public Pairing add(long[] p, int po, long[] q, int qo) {
    return add(p, po, LineTable.of(q, qo));
  }

  /** Works off the pairs added so far and lets go of their tables. */
  public Pairing flush() {
    if (count > 0) {
      f.mul(flushed, flushed, millerLoop());
      tables = new LineTable[tables.length];
      count = 0;
    }
    return this;
  }

  /** Takes over the pairs of another product. */
  public Pairing absorb(Pairing other) {
    f.mul(flushed, flushed, other.flush().flushed);
    return this;
  }

  /** The product of the pairings of all pairs added. */
  public PairingValue finish() {
    long[] value = flush().flushed.clone();
    exponentiate(value);
    return new PairingValue(value);
  }

  private long[] millerLoop() {
    long[] acc = Fp12.one();
    int at = 0;
    for (int i = LineTable.loopLength() - 2; i >= 0; i--) {
      f.square(acc, acc);
      at = multiplyLines(acc, at);
      if (LineTable.addsAt(i)) {
        at = multiplyLines(acc, at);
      }
    }
    at = multiplyLines(acc, at);
    multiplyLines(acc, at);
    return acc;
  }

  private int multiplyLines(long[] acc, int at) {
    for (int k = 0; k < count; k++) {
      long[] lines = tables[k].lines();
      int p = k * G1.LONGS;
      f.quadratic.scale(line, 0, lines, at, points, p + Fp.LIMBS);
      f.quadratic.scale(line, Fp2.LONGS, lines, at + Fp2.LONGS, points, p);
      Fp2.set(line, 2 * Fp2.LONGS, lines, at + 2 * Fp2.LONGS);
      f.mulByLine(acc, line);
    }
    return at + LineTable.LINE_LONGS;
  }

  /** m = m^(c(p¹² - 1)/r): the easy part (p⁶ - 1)(p² + 1), then the hard part. */
  private void exponentiate(long[] m) {
    long[] t = new long[Fp12.LONGS];
    long[] u = new long[Fp12.LONGS];
    f.inv(t, m);
    f.conjugate(u, m);
    f.mul(t, t, u);
    f.frobenius(u, t, 2);
    f.mul(m, t, u);
    hardPart(m);
  }

  /**
   * m^(1 + 6x + 12x² + 12x³ + p(4x + 6x² + 12x³) + p²(6x + 6x² + 12x³) + p³(4x + 6x² + 12x³ - 1)):
   * Fuentes-Castañeda, Knapp, Rodríguez-Henríquez, SAC 2011, in the order of Duquesne and Ghammam,
   * ePrint 2015/192.
   */
  private void hardPart(long[] m) {
    long[] twoX = new long[Fp12.LONGS];
    long[] sixX = new long[Fp12.LONGS];
    long[] sixX2 = new long[Fp12.LONGS];
    long[] t = new long[Fp12.LONGS];
    long[] u = new long[Fp12.LONGS];
    power(f, twoX, m);
    f.cyclotomicSquare(twoX, twoX);
    f.cyclotomicSquare(sixX, twoX);
    f.mul(sixX, sixX, twoX);
    power(f, sixX2, sixX);
    f.cyclotomicSquare(t, sixX2);
    power(f, u, t);
    f.mul(u, u, sixX);
    f.mul(u, u, sixX2);
    f.conjugate(t, twoX);
    f.mul(t, t, u);
    combine(m, sixX2, t, u);
  }

  /** With t = m^(4x + 6x² + 12x³) and u = m^(6x + 6x² + 12x³). */
  private void combine(long[] m, long[] sixX2, long[] t, long[] u) {
    long[] result = new long[Fp12.LONGS];
    long[] image = new long[Fp12.LONGS];
    f.mul(result, sixX2, u);
    f.mul(result, result, m);
    f.frobenius(image, t, 1);
    f.mul(result, result, image);
    f.frobenius(image, u, 2);
    f.mul(result, result, image);
    f.conjugate(m, m);
    f.mul(m, m, t);
    f.frobenius(image, m, 3);
    f.mul(m, result, image);
  }

  /** z = m^x in the cyclotomic subgroup, where an inverse is a conjugate. */
  static void power(Fp12 f, long[] z, long[] m) {
    long[] inverse = new long[Fp12.LONGS];
    f.conjugate(inverse, m);
    Fp12.set(z, m);
    for (int i = PARAMETER.length - 2; i >= 0; i--) {
      f.cyclotomicSquare(z, z);
      if (PARAMETER[i] != 0) {
        f.mul(z, z, PARAMETER[i] > 0 ? m : inverse);
      }
    }
  }
}
