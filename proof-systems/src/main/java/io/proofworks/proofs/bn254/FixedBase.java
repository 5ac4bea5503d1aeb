package io.proofworks.proofs.bn254;

/**
 * Multiples of one point by many scalars: a table of digit·2^(window·j)·P for every digit and every
 * window position j, so that a multiplication is one mixed addition for each window and no
 * doubling. Immutable after construction.
 */
public final class FixedBase {
  private static final int SCALAR_BITS = 254;

  private final Points arithmetic;
  private final int window;
  private final int positions;
  private final long[] table;

  private FixedBase(Points arithmetic, int window, int positions, long[] table) {
    this.arithmetic = arithmetic;
    this.window = window;
    this.positions = positions;
    this.table = table;
  }

  /**
   * @param arithmetic of the group
   * @param base affine point at offset bo
   * @param window bits of a digit, 1 to 16: the table has (2^window - 1)·⌈254/window⌉ points
   */
  public static FixedBase of(Points arithmetic, long[] base, int bo, int window) {
    int positions = (SCALAR_BITS + window - 1) / window;
    int digits = (1 << window) - 1;
    Points points = arithmetic.fresh();
    int n = points.accumulatorLongs();
    int a = points.affineLongs();
    long[] row = new long[(digits + 1) * n];
    long[] affineRow = new long[(digits + 1) * a];
    long[] table = new long[positions * digits * a];
    long[] power = new long[a];
    System.arraycopy(base, bo, power, 0, a);
    for (int j = 0; j < positions; j++) {
      fillRow(points, row, power, digits);
      points.toAffine(affineRow, row, digits + 1);
      System.arraycopy(affineRow, 0, table, j * digits * a, digits * a);
      System.arraycopy(affineRow, digits * a, power, 0, a);
    }
    return new FixedBase(points, window, positions, table);
  }

  /** Row entry i becomes (i + 1)·power, up to and including 2^window·power. */
  private static void fillRow(Points points, long[] row, long[] power, int digits) {
    int n = points.accumulatorLongs();
    points.fromAffine(row, 0, power, 0);
    for (int i = 1; i <= digits; i++) {
      System.arraycopy(row, (i - 1) * n, row, i * n, n);
      points.addAffine(row, i * n, power, 0);
    }
  }

  /**
   * Adds scalar·P to an accumulator.
   *
   * @param points arithmetic of the calling thread, of the same group
   * @param words scalar below 2^254 as four words, least significant first
   */
  public void addMultiple(Points points, long[] acc, int ao, long[] words, int wo) {
    int digits = (1 << window) - 1;
    int a = points.affineLongs();
    for (int j = 0; j < positions; j++) {
      int digit = Scalars.bits(words, wo, j * window, window);
      if (digit != 0) {
        points.addAffine(acc, ao, table, (j * digits + digit - 1) * a);
      }
    }
  }

  /**
   * The affine multiples by count scalars.
   *
   * @param words four words for each scalar
   */
  public long[] multiples(long[] words, int count, Workers workers) {
    int a = arithmetic.affineLongs();
    long[] out = new long[count * a];
    int chunk = 1024;
    workers.each(
        (count + chunk - 1) / chunk,
        piece -> multiplesOf(words, piece * chunk, Math.min(chunk, count - piece * chunk), out));
    return out;
  }

  private void multiplesOf(long[] words, int from, int count, long[] out) {
    Points points = arithmetic.fresh();
    int n = points.accumulatorLongs();
    int a = points.affineLongs();
    long[] acc = new long[count * n];
    for (int i = 0; i < count; i++) {
      addMultiple(points, acc, i * n, words, (from + i) * Scalars.WORDS);
    }
    long[] affine = new long[count * a];
    points.toAffine(affine, acc, count);
    System.arraycopy(affine, 0, out, from * a, count * a);
  }
}
