package io.proofworks.proofs.bn254;

/**
 * Scalars in digits of c bits, in [-2^(c-1), 2^(c-1)], window after window. Each scalar is split by
 * the {@link Endomorphism}: its second half stands behind those of all first halves, and belongs to
 * the image of the scalar's point. Immutable, and the same for any points.
 */
public final class SignedDigits {
  /** Buckets of longer digits leave the cache, and 14 bits need as many windows as 13. */
  private static final int MAX_WIDTH = 13;

  private final int scalars;
  private final int width;
  private final int windows;
  private final int[] digits;

  private SignedDigits(int scalars) {
    this.scalars = scalars;
    this.width = widthFor(2 * scalars);
    this.windows = Endomorphism.HALF_BITS / width + 1;
    this.digits = new int[2 * scalars * windows];
  }

  /**
   * The digits of count scalars.
   *
   * @param words four words for each scalar, below 2^254
   */
  public static SignedDigits of(long[] words, int count) {
    SignedDigits of = new SignedDigits(count);
    long[] halves = new long[2 * Endomorphism.HALF_WORDS];
    for (int i = 0; i < count; i++) {
      int signs = Endomorphism.split(words, i * Scalars.WORDS, halves);
      of.recode(halves, 0, (signs & 1) != 0, i);
      of.recode(halves, Endomorphism.HALF_WORDS, (signs & 2) != 0, count + i);
    }
    return of;
  }

  /** About log2(count) - 3: the additions into buckets and the sums over buckets in balance. */
  private static int widthFor(int count) {
    int bits = 32 - Integer.numberOfLeadingZeros(count);
    return Math.max(2, Math.min(MAX_WIDTH, bits - 3));
  }

  private void recode(long[] half, int from, boolean negative, int i) {
    int carry = 0;
    int most = 1 << (width - 1);
    for (int j = 0; j < windows; j++) {
      int digit = Scalars.bits(half, from, j * width, width) + carry;
      carry = digit > most ? 1 : 0;
      digit -= carry << width;
      digits[j * 2 * scalars + i] = negative ? -digit : digit;
    }
  }

  int scalars() {
    return scalars;
  }

  /** Bits of a digit. */
  int width() {
    return width;
  }

  int windows() {
    return windows;
  }

  /** The digits of window j are those from {@code j * 2 * scalars()} on. */
  int[] digits() {
    return digits;
  }
}
