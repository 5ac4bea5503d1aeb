package io.proofworks.proofs.bn254;

import java.math.BigInteger;
import java.util.Optional;

/**
 * The lines of the Miller loop for one point of G2, in the order in which {@link Pairing} uses
 * them. A line at P = (x, y) of G1 is r0·y + r1·x·w + r2·w³; a table holds r0, r1, r2. Points that
 * stay, such as those of a verifying key, are tabulated once.
 *
 * <p>Steps in homogeneous coordinates: Costello, Lange, Naehrig, PKC 2010; Aranha, Karabina, Longa,
 * Gebotys, López, EUROCRYPT 2011 (doubling, here scaled by four so that nothing is halved).
 */
public final class LineTable {
  /** 6x + 2 in non-adjacent form, least significant digit first. */
  private static final byte[] LOOP = nonAdjacent();

  static final int LINE_LONGS = 3 * Fp2.LONGS;

  private final long[] lines;
  private final boolean infinity;

  private LineTable(long[] lines, boolean infinity) {
    this.lines = lines;
    this.infinity = infinity;
  }

  /** The lines for a point of G2 (affine, in the subgroup). */
  public static LineTable of(long[] q, int qo) {
    boolean infinity = Points.g2().isAffineInfinity(q, qo);
    return infinity ? new LineTable(new long[0], true) : new Builder(q, qo).build();
  }

  /**
   * The lines for an affine point of the curve, if it is in the subgroup; empty if not. The check
   * costs next to nothing: at its end the loop holds T = [6x + 2]Q + ψ(Q) - ψ²(Q), and Q is of
   * order r exactly when that is -ψ³(Q), because the norm of 6x + 2 + ψ - ψ² + ψ³ is r times a
   * number that has no factor in common with the order of the curve (the criterion of Dai, Lin,
   * Zhao, Zhou, ePrint 2022/348, section 3). Where a step degenerates, which it never does in the
   * subgroup, T has no denominator and the point is refused.
   */
  public static Optional<LineTable> ofMember(long[] q, int qo) {
    if (Points.g2().isAffineInfinity(q, qo)) {
      return Optional.of(new LineTable(new long[0], true));
    }
    Builder builder = new Builder(q, qo);
    LineTable table = builder.build();
    return builder.endsWhereMembersDo() ? Optional.of(table) : Optional.empty();
  }

  /** The lines for the generator of G2, one table for all. */
  public static LineTable generator() {
    return GeneratorHolder.TABLE;
  }

  private static final class GeneratorHolder {
    static final LineTable TABLE = of(G2.generator(), 0);
  }

  boolean infinity() {
    return infinity;
  }

  long[] lines() {
    return lines;
  }

  static int loopLength() {
    return LOOP.length;
  }

  static boolean addsAt(int digit) {
    return LOOP[digit] != 0;
  }

  private static byte[] nonAdjacent() {
    BigInteger n = G2.X.multiply(BigInteger.valueOf(6)).add(BigInteger.TWO);
    return NonAdjacentForm.of(n);
  }

  /** Walks the Miller loop with a running point T. */
  private static final class Builder {
    private static final int W = Fp2.LONGS;
    private static final long[] TWIST_TRIPLE = tripled(G2.coefficient());

    private final Fp2 f = new Fp2();
    private final long[] q = new long[G2.LONGS];
    private final long[] minusQ = new long[G2.LONGS];
    private final long[] x = new long[W];
    private final long[] y = new long[W];
    private final long[] z = new long[W];
    private final long[] t = new long[8 * W];
    private final long[] out;
    private int at;

    Builder(long[] q, int qo) {
      System.arraycopy(q, qo, this.q, 0, G2.LONGS);
      G2.negate(minusQ, 0, q, qo);
      Fp2.set(x, 0, q, qo);
      Fp2.set(y, 0, q, qo + W);
      f.setOne(z, 0);
      out = new long[lineCount() * LINE_LONGS];
    }

    private static long[] tripled(long[] b) {
      new Fp2().combine(b, 0, 3, b, 0, 0, b, 0);
      return b;
    }

