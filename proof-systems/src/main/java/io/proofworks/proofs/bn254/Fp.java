package io.proofworks.proofs.bn254;

import java.math.BigInteger;

/**
 * The base field of BN254 (alt_bn128), over which the curve's coordinates live.
 *
 * <p>An element is {@link #LIMBS} longs at an offset of an array, in a redundant Montgomery form
 * (see {@link PrimeField}): compare with {@link #equal} and {@link #isZero}, never limb by limb. An
 * array of zeros is a valid zero. Every operation reads its operands before it writes, so the
 * result may be an operand.
 */
public final class Fp {
  /** Longs in one element. */
  public static final int LIMBS = PrimeField.LIMBS;

  /** The prime. */
  public static final BigInteger MODULUS =
      new BigInteger(
          "21888242871839275222246405745257275088696311157297823662689037894645226208583");

  static final PrimeField FIELD = PrimeField.of(MODULUS);

  private Fp() {}

  /** z = x·y. */
  public static void mul(long[] z, int zo, long[] x, int xo, long[] y, int yo) {
    FIELD.mul(z, zo, x, xo, y, yo);
  }

  /** z = x². */
  public static void square(long[] z, int zo, long[] x, int xo) {
    FIELD.square(z, zo, x, xo);
  }

  /** z = x + y. */
  public static void add(long[] z, int zo, long[] x, int xo, long[] y, int yo) {
    FIELD.add(z, zo, x, xo, y, yo);
  }

  /** z = x - y. */
  public static void sub(long[] z, int zo, long[] x, int xo, long[] y, int yo) {
    FIELD.sub(z, zo, x, xo, y, yo);
  }

  /** z = -x. */
  public static void neg(long[] z, int zo, long[] x, int xo) {
    FIELD.neg(z, zo, x, xo);
  }

  /** z = 1/x, and 0 for 0. */
  public static void inv(long[] z, int zo, long[] x, int xo) {
    FIELD.inv(z, zo, x, xo);
  }

  /** z = x^e, e not negative. */
  public static void pow(long[] z, int zo, long[] x, int xo, BigInteger e) {
    FIELD.pow(z, zo, x, xo, e);
  }

  /** Inverts count consecutive elements in place at the price of one inversion; zero stays zero. */
  public static void invertAll(long[] x, int xo, int count) {
    FIELD.invertAll(x, xo, LIMBS, count);
  }

  /** z in its stored form: equal elements have equal longs, and zero has zeros. */
  public static void canonicalize(long[] z, int zo) {
    FIELD.canonicalize(z, zo, z, zo);
  }

  /** Whether x = 0. */
  public static boolean isZero(long[] x, int xo) {
    return FIELD.isZero(x, xo);
  }

  /** Whether x = y. */
  public static boolean equal(long[] x, int xo, long[] y, int yo) {
    return FIELD.equal(x, xo, y, yo);
  }

  /** z = x. */
  public static void set(long[] z, int zo, long[] x, int xo) {
    System.arraycopy(x, xo, z, zo, LIMBS);
  }

  /** z = 1. */
  public static void setOne(long[] z, int zo) {
    System.arraycopy(FIELD.one(), 0, z, zo, LIMBS);
  }

  /** z = 0. */
  public static void setZero(long[] z, int zo) {
    for (int i = 0; i < LIMBS; i++) {
      z[zo + i] = 0;
    }
  }

  /** z = v mod the prime. */
  public static void fromBigInteger(BigInteger v, long[] z, int zo) {
    FIELD.fromBigInteger(v, z, zo);
  }

  /** The value, in [0, MODULUS). */
  public static BigInteger toBigInteger(long[] x, int xo) {
    return FIELD.toBigInteger(x, xo);
  }

  /** Reads 32 big-endian bytes; false, leaving z as it was, when they are not below the prime. */
  public static boolean fromBytes(byte[] be32, int off, long[] z, int zo) {
    return FIELD.fromBytes(be32, off, z, zo);
  }

  /** Writes the value in [0, MODULUS) as 32 big-endian bytes. */
  public static void toBytes(long[] x, int xo, byte[] out, int off) {
    FIELD.toBytes(x, xo, out, off);
  }

  /** Writes the value in [0, MODULUS) as four words of 64 bits, least significant first. */
  public static void toWords(long[] x, int xo, long[] out, int off) {
    FIELD.toWords(x, xo, out, off);
  }
}
