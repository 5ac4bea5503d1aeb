package io.proofworks.proofs.bn254;

import java.math.BigInteger;

/**
 * Arithmetic modulo a 254-bit prime, the one definition behind {@link Fp} and {@link Fr}.
 *
 * <p>An element is five signed limbs of 52 bits, least significant first, in Montgomery form with R
 * = 2^260. A limb product is split at bit 52 by one {@link Math#multiplyHigh} of operands shifted
 * left by six each, and the low halves of a column are recovered from the wrapping sum of the full
 * products, so no carry is needed inside a column (the radix and the idea of splitting at 52 bits
 * are those of Gueron and Krasnov's AVX-512 IFMA multiplication; Montgomery reduction is product
 * scanning, "finely integrated", Koç, Acar, Kaliski 1996).
 *
 * <p>Six spare bits above the prime make reduction lazy: an element is <em>weak</em> when its value
 * v satisfies |v| &lt; 2p and its limbs are below 2^54 in magnitude. A product of x and y lies in
 * (xy/R, xy/R + p), so any two operands with |x|·|y| &lt; 80 p² and limbs below 2^56 give a weak
 * product. {@link #addRaw} and {@link #subRaw} therefore may be stacked a few deep before a
 * multiplication; {@link #add} and {@link #sub} always return a weak element. Equality and zero are
 * decided modulo p, never by comparing limbs.
 *
 * <p>A record, because HotSpot trusts the final fields of records: with the instance in a static
 * final field the prime's limbs are constants to the compiler where the method is inlined, and
 * plain cached loads where it is not.
 */
