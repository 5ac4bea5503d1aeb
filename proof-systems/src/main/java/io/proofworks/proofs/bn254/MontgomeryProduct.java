package io.proofworks.proofs.bn254;

/**
 * Products modulo a prime of 254 bits in five signed limbs of 52 bits, in Montgomery form with R =
 * 2^260; what limbs and values may be is said at {@link PrimeField}.
 *
 * <p>A limb product is split at bit 52 by one {@link Math#multiplyHigh} of operands shifted left by
 * six each, and the low halves of a column are recovered from the wrapping sum of the full
 * products, so no carry is needed inside a column (the radix and the idea of splitting at 52 bits
 * are those of Gueron and Krasnov's AVX-512 IFMA multiplication; Montgomery reduction is product
 * scanning, "finely integrated", Koç, Acar, Kaliski 1996).
 *
 * <p>Each product is one long method of straight code: its columns share their carries, and the
 * limbs stay in registers only within one method. A record, as PrimeField is, and for the same
 * reason.
 *
 * @param inv -1/p modulo 2^52
 */
record MontgomeryProduct(long p0, long p1, long p2, long p3, long p4, long inv) {
  private static final int BITS = PrimeField.BITS;
  private static final long MASK = (1L << BITS) - 1;

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
}
