package io.proofworks.proofs.bn254;

/**
 * Sums of a few scalar·point in G1 with shared doublings (Straus 1964, in the interleaved form of
 * Möller, SAC 2001): each scalar in non-adjacent form of width five over a table of odd multiples.
 * Scalars above 2^128 are first split by the {@link Endomorphism}.
 */
final class JointMultiples {
  private static final int WIDTH = 5;
  private static final int ODD = 1 << (WIDTH - 2);
  private static final int DIGITS = 64 * Endomorphism.HALF_WORDS;

  private final Points g = Points.g1();
  private final long[] tables;
  private final byte[] digits;
  private int used;

  private JointMultiples(int count) {
    this.tables = new long[2 * count * ODD * G1.LONGS];
    this.digits = new byte[2 * count * DIGITS];
  }

  /**
   * The affine sum of words[i]·points[i].
   *
   * @param words four words for each scalar, below r
   */
  static long[] sum(long[] points, long[] words, int count) {
    JointMultiples sum = new JointMultiples(count);
    sum.tabulate(points, count);
    for (int i = 0; i < count; i++) {
      sum.recode(words, i);
    }
    return sum.evaluate();
  }

  /** Odd multiples of every point, and of every image after all of those. */
  private void tabulate(long[] points, int count) {
    int n = g.accumulatorLongs();
    long[] multiples = new long[count * ODD * n];
    long[] twice = new long[count * n];
    for (int i = 0; i < count; i++) {
      g.fromAffine(twice, i * n, points, i * G1.LONGS);
      g.fromAffine(multiples, i * ODD * n, points, i * G1.LONGS);
      g.twice(twice, i * n);
      for (int k = 1; k < ODD; k++) {
        int at = (i * ODD + k) * n;
        System.arraycopy(multiples, at - n, multiples, at, n);
        g.add(multiples, at, twice, i * n);
      }
    }
    g.toAffine(tables, multiples, count * ODD);
    int images = count * ODD * G1.LONGS;
    for (int at = 0; at < images; at += G1.LONGS) {
      g.image(tables, images + at, tables, at);
    }
    used = 2 * count;
  }

  private void recode(long[] words, int i) {
    long[] halves = new long[2 * Endomorphism.HALF_WORDS];
    int signs = Endomorphism.split(words, i * Scalars.WORDS, halves);
    recode(halves, 0, (signs & 1) != 0, i);
    recode(halves, Endomorphism.HALF_WORDS, (signs & 2) != 0, used / 2 + i);
  }

  private void recode(long[] k, int ko, boolean negative, int row) {
    int at = row * DIGITS;
    NonAdjacentForm.recode(k, ko, Endomorphism.HALF_WORDS, WIDTH, digits, at, DIGITS);
    for (int i = at; negative && i < at + DIGITS; i++) {
      digits[i] = (byte) -digits[i];
    }
  }

  private long[] evaluate() {
    long[] acc = new long[g.accumulatorLongs()];
    for (int i = DIGITS - 1; i >= 0; i--) {
      g.twice(acc, 0);
      for (int row = 0; row < used; row++) {
        addDigit(acc, row, digits[row * DIGITS + i]);
      }
    }
    long[] out = new long[G1.LONGS];
    g.toAffine(out, 0, acc, 0);
    return out;
  }

  private void addDigit(long[] acc, int row, int digit) {
    if (digit > 0) {
      g.addAffine(acc, 0, tables, (row * ODD + digit / 2) * G1.LONGS);
    } else if (digit < 0) {
      g.subAffine(acc, 0, tables, (row * ODD + -digit / 2) * G1.LONGS);
    }
  }
}
