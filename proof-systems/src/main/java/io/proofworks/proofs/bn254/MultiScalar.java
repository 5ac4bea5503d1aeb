package io.proofworks.proofs.bn254;

import java.util.Arrays;

/**
 * Sums of scalar·point by Pippenger's bucket method with signed digits: each window of c bits sorts
 * the points into 2^(c-1) buckets by the magnitude of their digit, subtracting where it is
 * negative, and sums the buckets by running sums (Bernstein, Doumen, Lange, Oosterwijk, INDOCRYPT
 * 2012, section 4); see {@link BucketSums}. Scalars are split by the {@link Endomorphism}: twice
 * the points, half the windows, and so larger windows that need fewer digits of a scalar. Windows
 * are independent and run in parallel; the result is one affine point and does not depend on the
 * number of threads.
 */
public final class MultiScalar {
  private static final int MAX_WINDOW = 15;

  private final Points arithmetic;
  private final long[] points;
  private final int[] digits;
  private final int count;
  private final int window;
  private final int windows;
  private final long[] sums;

  private MultiScalar(Points arithmetic, long[] points, long[] words, int count) {
    this.arithmetic = arithmetic;
    this.points = withImages(arithmetic, points, count);
    this.count = 2 * count;
    this.window = windowFor(this.count);
    this.windows = Endomorphism.HALF_BITS / window + 1;
    this.digits = new int[this.count * windows];
    this.sums = new long[windows * arithmetic.accumulatorLongs()];
    long[] halves = new long[2 * Endomorphism.HALF_WORDS];
    for (int i = 0; i < count; i++) {
      int signs = Endomorphism.split(words, i * Scalars.WORDS, halves);
      recode(halves, 0, (signs & 1) != 0, i);
      recode(halves, Endomorphism.HALF_WORDS, (signs & 2) != 0, count + i);
    }
  }

  private static long[] withImages(Points arithmetic, long[] points, int count) {
    int n = arithmetic.affineLongs();
    long[] both = Arrays.copyOf(points, 2 * count * n);
    for (int i = 0; i < count; i++) {
      arithmetic.image(both, (count + i) * n, points, i * n);
    }
    return both;
  }

  /**
   * The affine sum of words[i]·points[i] over i below count.
   *
   * @param arithmetic of the group
   * @param points count affine points of the group of order r
   * @param words four words for each scalar, below 2^254
   */
  public static long[] sum(
      Points arithmetic, long[] points, long[] words, int count, Workers workers) {
    MultiScalar sum = new MultiScalar(arithmetic, points, words, count);
    workers.each(sum.windows, sum::sumWindow);
    return sum.combine();
  }

  /** About log2(count) - 4: the additions into buckets and the sums over buckets in balance. */
  private static int windowFor(int count) {
    int bits = 32 - Integer.numberOfLeadingZeros(count);
    return Math.max(2, Math.min(MAX_WINDOW, bits - 4));
  }

  /** Digits in [-2^(c-1), 2^(c-1)], window after window, for half a scalar. */
  private void recode(long[] half, int from, boolean negative, int i) {
    int carry = 0;
    int most = 1 << (window - 1);
    for (int j = 0; j < windows; j++) {
      int digit = Scalars.bits(half, from, j * window, window) + carry;
      carry = digit > most ? 1 : 0;
      digit -= carry << window;
      digits[j * count + i] = negative ? -digit : digit;
    }
  }

  private void sumWindow(int j) {
    Points g = arithmetic.fresh();
    BucketSums buckets = g.buckets(1 << (window - 1), count);
    buckets.add(points, digits, j * count, count);
    int n = g.accumulatorLongs();
    long[] running = new long[n];
    long[] total = new long[n];
    int at = buckets.count() * g.affineLongs();
    for (int k = (1 << (window - 1)) - 1; k >= 0; k--) {
      for (int i = buckets.left(k); i > 0; i--) {
        at -= g.affineLongs();
        g.addAffine(running, 0, buckets.points(), at);
      }
      g.add(total, 0, running, 0);
    }
    System.arraycopy(total, 0, sums, j * n, n);
  }

  private long[] combine() {
    Points g = arithmetic.fresh();
    int n = g.accumulatorLongs();
    long[] acc = new long[n];
    for (int j = windows - 1; j >= 0; j--) {
      for (int k = 0; k < window; k++) {
        g.twice(acc, 0);
      }
      g.add(acc, 0, sums, j * n);
    }
    long[] out = new long[g.affineLongs()];
    g.toAffine(out, 0, acc, 0);
    return out;
  }
}
