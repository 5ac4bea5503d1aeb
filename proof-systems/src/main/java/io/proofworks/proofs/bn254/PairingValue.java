package io.proofworks.proofs.bn254;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * A value of the pairing: an element of GT, the subgroup of order r of Fp12*. Immutable.
 *
 * <p>Bytes: c0 + c1·w is (t + w)/(t - w) with t = (1 + c0)/c1 of Fp6, for all but the neutral
 * element, which has zeros (torus compression: Rubin, Silverberg, CRYPTO 2003; Naehrig, Barreto,
 * Schwabe, AFRICACRYPT 2008). The six numbers of t are written as points' coordinates are,
 * imaginary parts first: {@value #BYTES} bytes. Every element has one encoding.
 */
public final class PairingValue {
  /** Bytes of an encoded value. */
  public static final int BYTES = 192;

  private static final int HALF = Fp6.LONGS;
  private static final int COEFFICIENTS = 3;
  private static final int WIDTH = 5;
  private static final int ODD = 1 << (WIDTH - 2);

  private final long[] value;

  PairingValue(long[] value) {
    this.value = value;
  }

  /** The neutral element. */
  public static PairingValue one() {
    return new PairingValue(Fp12.one());
  }

  /** Whether this is the neutral element, as the product of a valid equation's pairings is. */
  public boolean isOne() {
    return Fp12.equal(value, Fp12.one());
  }

  /** The product with another value. */
  public PairingValue times(PairingValue other) {
    long[] z = new long[Fp12.LONGS];
    new Fp12().mul(z, value, other.value);
    return new PairingValue(z);
  }

  /** This to a power that is not negative. */
  public PairingValue power(BigInteger k) {
    return product(List.of(this), List.of(Scalar.of(k)));
  }

  /** Whether both are the same element. */
  public boolean sameAs(PairingValue other) {
    return Fp12.equal(value, other.value);
  }

  /**
   * The product of values to powers: squarings are shared and digits are those of a non-adjacent
   * form of width {@value #WIDTH}, an inverse being a conjugate.
   */
  public static PairingValue product(List<PairingValue> values, List<Scalar> powers) {
    Fp12 f = new Fp12();
    long[][][] tables = new long[values.size()][][];
    byte[][] digits = new byte[values.size()][];
    int length = 0;
    for (int i = 0; i < tables.length; i++) {
      tables[i] = oddPowers(f, values.get(i).value);
      digits[i] = NonAdjacentForm.of(powers.get(i), WIDTH);
      length = Math.max(length, digits[i].length);
    }
    long[] z = Fp12.one();
    long[] inverse = new long[Fp12.LONGS];
    for (int at = length - 1; at >= 0; at--) {
      f.cyclotomicSquare(z, z);
      for (int i = 0; i < tables.length; i++) {
        int digit = at < digits[i].length ? digits[i][at] : 0;
        if (digit > 0) {
          f.mul(z, z, tables[i][digit / 2]);
        } else if (digit < 0) {
          f.conjugate(inverse, tables[i][-digit / 2]);
          f.mul(z, z, inverse);
        }
      }
    }
    return new PairingValue(z);
  }

  private static long[][] oddPowers(Fp12 f, long[] x) {
    long[][] powers = new long[ODD][Fp12.LONGS];
    long[] square = new long[Fp12.LONGS];
    Fp12.set(powers[0], x);
    f.cyclotomicSquare(square, x);
    for (int k = 1; k < ODD; k++) {
      f.mul(powers[k], powers[k - 1], square);
    }
    return powers;
  }

  /** Writes the value. */
  public void encode(byte[] out, int off) {
    Fp6 f = new Fp6(new Fp2());
    long[] t = new long[Fp6.LONGS];
    if (!isOne()) {
      long[] inverse = new long[Fp6.LONGS];
      long[] one = Fp12.one();
      f.inv(inverse, 0, value, HALF);
      f.add(t, 0, value, 0, one, 0);
      f.mul(t, 0, t, 0, inverse, 0);
    }
    for (int i = 0; i < COEFFICIENTS; i++) {
      Fp.toBytes(t, i * Fp2.LONGS + Fp.LIMBS, out, off + 64 * i);
      Fp.toBytes(t, i * Fp2.LONGS, out, off + 64 * i + 32);
    }
  }

  /** Reads a value; empty when the bytes are not the encoding of an element of the subgroup. */
  public static Optional<PairingValue> decode(byte[] in, int off) {
    long[] t = new long[Fp6.LONGS];
    for (int i = 0; i < COEFFICIENTS; i++) {
      if (!Fp.fromBytes(in, off + 64 * i, t, i * Fp2.LONGS + Fp.LIMBS)
          || !Fp.fromBytes(in, off + 64 * i + 32, t, i * Fp2.LONGS)) {
        return Optional.empty();
      }
    }
    PairingValue value = decompress(t);
    return value.isInSubgroup() ? Optional.of(value) : Optional.empty();
  }

  /** (t + w)/(t - w) = (t² + v + 2t·w)/(t² - v), and one for t = 0. */
  private static PairingValue decompress(long[] t) {
    Fp6 f = new Fp6(new Fp2());
    long[] z = new long[Fp12.LONGS];
    long[] square = new long[Fp6.LONGS];
    long[] v = new long[Fp6.LONGS];
    long[] inverse = new long[Fp6.LONGS];
    Fp.setOne(v, Fp2.LONGS);
    f.mul(square, 0, t, 0, t, 0);
    f.sub(inverse, 0, square, 0, v, 0);
    f.inv(inverse, 0, inverse, 0);
    f.add(z, 0, square, 0, v, 0);
    f.mul(z, 0, z, 0, inverse, 0);
    f.add(z, HALF, t, 0, t, 0);
    f.mul(z, HALF, z, HALF, inverse, 0);
    boolean neutral = f.isZero(t, 0);
    return neutral ? one() : new PairingValue(z);
  }

  /**
   * Whether the element, of norm one over Fp6, is of order r: cyclotomic, x^(p⁴ + 1) = x^(p²), and
   * x^p = x^(6u²) for the curve's parameter u, since p = 6u² modulo r (Scott, ePrint 2021/1130,
   * section 5).
   */
  private boolean isInSubgroup() {
    Fp12 f = new Fp12();
    long[] left = new long[Fp12.LONGS];
    long[] right = new long[Fp12.LONGS];
    f.frobenius(right, value, 2);
    f.frobenius(left, right, 2);
    f.mul(left, left, value);
    if (!Fp12.equal(left, right)) {
      return false;
    }
    Pairing.power(f, left, value);
    Pairing.power(f, right, left);
    f.cyclotomicSquare(right, right);
    f.cyclotomicSquare(left, right);
    f.mul(right, left, right);
    f.frobenius(left, value, 1);
    return Fp12.equal(left, right);
  }
}
