package io.proofworks.proofs.bn254;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A sum of scalar·point by Pippenger's bucket method with signed digits (Bernstein, Doumen, Lange,
 * Oosterwijk, INDOCRYPT 2012, section 4): each window of digits is a {@link DigitSum}. Splitting
 * the scalars makes twice the points, half the windows, and so longer digits, of which a scalar
 * needs fewer. Windows are independent and run in parallel; the result is one affine point and does
 * not depend on the number of threads.
 */
public final class MultiScalar {
  private final Points arithmetic;
  private final long[] points;
  private final SignedDigits scalars;
  private final long[][] sums;

  /**
   * A sum that is still to be made, by {@link #all}.
   *
   * @param arithmetic of the group
   * @param points affine points of the group of order r, one for each scalar
   */
  public MultiScalar(Points arithmetic, long[] points, SignedDigits scalars) {
    this.arithmetic = arithmetic;
    this.points = withImages(arithmetic, points, scalars.scalars());
    this.scalars = scalars;
    this.sums = new long[scalars.windows()][];
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
    SignedDigits scalars = SignedDigits.of(words, count);
    return all(List.of(new MultiScalar(arithmetic, points, scalars)), workers).getFirst();
  }

  /**
   * The affine sums. Threads that are done with one go on with the next; the one that takes longest
   * should be the first.
   */
  public static List<long[]> all(List<MultiScalar> sums, Workers workers) {
    List<Runnable> pieces = new ArrayList<>();
    for (MultiScalar sum : sums) {
      for (int j = 0; j < sum.sums.length; j++) {
        int window = j;
        pieces.add(() -> sum.sumWindow(window));
      }
    }
    workers.each(pieces.size(), i -> pieces.get(i).run());
    return sums.stream().map(MultiScalar::combine).toList();
  }

  private void sumWindow(int j) {
    int count = 2 * scalars.scalars();
    sums[j] =
        new DigitSum(arithmetic.fresh())
            .of(points, scalars.digits(), j * count, count, scalars.width() - 1);
  }

  private long[] combine() {
    Points g = arithmetic.fresh();
    long[] acc = new long[g.accumulatorLongs()];
    for (int j = sums.length - 1; j >= 0; j--) {
      for (int k = 0; k < scalars.width(); k++) {
        g.twice(acc, 0);
      }
      g.add(acc, 0, sums[j], 0);
    }
    long[] out = new long[g.affineLongs()];
    g.toAffine(out, 0, acc, 0);
    return out;
  }
}
