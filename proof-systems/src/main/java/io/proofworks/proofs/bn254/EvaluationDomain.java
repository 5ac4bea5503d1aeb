package io.proofworks.proofs.bn254;

import java.math.BigInteger;

/**
 * The n-th roots of unity of {@link Fr}, n a power of two up to 2^27, and the number theoretic
 * transform between a polynomial's coefficients and its values on them or between them: at the odd
 * powers of the primitive 2n-th root whose square generates them. Radix-2, decimation in time
 * (Cooley, Tukey). Immutable; transforms work in place on the caller's array of n elements.
 */
public final class EvaluationDomain {
  /** The largest supported log2 of the size: r - 1 has 28 factors of two. */
  public static final int MAX_LOG_SIZE = 27;

  private static final BigInteger GENERATOR = BigInteger.valueOf(5);
  private static final PrimeField F = Fr.FIELD;
  private static final int L = Fr.LIMBS;

  private final int logSize;
  private final int size;
  private final long[] roots;
  private final long[] inverseRoots;
  private final long[] sizeInverse;
  private final long[] shift;

  /**
   * @param logSize 0 to 27
   * @throws IllegalArgumentException otherwise
   */
  public EvaluationDomain(int logSize) {
    if (logSize < 0 || logSize > MAX_LOG_SIZE) {
      throw new IllegalArgumentException("log2 of the domain: " + logSize);
    }
    this.logSize = logSize;
    this.size = 1 << logSize;
    BigInteger omega = rootOfUnity(logSize);
    this.roots = powers(omega, Math.max(1, size / 2));
    this.inverseRoots = powers(omega.modInverse(Fr.MODULUS), Math.max(1, size / 2));
    this.sizeInverse = element(BigInteger.valueOf(size).modInverse(Fr.MODULUS));
    this.shift = element(rootOfUnity(logSize + 1));
  }

  /** The smallest domain of at least this many elements. */
  public static EvaluationDomain ofAtLeast(int elements) {
    return new EvaluationDomain(32 - Integer.numberOfLeadingZeros(Math.max(1, elements) - 1));
  }

  /** The primitive 2^logSize-th root of unity: 5^((r - 1)/2^logSize). */
  static BigInteger rootOfUnity(int logSize) {
    BigInteger e = Fr.MODULUS.subtract(BigInteger.ONE).shiftRight(logSize);
    return GENERATOR.modPow(e, Fr.MODULUS);
  }

  private static long[] element(BigInteger v) {
    long[] z = new long[L];
    Fr.fromBigInteger(v, z, 0);
    return z;
  }

  private static long[] powers(BigInteger base, int count) {
    long[] step = element(base);
    long[] out = new long[count * L];
    Fr.setOne(out, 0);
    for (int i = 1; i < count; i++) {
      F.mul(out, i * L, out, (i - 1) * L, step, 0);
    }
    return out;
  }

  /** The number of elements. */
  public int size() {
    return size;
  }

  /** log2 of the number of elements. */
  public int logSize() {
    return logSize;
  }

  /** Coefficients to values at ω^0, ω^1, ... */
  public void forward(long[] x) {
    transform(x, roots);
  }

  /** Values at ω^0, ω^1, ... to coefficients. */
  public void inverse(long[] x) {
    transform(x, inverseRoots);
    for (int i = 0; i < size; i++) {
      F.mul(x, i * L, x, i * L, sizeInverse, 0);
    }
  }

  /** Coefficients to values at the odd powers of the 2n-th root: between the elements. */
  public void oddForward(long[] x) {
    scaleByPowers(x, shift);
    forward(x);
  }

  /**
   * The values at a point of the Lagrange polynomials of the domain: L_i(t) = (tⁿ - 1)·ω^i / (n·(t
   * - ω^i)).
   *
   * @throws IllegalArgumentException when t is in the domain
   */
  public long[] lagrangeAt(BigInteger t) {
    return lagrangeAt(t, rootOfUnity(logSize), size);
  }

  private static long[] lagrangeAt(BigInteger t, BigInteger root, int count) {
    BigInteger n = BigInteger.valueOf(count);
    BigInteger vanishing = t.modPow(n, Fr.MODULUS).subtract(BigInteger.ONE).mod(Fr.MODULUS);
    if (vanishing.signum() == 0) {
      throw new IllegalArgumentException("the point is in the domain");
    }
    long[] out = new long[count * L];
    long[] omegas = powers(root, count);
    long[] point = element(t);
    for (int i = 0; i < count; i++) {
      F.sub(out, i * L, point, 0, omegas, i * L);
    }
    Fr.invertAll(out, 0, count);
    long[] scale = element(vanishing.multiply(n.modInverse(Fr.MODULUS)));
    for (int i = 0; i < count; i++) {
      F.mul(omegas, i * L, omegas, i * L, scale, 0);
      F.mul(out, i * L, out, i * L, omegas, i * L);
    }
    return out;
  }

  /**
   * The values at a point of those Lagrange polynomials of the domain of 2n elements that belong to
   * odd powers of its root.
   *
   * @throws IllegalArgumentException when the point is in that domain
   */
  public long[] oddLagrangeAt(BigInteger t) {
    long[] all = lagrangeAt(t, rootOfUnity(logSize + 1), 2 * size);
    long[] odd = new long[size * L];
    for (int i = 0; i < size; i++) {
      System.arraycopy(all, (2 * i + 1) * L, odd, i * L, L);
    }
    return odd;
  }

  private void scaleByPowers(long[] x, long[] base) {
    long[] power = F.one().clone();
    for (int i = 0; i < size; i++) {
      F.mul(x, i * L, x, i * L, power, 0);
      F.mul(power, 0, power, 0, base, 0);
    }
  }

  private void transform(long[] x, long[] twiddles) {
    requireSize(x);
    reverseBits(x);
    long[] t = new long[L];
    for (int half = 1; half < size; half <<= 1) {
      int stride = size / (2 * half);
      for (int start = 0; start < size; start += 2 * half) {
        butterflies(x, start, half, twiddles, stride, t);
      }
    }
  }

  private static void butterflies(
      long[] x, int start, int half, long[] twiddles, int stride, long[] t) {
    for (int k = 0; k < half; k++) {
      int low = (start + k) * L;
      int high = low + half * L;
      F.mul(t, 0, x, high, twiddles, k * stride * L);
      F.sub(x, high, x, low, t, 0);
      F.add(x, low, x, low, t, 0);
    }
  }

  private void requireSize(long[] x) {
    if (x.length != size * L) {
      throw new IllegalArgumentException("expected " + size + " elements");
    }
  }

  private void reverseBits(long[] x) {
    long[] t = new long[L];
    for (int i = 1; i < size; i++) {
      int j = Integer.reverse(i) >>> (32 - logSize);
      if (i < j) {
        Fr.set(t, 0, x, i * L);
        Fr.set(x, i * L, x, j * L);
        Fr.set(x, j * L, t, 0);
      }
    }
  }
}
