package io.proofworks.proofs.bn254;

/**
 * Affine points by bucket, few of them left in each. The points of a bucket are added in pairs, in
 * rounds, and all additions of a round share one inversion (Montgomery's trick): six
 * multiplications an addition, where a sum that keeps a denominator takes ten. A round that is too
 * small for its inversion is left to whoever takes the points. Belongs to one thread.
 */
final class BucketSums {
  /** Points that are sorted at once, few enough to stay in a core's cache. */
  private static final int CHUNK = 8192;

  /** An inversion costs about 400 multiplications, of which each addition saves four. */
  private static final int FEWEST_PAIRS = 100;

  private final CoordinateField f;
  private final int w;
  private final int[] counts;
  private long[] from;
  private long[] to;
  private final long[] denominators;
  private final long[] prefixes;
  private final int[] first;
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
    this.counts = new int[buckets];
    int capacity = Math.min(points, CHUNK + buckets + 2 * FEWEST_PAIRS);
    this.from = new long[capacity * 2 * w];
    this.to = new long[capacity * 2 * w];
    this.denominators = new long[capacity / 2 * w];
    this.prefixes = new long[(capacity / 2 + 1) * w];
    this.first = new int[capacity / 2];
    this.target = new int[capacity / 2];
    this.doubled = new boolean[capacity / 2];
    this.t = new long[3 * w];
  }

  /** How many buckets there are. */
  int size() {
    return counts.length;
  }

  /** How many points are left in a bucket. */
  int left(int bucket) {
    return counts[bucket];
  }

  /** How many points are left in all buckets. */
  int count() {
    int count = 0;
    for (int bucket : counts) {
      count += bucket;
    }
    return count;
  }

  /** The points that are left, affine, those of the last bucket last. */
  long[] points() {
    return from;
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
    while (pairsLeft() >= FEWEST_PAIRS) {
      addPairs();
    }
  }

  private int pairsLeft() {
    int left = 0;
    for (int count : counts) {
      left += count / 2;
    }
    return left;
  }

  /** Puts what is left so far and the points of a chunk next to the others of their bucket. */
  private void sort(long[] points, int[] digits, int digitsAt, int first, int end) {
    int[] before = counts.clone();
    for (int i = first; i < end; i++) {
      if (takes(points, digits[digitsAt + i], i)) {
        counts[Math.abs(digits[digitsAt + i]) - 1]++;
      }
    }
    int[] next = new int[counts.length];
    int source = 0;
    int slot = 0;
    for (int b = 0; b < counts.length; b++) {
      System.arraycopy(from, source * 2 * w, to, slot * 2 * w, before[b] * 2 * w);
      next[b] = slot + before[b];
      source += before[b];
      slot += counts[b];
    }
    for (int i = first; i < end; i++) {
      int digit = digits[digitsAt + i];
      if (takes(points, digit, i)) {
        place(points, i, digit < 0, next[Math.abs(digit) - 1]++);
      }
    }
    swap();
  }

  private void swap() {
    long[] swap = from;
    from = to;
    to = swap;
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
    System.arraycopy(points, i * 2 * w, to, at, 2 * w);
    if (negative) {
      f.neg(to, at + w, to, at + w);
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
    swap();
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
    first[pairs] = a;
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
    int a = first[i];
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