    private static int lineCount() {
      int count = 2;
      for (int i = 0; i < LOOP.length - 1; i++) {
        count += addsAt(i) ? 2 : 1;
      }
      return count;
    }

    LineTable build() {
      for (int i = LOOP.length - 2; i >= 0; i--) {
        twice();
        if (addsAt(i)) {
          add(LOOP[i] > 0 ? q : minusQ);
        }
      }
      long[] image = new long[G2.LONGS];
      G2.psiAffine(f, image, 0, q, 0);
      add(image);
      G2.psiAffine(f, image, 0, image, 0);
      G2.negate(image, 0, image, 0);
      add(image);
      return new LineTable(out, false);
    }

    /** Whether T = -ψ³(Q). */
    boolean endsWhereMembersDo() {
      long[] image = new long[G2.LONGS];
      G2.psiAffine(f, image, 0, q, 0);
      G2.psiAffine(f, image, 0, image, 0);
      G2.psiAffine(f, image, 0, image, 0);
      G2.negate(image, 0, image, 0);
      f.mul(t, 0, image, 0, z, 0);
      f.mul(t, W, image, W, z, 0);
      return !f.isZero(z, 0) && Fp2.equal(t, 0, x, 0) && Fp2.equal(t, W, y, 0);
    }

    /** T = 2T; the line is (-2YZ, 3X², 3b'Z² - Y²). */
    private void twice() {
      int a = 0;
      int b = W;
      int e = 2 * W;
      int h = 3 * W;
      int sum = 4 * W;
      f.mul(t, a, x, 0, y, 0);
      f.square(t, b, y, 0);
      f.mul(t, h, y, 0, z, 0);
      f.combine(t, h, 2, t, h, 0, t, h);
      f.square(t, e, z, 0);
      f.mul(t, e, t, e, TWIST_TRIPLE, 0);
      f.neg(out, at, t, h);
      f.square(out, at + W, x, 0);
      f.combine(out, at + W, 3, out, at + W, 0, out, at + W);
      f.sub(out, at + 2 * W, t, e, t, b);
      at += LINE_LONGS;
      f.combine(x, 0, 2, t, b, -6, t, e);
      f.mul(x, 0, x, 0, t, a);
      f.combine(t, sum, 1, t, b, 3, t, e);
      f.square(y, 0, t, sum);
      f.square(t, e, t, e);
      f.combine(y, 0, 1, y, 0, -12, t, e);
      f.mul(z, 0, t, b, t, h);
      f.combine(z, 0, 4, z, 0, 0, z, 0);
    }

    /** T = T + S; with O = Y - yZ and L = X - xZ the line is (L, -O, xO - yL). */
    private void add(long[] s) {
      int o = 0;
      int l = W;
      int c = 2 * W;
      int d = 3 * W;
      int e = 4 * W;
      int g = 5 * W;
      int h = 6 * W;
      int u = 7 * W;
      f.mul(t, o, s, W, z, 0);
      f.sub(t, o, y, 0, t, o);
      f.mul(t, l, s, 0, z, 0);
      f.sub(t, l, x, 0, t, l);
      addLine(s, o, l, u);
      f.square(t, c, t, o);
      f.square(t, d, t, l);
      f.mul(t, e, t, l, t, d);
      f.mul(t, c, t, c, z, 0);
      f.mul(t, g, x, 0, t, d);
      f.add(t, h, t, e, t, c);
      f.combine(t, h, 1, t, h, -2, t, g);
      f.mul(t, u, y, 0, t, e);
      f.mul(x, 0, t, l, t, h);
      f.sub(t, g, t, g, t, h);
      f.mul(y, 0, t, g, t, o);
      f.sub(y, 0, y, 0, t, u);
      f.mul(z, 0, z, 0, t, e);
    }

    private void addLine(long[] s, int o, int l, int u) {
      Fp2.set(out, at, t, l);
      f.neg(out, at + W, t, o);
      f.mul(t, u, t, l, s, W);
      f.mul(out, at + 2 * W, s, 0, t, o);
      f.sub(out, at + 2 * W, out, at + 2 * W, t, u);
      at += LINE_LONGS;
    }
  }
}
