package io.proofworks.proofs.bn254;

/**
 * Sums of digit·point with small digits: the points are added up in a bucket for each magnitude,
 * and the buckets, each times its own, are such a sum again, of digits half as long. Belongs to one
 * thread.
 */
final class DigitSum {
  /** Digits of as many bits are not worth another split, whose rounds would be small. */
  private static final int SHORT = 7;

  private final Points g;
  private final int n;

  DigitSum(Points g) {
    this.g = g;
    this.n = g.accumulatorLongs();
  }

  /**
   * An accumulator with the sum over count points.
   *
   * @param at where the digits of the points begin
   * @param bits a digit is at most 2^bits in magnitude
   */
  long[] of(long[] points, int[] digits, int at, int count, int bits) {
    BucketSums buckets = g.buckets(1 << bits, count);
    buckets.add(points, digits, at, count);
    return bits <= SHORT ? runningSums(buckets) : inHalves(buckets, bits);
  }

  /** Each magnitude is high·2^low + rest. */
  private long[] inHalves(BucketSums buckets, int bits) {
    int low = bits / 2;
    int count = buckets.count();
    int[] halves = new int[2 * count];
    int i = 0;
    for (int b = 0; b < 1 << bits; b++) {
      for (int k = buckets.left(b); k > 0; k--) {
        halves[i] = (b + 1) >>> low;
        halves[count + i] = (b + 1) & ((1 << low) - 1);
        i++;
      }
    }
    long[] sum = of(buckets.points(), halves, 0, count, bits - low);
    for (int k = 0; k < low; k++) {
      g.twice(sum, 0);
    }
    g.add(sum, 0, of(buckets.points(), halves, count, count, low), 0);
    return sum;
  }

  /** From the highest bucket down: what is added up so far counts once more for each bucket. */
  private long[] runningSums(BucketSums buckets) {
    long[] running = new long[n];
    long[] total = new long[n];
    int at = buckets.count() * g.affineLongs();
    for (int b = buckets.size() - 1; b >= 0; b--) {
      for (int i = buckets.left(b); i > 0; i--) {
        at -= g.affineLongs();
        g.addAffine(running, 0, buckets.points(), at);
      }
      g.add(total, 0, running, 0);
    }
    return total;
  }
}
