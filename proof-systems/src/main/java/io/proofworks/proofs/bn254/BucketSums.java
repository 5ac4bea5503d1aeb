package io.proofworks.proofs.bn254;

import java.util.Arrays;

/**
 * Sums of affine points by bucket. The points of a bucket are added in pairs, in rounds, and all
 * additions of a round share one inversion (Montgomery's trick): six multiplications an addition,
 * where a sum that keeps a denominator takes ten. Belongs to one thread.
 */
final class BucketSums {
  /** Points that are sorted at once, few enough to stay in a core's cache. */
  private static final int CHUNK = 8192;

  private final CoordinateField f;
  private final int w;
  private final long[] sums;
  private final boolean[] filled;
  private final int[] counts;
  private long[] from;
  private long[] to;
  private final long[] denominators;
  private final long[] prefixes;
  private final int[] left;
  private final int[] target;
  private final boolean[] doubled;
  private final long[] t;
  private int pairs;

  /**
   * @param points how many will be added at most, for the size of the tables
   */
  BucketSums(CoordinateField f, int buckets, int points) {
    this.f = f;
    this.w = f.longs();
    this.sums = new long[buckets * 2 * w];
    this.filled = new boolean[buckets];
    this.counts = new int[buckets];
    int capacity = Math.min(CHUNK, points) + buckets;
    this.from = new long[capacity * 2 * w];
    this.to = new long[capacity * 2 * w];
    this.denominators = new long[capacity / 2 * w];
    this.prefixes = new long[(capacity / 2 + 1) * w];
    this.left = new int[capacity / 2];
    this.target = new int[capacity / 2];
    this.doubled = new boolean[capacity / 2];
    this.t = new long[3 * w];
  }

  /** Whether a bucket holds a point; its sum is infinity if not. */
  boolean isFilled(int bucket) {
    return filled[bucket];
  }

  /** Where the affine sum of a filled bucket stands in {@link #sums}. */
  int at(int bucket) {
    return bucket * 2 * w;
  }

  long[] sums() {
    return sums;
  }

  /**
   * Adds count points, each to the bucket of its digit's magnitude less one, with its sign; none
   * for the digit zero.
   */
  void add(long[] points, int[] digits, int digitsAt, int count) {
    for (int done = 0; done < count; done += CHUNK) {
      addChunk(points, digits, digitsAt, done, Math.min(count, done + CHUNK));
    }
  }

  private void addChunk(long[] points, int[] digits, int digitsAt, int first, int end) {
    sort(points, digits, digitsAt, first, end);
    while (Arrays.stream(counts).anyMatch(count -> count > 1)) {
      addPairs();
    }
    int at = 0;
    for (int b = 0; b < counts.length; b++) {
      filled[b] = counts[b] == 1;
      System.arraycopy(from, at * 2 * w, sums, b * 2 * w, counts[b] * 2 * w);
      at += counts[b];
    }
  }

  /** Puts the sums so far and the points of a chunk next to the others of their bucket. */
  private void sort(long[] points, int[] digits, int digitsAt, int first, int end) {
    for (int b = 0; b < counts.length; b++) {
      counts[b] = filled[b] ? 1 : 0;
    }
    for (int i = first; i < end; i++) {
      if (takes(points, digits[digitsAt + i], i)) {
        counts[Math.abs(digits[digitsAt + i]) - 1]++;
      }
    }
    int[] next = new int[counts.length];
    int at = 0;
    for (int b = 0; b < counts.length; b++) {
      next[b] = at;
      at += counts[b];
      if (filled[b]) {
        System.arraycopy(sums, b * 2 * w, from, next[b]++ * 2 * w, 2 * w);
      }
    }
    for (int i = first; i < end; i++) {
      int digit = digits[digitsAt + i];
      if (takes(points, digit, i)) {
        place(points, i, digit < 0, next[Math.abs(digit) - 1]++);
      }
    }
  }

  private boolean takes(long[] points, int digit, int i) {
    return digit != 0 && !isZero(points, i * 2 * w);
  }

  private boolean isZero(long[] points, int at) {
    long any = 0;
    for (int i = 0; i < 2 * w; i++) {
      any |= points[at + i];
    }
    return any == 0;
  }

  private void place(long[] points, int i, boolean negative, int slot) {
    int at = slot * 2 * w;
    System.arraycopy(points, i * 2 * w, from, at, 2 * w);
    if (negative) {
      f.neg(from, at + w, from, at + w);
    }
  }

  /** One round: halves every bucket's points, rounded up. */
  private void addPairs() {
    pairs = 0;
    f.setOne(prefixes, 0);
    int source = 0;
    int slot = 0;
    for (int b = 0; b < counts.length; b++) {
      int kept = 0;
      for (int k = 0; k + 1 < counts[b]; k += 2) {
        kept += schedule(source + k, slot + kept) ? 1 : 0;
      }
      if (counts[b] % 2 == 1) {
        int last = (source + counts[b] - 1) * 2 * w;
        System.arraycopy(from, last, to, (slot + kept) * 2 * w, 2 * w);
        kept++;
      }
      source += counts[b];
      counts[b] = kept;
      slot += kept;
    }
    finishPairs();
    long[] swap = from;
    from = to;
    to = swap;
  }

  /** Notes the addition of two neighbours; false when their sum is infinity. */
  private boolean schedule(int pair, int slot) {
    int a = pair * 2 * w;
    int b = a + 2 * w;
    int d = pairs * w;
    doubled[pairs] = false;
    f.subRaw(denominators, d, from, b, from, a);
    if (f.isZero(denominators, d)) {
      f.subRaw(t, 0, from, b + w, from, a + w);
      if (!f.isZero(t, 0)) {
        return false;
      }
      doubled[pairs] = true;
      f.combine(denominators, d, 2, from, a + w, 0, from, a + w);
    }
    f.mul(prefixes, d + w, prefixes, d, denominators, d);
    left[pairs] = a;
    target[pairs] = slot * 2 * w;
    pairs++;
    return true;
  }

  private void finishPairs() {
    long[] inverse = new long[w];
    f.inv(inverse, 0, prefixes, pairs * w);
    for (int i = pairs - 1; i >= 0; i--) {
      f.mul(t, 0, inverse, 0, prefixes, i * w);
      f.mul(inverse, 0, inverse, 0, denominators, i * w);
      chord(i);
    }
  }

  /** With 1/denominator in t: the slope, then x = slope² - xa - xb and y. */
  private void chord(int i) {
    int a = left[i];
    int b = a + 2 * w;
    int z = target[i];
    if (doubled[i]) {
      f.square(t, w, from, a);
      f.combine(t, w, 3, t, w, 0, t, w);
    } else {
      f.subRaw(t, w, from, b + w, from, a + w);
    }
    f.mul(t, 0, t, 0, t, w);
    f.square(t, w, t, 0);
    f.combine(to, z, t, w, -1, from, a, -1, from, b);
    f.subRaw(t, w, from, a, to, z);
    f.mul(t, w, t, w, t, 0);
    f.sub(to, z + w, t, w, from, a + w);
  }
}