record PrimeField(
    BigInteger modulus,
    long p0,
    long p1,
    long p2,
    long p3,
    long p4,
    long inv,
    long quotient,
    long[] rSquared,
    long[] one,
    long[] words) {

  static final int LIMBS = 5;
  static final int BITS = 52;
  static final int WIDE = 2 * LIMBS;
  private static final long MASK = (1L << BITS) - 1;
  private static final int TOP = 30;
  private static final int BYTES = 32;

  /** The field of integers modulo an odd prime between 2^253 and 2^254. */
  static PrimeField of(BigInteger modulus) {
    long[] p = limbs(modulus);
    BigInteger radix = BigInteger.ONE.shiftLeft(BITS);
    long inv = modulus.negate().modInverse(radix).longValueExact();
    BigInteger r = BigInteger.ONE.shiftLeft(BITS * LIMBS);
    long[] rSquared = limbs(r.multiply(r).mod(modulus));
    long[] one = limbs(r.mod(modulus));
    return new PrimeField(
        modulus,
        p[0],
        p[1],
        p[2],
        p[3],
        p[4],
        inv,
        (1L << 32) / (p[4] >> TOP),
        rSquared,
        one,
        words(modulus));
  }

  private static long[] limbs(BigInteger v) {
    long[] out = new long[LIMBS];
    for (int i = 0; i < LIMBS; i++) {
      out[i] = v.shiftRight(BITS * i).longValue() & MASK;
    }
    return out;
  }

  private static long[] words(BigInteger v) {
    long[] out = new long[4];
    for (int i = 0; i < 4; i++) {
      out[i] = v.shiftRight(64 * i).longValue();
    }
    return out;
  }

  private static long high(long a, long b) {
    return Math.multiplyHigh(a, b);
  }

  private static long unsignedHigh(long a, long b) {
    return Math.unsignedMultiplyHigh(a, b);
  }

  /** z = x·y. Operands with |x|·|y| &lt; 80 p²; z is weak and may be x or y. */
  void mul(long[] z, int zo, long[] x, int xo, long[] y, int yo) {
    long a0 = x[xo], a1 = x[xo + 1], a2 = x[xo + 2];
    long a3 = x[xo + 3], a4 = x[xo + 4];
    long b0 = y[yo], b1 = y[yo + 1], b2 = y[yo + 2];
    long b3 = y[yo + 3], b4 = y[yo + 4];
    long s0 = a0 << 6, s1 = a1 << 6, s2 = a2 << 6, s3 = a3 << 6, s4 = a4 << 6;
    long t0 = b0 << 6, t1 = b1 << 6, t2 = b2 << 6, t3 = b3 << 6, t4 = b4 << 6;
    long l = a0 * b0;
    long h = high(s0, t0);
    long c = l - (h << BITS);
    long m0 = (c * inv) & MASK, n0 = m0 << 12;
    long g = unsignedHigh(n0, p0);
    c = (c + m0 * p0 - (g << BITS)) >> BITS;
    long q = h + g;
    l = a0 * b1 + a1 * b0;
    h = high(s0, t1) + high(s1, t0);
    l += m0 * p1;
    h += unsignedHigh(n0, p1);
    c += q + l - (h << BITS);
    long m1 = (c * inv) & MASK, n1 = m1 << 12;
    g = unsignedHigh(n1, p0);
    c = (c + m1 * p0 - (g << BITS)) >> BITS;
    q = h + g;
    l = a0 * b2 + a1 * b1 + a2 * b0;
    h = high(s0, t2) + high(s1, t1) + high(s2, t0);
    l += m0 * p2 + m1 * p1;
    h += unsignedHigh(n0, p2) + unsignedHigh(n1, p1);
    c += q + l - (h << BITS);
    long m2 = (c * inv) & MASK, n2 = m2 << 12;
    g = unsignedHigh(n2, p0);
    c = (c + m2 * p0 - (g << BITS)) >> BITS;
    q = h + g;
    l = a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0;
    h = high(s0, t3) + high(s1, t2) + high(s2, t1) + high(s3, t0);
    l += m0 * p3 + m1 * p2 + m2 * p1;
    h += unsignedHigh(n0, p3) + unsignedHigh(n1, p2) + unsignedHigh(n2, p1);
    c += q + l - (h << BITS);
    long m3 = (c * inv) & MASK, n3 = m3 << 12;
    g = unsignedHigh(n3, p0);
    c = (c + m3 * p0 - (g << BITS)) >> BITS;
    q = h + g;
    l = a0 * b4 + a1 * b3 + a2 * b2 + a3 * b1 + a4 * b0;
    h = high(s0, t4) + high(s1, t3) + high(s2, t2) + high(s3, t1) + high(s4, t0);
    l += m0 * p4 + m1 * p3 + m2 * p2 + m3 * p1;
    h += unsignedHigh(n0, p4) + unsignedHigh(n1, p3) + unsignedHigh(n2, p2) + unsignedHigh(n3, p1);
    c += q + l - (h << BITS);
    long m4 = (c * inv) & MASK, n4 = m4 << 12;
    g = unsignedHigh(n4, p0);
    c = (c + m4 * p0 - (g << BITS)) >> BITS;
    q = h + g;
    l = a1 * b4 + a2 * b3 + a3 * b2 + a4 * b1;
    h = high(s1, t4) + high(s2, t3) + high(s3, t2) + high(s4, t1);
    l += m1 * p4 + m2 * p3 + m3 * p2 + m4 * p1;
    h += unsignedHigh(n1, p4) + unsignedHigh(n2, p3) + unsignedHigh(n3, p2) + unsignedHigh(n4, p1);
    c += q + l - (h << BITS);
    z[zo] = c & MASK;
    c >>= BITS;
    q = h;
    l = a2 * b4 + a3 * b3 + a4 * b2;
    h = high(s2, t4) + high(s3, t3) + high(s4, t2);
    l += m2 * p4 + m3 * p3 + m4 * p2;
    h += unsignedHigh(n2, p4) + unsignedHigh(n3, p3) + unsignedHigh(n4, p2);
    c += q + l - (h << BITS);
    z[zo + 1] = c & MASK;
    c >>= BITS;
    q = h;
    l = a3 * b4 + a4 * b3;
    h = high(s3, t4) + high(s4, t3);
    l += m3 * p4 + m4 * p3;
    h += unsignedHigh(n3, p4) + unsignedHigh(n4, p3);
    c += q + l - (h << BITS);
    z[zo + 2] = c & MASK;
    c >>= BITS;
    q = h;
    l = a4 * b4;
    h = high(s4, t4);
    l += m4 * p4;
    h += unsignedHigh(n4, p4);
    c += q + l - (h << BITS);
    z[zo + 3] = c & MASK;
    c >>= BITS;
    z[zo + 4] = c + h;
  }

  /** z = x². |x| &lt; 8p; z is weak and may be x. */
  void square(long[] z, int zo, long[] x, int xo) {
    long a0 = x[xo], a1 = x[xo + 1], a2 = x[xo + 2];
    long a3 = x[xo + 3], a4 = x[xo + 4];
    long s0 = a0 << 6, s1 = a1 << 6, s2 = a2 << 6, s3 = a3 << 6, s4 = a4 << 6;
    long d0 = a0 << 1, d1 = a1 << 1, d2 = a2 << 1, d3 = a3 << 1;
    long e0 = s0 << 1, e1 = s1 << 1, e2 = s2 << 1, e3 = s3 << 1;
    long l = a0 * a0;
    long h = high(s0, s0);
    long c = l - (h << BITS);
    long m0 = (c * inv) & MASK, n0 = m0 << 12;
    long g = unsignedHigh(n0, p0);
    c = (c + m0 * p0 - (g << BITS)) >> BITS;
    long q = h + g;
    l = d0 * a1;
    h = high(e0, s1);
    l += m0 * p1;
    h += unsignedHigh(n0, p1);
    c += q + l - (h << BITS);
    long m1 = (c * inv) & MASK, n1 = m1 << 12;
    g = unsignedHigh(n1, p0);
    c = (c + m1 * p0 - (g << BITS)) >> BITS;
    q = h + g;
    l = d0 * a2 + a1 * a1;
    h = high(e0, s2) + high(s1, s1);
    l += m0 * p2 + m1 * p1;
    h += unsignedHigh(n0, p2) + unsignedHigh(n1, p1);
    c += q + l - (h << BITS);
    long m2 = (c * inv) & MASK, n2 = m2 << 12;
    g = unsignedHigh(n2, p0);
    c = (c + m2 * p0 - (g << BITS)) >> BITS;
    q = h + g;
    l = d0 * a3 + d1 * a2;
    h = high(e0, s3) + high(e1, s2);
    l += m0 * p3 + m1 * p2 + m2 * p1;
    h += unsignedHigh(n0, p3) + unsignedHigh(n1, p2) + unsignedHigh(n2, p1);
    c += q + l - (h << BITS);
    long m3 = (c * inv) & MASK, n3 = m3 << 12;
    g = unsignedHigh(n3, p0);
    c = (c + m3 * p0 - (g << BITS)) >> BITS;
    q = h + g;
    l = d0 * a4 + d1 * a3 + a2 * a2;
    h = high(e0, s4) + high(e1, s3) + high(s2, s2);
    l += m0 * p4 + m1 * p3 + m2 * p2 + m3 * p1;
    h += unsignedHigh(n0, p4) + unsignedHigh(n1, p3) + unsignedHigh(n2, p2) + unsignedHigh(n3, p1);
    c += q + l - (h << BITS);
    long m4 = (c * inv) & MASK, n4 = m4 << 12;
    g = unsignedHigh(n4, p0);
    c = (c + m4 * p0 - (g << BITS)) >> BITS;
    q = h + g;
    l = d1 * a4 + d2 * a3;
    h = high(e1, s4) + high(e2, s3);
    l += m1 * p4 + m2 * p3 + m3 * p2 + m4 * p1;
    h += unsignedHigh(n1, p4) + unsignedHigh(n2, p3) + unsignedHigh(n3, p2) + unsignedHigh(n4, p1);
    c += q + l - (h << BITS);
    z[zo] = c & MASK;
    c >>= BITS;
    q = h;
    l = d2 * a4 + a3 * a3;
    h = high(e2, s4) + high(s3, s3);
    l += m2 * p4 + m3 * p3 + m4 * p2;
    h += unsignedHigh(n2, p4) + unsignedHigh(n3, p3) + unsignedHigh(n4, p2);
    c += q + l - (h << BITS);
    z[zo + 1] = c & MASK;
    c >>= BITS;
    q = h;
    l = d3 * a4;
    h = high(e3, s4);
    l += m3 * p4 + m4 * p3;
    h += unsignedHigh(n3, p4) + unsignedHigh(n4, p3);
    c += q + l - (h << BITS);
    z[zo + 2] = c & MASK;
    c >>= BITS;
    q = h;
    l = a4 * a4;
    h = high(s4, s4);
    l += m4 * p4;
    h += unsignedHigh(n4, p4);
    c += q + l - (h << BITS);
    z[zo + 3] = c & MASK;
    c >>= BITS;
    z[zo + 4] = c + h;
  }

  /** w = x·y as ten unreduced columns of 52 bits, to be summed with others before one reduction. */
  void mulWide(long[] w, int wo, long[] x, int xo, long[] y, int yo) {
    long a0 = x[xo], a1 = x[xo + 1], a2 = x[xo + 2];
    long a3 = x[xo + 3], a4 = x[xo + 4];
    long b0 = y[yo], b1 = y[yo + 1], b2 = y[yo + 2];
    long b3 = y[yo + 3], b4 = y[yo + 4];
    long s0 = a0 << 6, s1 = a1 << 6, s2 = a2 << 6, s3 = a3 << 6, s4 = a4 << 6;
    long t0 = b0 << 6, t1 = b1 << 6, t2 = b2 << 6, t3 = b3 << 6, t4 = b4 << 6;
    long h = high(s0, t0);
    w[wo] = a0 * b0 - (h << BITS);
    long q = h;
    h = high(s0, t1) + high(s1, t0);
    w[wo + 1] = a0 * b1 + a1 * b0 - (h << BITS) + q;
    q = h;
    h = high(s0, t2) + high(s1, t1) + high(s2, t0);
    w[wo + 2] = a0 * b2 + a1 * b1 + a2 * b0 - (h << BITS) + q;
    q = h;
    h = high(s0, t3) + high(s1, t2) + high(s2, t1) + high(s3, t0);
    w[wo + 3] = a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0 - (h << BITS) + q;
    q = h;
    h = high(s0, t4) + high(s1, t3) + high(s2, t2) + high(s3, t1) + high(s4, t0);
    w[wo + 4] = a0 * b4 + a1 * b3 + a2 * b2 + a3 * b1 + a4 * b0 - (h << BITS) + q;
    q = h;
    h = high(s1, t4) + high(s2, t3) + high(s3, t2) + high(s4, t1);
    w[wo + 5] = a1 * b4 + a2 * b3 + a3 * b2 + a4 * b1 - (h << BITS) + q;
    q = h;
    h = high(s2, t4) + high(s3, t3) + high(s4, t2);
    w[wo + 6] = a2 * b4 + a3 * b3 + a4 * b2 - (h << BITS) + q;
    q = h;
    h = high(s3, t4) + high(s4, t3);
    w[wo + 7] = a3 * b4 + a4 * b3 - (h << BITS) + q;
    q = h;
    h = high(s4, t4);
    w[wo + 8] = a4 * b4 - (h << BITS) + q;
    w[wo + 9] = h;
  }

  /** z = w/R mod p: Montgomery reduction of a sum of products whose magnitude is below 80 p². */
  void reduce(long[] z, int zo, long[] w, int wo) {
    long c = w[wo];
    long m0 = (c * inv) & MASK, n0 = m0 << 12;
    long g = unsignedHigh(n0, p0);
    c = (c + m0 * p0 - (g << BITS)) >> BITS;
    long q = g;
    long h = unsignedHigh(n0, p1);
    c += w[wo + 1] + q + m0 * p1 - (h << BITS);
    long m1 = (c * inv) & MASK, n1 = m1 << 12;
    g = unsignedHigh(n1, p0);
    c = (c + m1 * p0 - (g << BITS)) >> BITS;
    q = h + g;
    h = unsignedHigh(n0, p2) + unsignedHigh(n1, p1);
    c += w[wo + 2] + q + m0 * p2 + m1 * p1 - (h << BITS);
    long m2 = (c * inv) & MASK, n2 = m2 << 12;
    g = unsignedHigh(n2, p0);
    c = (c + m2 * p0 - (g << BITS)) >> BITS;
    q = h + g;
    h = unsignedHigh(n0, p3) + unsignedHigh(n1, p2) + unsignedHigh(n2, p1);
    c += w[wo + 3] + q + m0 * p3 + m1 * p2 + m2 * p1 - (h << BITS);
    long m3 = (c * inv) & MASK, n3 = m3 << 12;
    g = unsignedHigh(n3, p0);
    c = (c + m3 * p0 - (g << BITS)) >> BITS;
    q = h + g;
    h = unsignedHigh(n0, p4) + unsignedHigh(n1, p3) + unsignedHigh(n2, p2) + unsignedHigh(n3, p1);
    c += w[wo + 4] + q + m0 * p4 + m1 * p3 + m2 * p2 + m3 * p1 - (h << BITS);
    long m4 = (c * inv) & MASK, n4 = m4 << 12;
    g = unsignedHigh(n4, p0);
    c = (c + m4 * p0 - (g << BITS)) >> BITS;
    q = h + g;
    h = unsignedHigh(n1, p4) + unsignedHigh(n2, p3) + unsignedHigh(n3, p2) + unsignedHigh(n4, p1);
    c += w[wo + 5] + q + m1 * p4 + m2 * p3 + m3 * p2 + m4 * p1 - (h << BITS);
    z[zo] = c & MASK;
    c >>= BITS;
    q = h;
    h = unsignedHigh(n2, p4) + unsignedHigh(n3, p3) + unsignedHigh(n4, p2);
    c += w[wo + 6] + q + m2 * p4 + m3 * p3 + m4 * p2 - (h << BITS);
    z[zo + 1] = c & MASK;
    c >>= BITS;
    q = h;
    h = unsignedHigh(n3, p4) + unsignedHigh(n4, p3);
    c += w[wo + 7] + q + m3 * p4 + m4 * p3 - (h << BITS);
    z[zo + 2] = c & MASK;
    c >>= BITS;
    q = h;
    h = unsignedHigh(n4, p4);
    c += w[wo + 8] + q + m4 * p4 - (h << BITS);
    z[zo + 3] = c & MASK;
    c >>= BITS;
    z[zo + 4] = c + h + w[wo + 9];
  }

  /** z = x + y limb by limb, without any reduction. */
  void addRaw(long[] z, int zo, long[] x, int xo, long[] y, int yo) {
    z[zo] = x[xo] + y[yo];
    z[zo + 1] = x[xo + 1] + y[yo + 1];
    z[zo + 2] = x[xo + 2] + y[yo + 2];
    z[zo + 3] = x[xo + 3] + y[yo + 3];
    z[zo + 4] = x[xo + 4] + y[yo + 4];
  }

  /** z = x - y limb by limb, without any reduction. */
  void subRaw(long[] z, int zo, long[] x, int xo, long[] y, int yo) {
    z[zo] = x[xo] - y[yo];
    z[zo + 1] = x[xo + 1] - y[yo + 1];
    z[zo + 2] = x[xo + 2] - y[yo + 2];
    z[zo + 3] = x[xo + 3] - y[yo + 3];
    z[zo + 4] = x[xo + 4] - y[yo + 4];
  }

  /** z = x + y, weak for weak operands. */
  void add(long[] z, int zo, long[] x, int xo, long[] y, int yo) {
    settle(
        z,
        zo,
        x[xo] + y[yo],
        x[xo + 1] + y[yo + 1],
        x[xo + 2] + y[yo + 2],
        x[xo + 3] + y[yo + 3],
        x[xo + 4] + y[yo + 4]);
  }

  /** z = x - y, weak for weak operands. */
  void sub(long[] z, int zo, long[] x, int xo, long[] y, int yo) {
    settle(
        z,
        zo,
        x[xo] - y[yo],
        x[xo + 1] - y[yo + 1],
        x[xo + 2] - y[yo + 2],
        x[xo + 3] - y[yo + 3],
        x[xo + 4] - y[yo + 4]);
  }

  /** z = kx + my, weak for weak operands and |k| + |m| at most 16. */
  void combine(long[] z, int zo, long k, long[] x, int xo, long m, long[] y, int yo) {
    settle(
        z,
        zo,
        k * x[xo] + m * y[yo],
        k * x[xo + 1] + m * y[yo + 1],
        k * x[xo + 2] + m * y[yo + 2],
        k * x[xo + 3] + m * y[yo + 3],
        k * x[xo + 4] + m * y[yo + 4]);
  }

  /**
   * z = x + ky + mw, weak where |x| + |k||y| + |m||w| is below 40p; the operands may be raw sums of
   * a few weak elements.
   */
  void combine(
      long[] z, int zo, long[] x, int xo, long k, long[] y, int yo, long m, long[] w, int wo) {
    settle(
        z,
        zo,
        x[xo] + k * y[yo] + m * w[wo],
        x[xo + 1] + k * y[yo + 1] + m * w[wo + 1],
        x[xo + 2] + k * y[yo + 2] + m * w[wo + 2],
        x[xo + 3] + k * y[yo + 3] + m * w[wo + 3],
        x[xo + 4] + k * y[yo + 4] + m * w[wo + 4]);
  }

  /** Takes away the multiple of p that the top limb tells of, for |v| &lt; 40p, and carries. */
  private void settle(long[] z, int zo, long v0, long v1, long v2, long v3, long v4) {
    long k = ((v4 >> TOP) * quotient) >> 32;
    long c0 = v0 - k * p0;
    long c1 = v1 - k * p1 + (c0 >> BITS);
    long c2 = v2 - k * p2 + (c1 >> BITS);
    long c3 = v3 - k * p3 + (c2 >> BITS);
    z[zo] = c0 & MASK;
    z[zo + 1] = c1 & MASK;
    z[zo + 2] = c2 & MASK;
    z[zo + 3] = c3 & MASK;
    z[zo + 4] = v4 - k * p4 + (c3 >> BITS);
  }

  /** z = -x, weak for a weak operand. */
  void neg(long[] z, int zo, long[] x, int xo) {
    for (int i = 0; i < LIMBS; i++) {
      z[zo + i] = -x[xo + i];
    }
  }

  /** Whether x = 0 mod p, for |x| &lt; 32p. */
  boolean isZero(long[] x, int xo) {
    return multipleAtLowLimb(x[xo]) && isCanonicalZero(canonical(x, xo));
  }

  /** Whether x = y mod p, for weak operands. */
  boolean equal(long[] x, int xo, long[] y, int yo) {
    if (!multipleAtLowLimb(x[xo] - y[yo])) {
      return false;
    }
    long[] difference = new long[LIMBS];
    subRaw(difference, 0, x, xo, y, yo);
    return isCanonicalZero(canonical(difference, 0));
  }

  /**
   * x = kp with |k| &lt; 32 requires that x·p⁻¹ modulo the radix be such a k: nearly always not.
   */
  private boolean multipleAtLowLimb(long limb) {
    long k = ((limb * -inv) << 12) >> 12;
    return k < 32 && k > -32;
  }

  private static boolean isCanonicalZero(long[] x) {
    return (x[0] | x[1] | x[2] | x[3] | x[4]) == 0;
  }

  /** The same Montgomery form with its value in [0, p) and every limb in [0, 2^52). */
  long[] canonical(long[] x, int xo) {
    long[] v = {x[xo], x[xo + 1], x[xo + 2], x[xo + 3], x[xo + 4]};
    carry(v);
    while (v[4] < 0) {
      shift(v, 1);
    }
    while (v[4] >= 0) {
      shift(v, -1);
    }
    shift(v, 1);
    return v;
  }

  /** z = x with its value in [0, p) and every limb in [0, 2^52): the form that is stored. */
  void canonicalize(long[] z, int zo, long[] x, int xo) {
    System.arraycopy(canonical(x, xo), 0, z, zo, LIMBS);
  }

  private void shift(long[] v, int times) {
    v[0] += times * p0;
    v[1] += times * p1;
    v[2] += times * p2;
    v[3] += times * p3;
    v[4] += times * p4;
    carry(v);
  }

  private static void carry(long[] v) {
    for (int i = 0; i < LIMBS - 1; i++) {
      v[i + 1] += v[i] >> BITS;
      v[i] &= MASK;
    }
  }

  /** z = x^e for a non-negative exponent. */
  void pow(long[] z, int zo, long[] x, int xo, BigInteger e) {
    long[] base = {x[xo], x[xo + 1], x[xo + 2], x[xo + 3], x[xo + 4]};
    long[] acc = one.clone();
    for (int i = e.bitLength() - 1; i >= 0; i--) {
      square(acc, 0, acc, 0);
      if (e.testBit(i)) {
        mul(acc, 0, acc, 0, base, 0);
      }
    }
    System.arraycopy(acc, 0, z, zo, LIMBS);
  }

  /** z = 1/x by Fermat; 0 for 0. */
  void inv(long[] z, int zo, long[] x, int xo) {
    pow(z, zo, x, xo, modulus.subtract(BigInteger.TWO));
  }

  /**
   * Inverts count elements in place, with one inversion (Montgomery's trick); zero stays zero.
   *
   * @param stride limbs from one element to the next
   */
  void invertAll(long[] x, int xo, int stride, int count) {
    long[] prefix = new long[(count + 1) * LIMBS];
    System.arraycopy(one, 0, prefix, 0, LIMBS);
    for (int i = 0; i < count; i++) {
      multiplyUnlessZero(prefix, (i + 1) * LIMBS, prefix, i * LIMBS, x, xo + i * stride);
    }
    long[] inverse = new long[LIMBS];
    inv(inverse, 0, prefix, count * LIMBS);
    for (int i = count - 1; i >= 0; i--) {
      int at = xo + i * stride;
      if (!isZero(x, at)) {
        mul(prefix, i * LIMBS, prefix, i * LIMBS, inverse, 0);
        mul(inverse, 0, inverse, 0, x, at);
        System.arraycopy(prefix, i * LIMBS, x, at, LIMBS);
      }
    }
  }

  private void multiplyUnlessZero(long[] z, int zo, long[] x, int xo, long[] y, int yo) {
    if (isZero(y, yo)) {
      System.arraycopy(x, xo, z, zo, LIMBS);
    } else {
      mul(z, zo, x, xo, y, yo);
    }
  }

  /** z = v mod p. */
  void fromBigInteger(BigInteger v, long[] z, int zo) {
    mul(z, zo, limbs(v.mod(modulus)), 0, rSquared, 0);
    canonicalize(z, zo, z, zo);
  }

  /** z = v for a small v, 0 to 2^52 - 1. */
  void fromLong(long v, long[] z, int zo) {
    mul(z, zo, new long[] {v, 0, 0, 0, 0}, 0, rSquared, 0);
    canonicalize(z, zo, z, zo);
  }

  /** The value in [0, p). */
  BigInteger toBigInteger(long[] x, int xo) {
    byte[] out = new byte[BYTES];
    toBytes(x, xo, out, 0);
    return new BigInteger(1, out);
  }

  /** z = the 32 big-endian bytes at off; false, with z untouched, when they are not below p. */
  boolean fromBytes(byte[] be, int off, long[] z, int zo) {
    long w3 = bigEndian(be, off);
    long w2 = bigEndian(be, off + 8);
    long w1 = bigEndian(be, off + 16);
    long w0 = bigEndian(be, off + 24);
    if (!belowModulus(w0, w1, w2, w3)) {
      return false;
    }
    long[] v = {
      w0 & MASK,
      ((w0 >>> 52) | (w1 << 12)) & MASK,
      ((w1 >>> 40) | (w2 << 24)) & MASK,
      ((w2 >>> 28) | (w3 << 36)) & MASK,
      w3 >>> 16
    };
    mul(z, zo, v, 0, rSquared, 0);
    canonicalize(z, zo, z, zo);
    return true;
  }

  private boolean belowModulus(long w0, long w1, long w2, long w3) {
    long[] v = {w0, w1, w2, w3};
    for (int i = 3; i >= 0; i--) {
      int order = Long.compareUnsigned(v[i], words[i]);
      if (order != 0) {
        return order < 0;
      }
    }
    return false;
  }

  /** Writes the value in [0, p) as 32 big-endian bytes. */
  void toBytes(long[] x, int xo, byte[] out, int off) {
    long[] v = standard(x, xo);
    putBigEndian(v[3] >>> 36 | v[4] << 16, out, off);
    putBigEndian(v[2] >>> 24 | v[3] << 28, out, off + 8);
    putBigEndian(v[1] >>> 12 | v[2] << 40, out, off + 16);
    putBigEndian(v[0] | v[1] << 52, out, off + 24);
  }

  /** The value in [0, p) as four words of 64 bits, least significant first. */
  void toWords(long[] x, int xo, long[] out, int off) {
    long[] v = standard(x, xo);
    out[off] = v[0] | v[1] << 52;
    out[off + 1] = v[1] >>> 12 | v[2] << 40;
    out[off + 2] = v[2] >>> 24 | v[3] << 28;
    out[off + 3] = v[3] >>> 36 | v[4] << 16;
  }

  private long[] standard(long[] x, int xo) {
    long[] v = new long[LIMBS];
    mul(v, 0, x, xo, new long[] {1, 0, 0, 0, 0}, 0);
    return canonical(v, 0);
  }

  private static long bigEndian(byte[] b, int off) {
    long v = 0;
    for (int i = 0; i < 8; i++) {
      v = v << 8 | (b[off + i] & 0xff);
    }
    return v;
  }

  private static void putBigEndian(long v, byte[] b, int off) {
    for (int i = 0; i < 8; i++) {
      b[off + i] = (byte) (v >>> (56 - 8 * i));
    }
  }
}
