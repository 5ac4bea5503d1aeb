package io.proofworks.proofs.bn254;

import java.math.BigInteger;

/**
 * Arithmetic modulo a 254-bit prime, the one definition behind {@link Fp} and {@link Fr}.
 *
 * <p>An element is five signed limbs of 52 bits, least significant first, in Montgomery form with R
 * = 2^260; {@link MontgomeryProduct} multiplies them.
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
    MontgomeryProduct product,
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
        new MontgomeryProduct(p[0], p[1], p[2], p[3], p[4], inv),
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

  /** z = x·y. Operands with |x|·|y| &lt; 80 p²; z is weak and may be x or y. */
  void mul(long[] z, int zo, long[] x, int xo, long[] y, int yo) {
    product.mul(z, zo, x, xo, y, yo);
  }

  /** z = x². |x| &lt; 8p; z is weak and may be x. */
  void square(long[] z, int zo, long[] x, int xo) {
    product.square(z, zo, x, xo);
  }

  /** w = x·y as ten unreduced columns of 52 bits, to be summed with others before one reduction. */
  void mulWide(long[] w, int wo, long[] x, int xo, long[] y, int yo) {
    product.mulWide(w, wo, x, xo, y, yo);
  }

  /** z = w/R mod p: Montgomery reduction of a sum of products whose magnitude is below 80 p². */
  void reduce(long[] z, int zo, long[] w, int wo) {
    product.reduce(z, zo, w, wo);
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
    long c0 = v0 - k * product.p0();
    long c1 = v1 - k * product.p1() + (c0 >> BITS);
    long c2 = v2 - k * product.p2() + (c1 >> BITS);
    long c3 = v3 - k * product.p3() + (c2 >> BITS);
    z[zo] = c0 & MASK;
    z[zo + 1] = c1 & MASK;
    z[zo + 2] = c2 & MASK;
    z[zo + 3] = c3 & MASK;
    z[zo + 4] = v4 - k * product.p4() + (c3 >> BITS);
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
    long k = ((limb * -product.inv()) << 12) >> 12;
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
    v[0] += times * product.p0();
    v[1] += times * product.p1();
    v[2] += times * product.p2();
    v[3] += times * product.p3();
    v[4] += times * product.p4();
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
