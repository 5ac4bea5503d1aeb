package io.proofworks.proofs.bn254;

import java.math.BigInteger;
import java.util.HexFormat;

/**
 * An element of the scalar field as a value, for protocols whose formulas should read as formulas.
 * Loops over many elements use {@link Fr} on arrays. Immutable.
 */
public final class Scalar {
  /** Bytes of an encoded scalar. */
  public static final int BYTES = 32;

  /** The neutral element of addition. */
  public static final Scalar ZERO = new Scalar(new long[Fr.LIMBS]);

  /** The neutral element of multiplication. */
  public static final Scalar ONE = of(1);

  private final long[] limbs;

  private Scalar(long[] limbs) {
    this.limbs = limbs;
  }

  /** The element of a small number. */
  public static Scalar of(long value) {
    return of(BigInteger.valueOf(value));
  }

  /** The number modulo r. */
  public static Scalar of(BigInteger value) {
    long[] z = new long[Fr.LIMBS];
    Fr.fromBigInteger(value, z, 0);
    return new Scalar(z);
  }

  /** The element at an offset of an array of {@link Fr}. */
  public static Scalar of(long[] elements, int off) {
    long[] z = new long[Fr.LIMBS];
    Fr.set(z, 0, elements, off);
    return new Scalar(z);
  }

  /** Big-endian bytes of any length, modulo r: what protocols do with a digest. */
  public static Scalar reduced(byte[] bytes) {
    return of(new BigInteger(1, bytes));
  }

  /** Whether 32 big-endian bytes are a number below r. */
  public static boolean isCanonical(byte[] bytes, int off) {
    return Fr.fromBytes(bytes, off, new long[Fr.LIMBS], 0);
  }

  /**
   * The element of 32 big-endian bytes.
   *
   * @throws IllegalArgumentException when they are not below r
   */
  public static Scalar fromBytes(byte[] bytes, int off) {
    long[] z = new long[Fr.LIMBS];
    if (!Fr.fromBytes(bytes, off, z, 0)) {
      throw new IllegalArgumentException("no scalar at byte " + off);
    }
    return new Scalar(z);
  }

  /** The sum. */
  public Scalar plus(Scalar other) {
    long[] z = new long[Fr.LIMBS];
    Fr.add(z, 0, limbs, 0, other.limbs, 0);
    return new Scalar(z);
  }

  /** The difference. */
  public Scalar minus(Scalar other) {
    long[] z = new long[Fr.LIMBS];
    Fr.sub(z, 0, limbs, 0, other.limbs, 0);
    return new Scalar(z);
  }

  /** The product. */
  public Scalar times(Scalar other) {
    long[] z = new long[Fr.LIMBS];
    Fr.mul(z, 0, limbs, 0, other.limbs, 0);
    return new Scalar(z);
  }

  /** The square. */
  public Scalar square() {
    return times(this);
  }

  /** Zero minus this. */
  public Scalar negate() {
    return ZERO.minus(this);
  }

  /** One over this; zero for zero. */
  public Scalar inverse() {
    long[] z = new long[Fr.LIMBS];
    Fr.inv(z, 0, limbs, 0);
    return new Scalar(z);
  }

  /** This to a power that is not negative. */
  public Scalar power(long exponent) {
    long[] z = new long[Fr.LIMBS];
    Fr.pow(z, 0, limbs, 0, BigInteger.valueOf(exponent));
    return new Scalar(z);
  }

  /** Whether this is zero. */
  public boolean isZero() {
    return Fr.isZero(limbs, 0);
  }

  /** 32 bytes, big-endian. */
  public byte[] toBytes() {
    byte[] out = new byte[BYTES];
    Fr.toBytes(limbs, 0, out, 0);
    return out;
  }

  /** Writes this into an array of {@link Fr}. */
  public void put(long[] elements, int off) {
    Fr.set(elements, off, limbs, 0);
  }

  /** Writes the value in [0, r) as four words of 64 bits, least significant first. */
  public void toWords(long[] words, int wo) {
    Fr.toWords(limbs, 0, words, wo);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Scalar scalar && Fr.equal(limbs, 0, scalar.limbs, 0);
  }

  @Override
  public int hashCode() {
    return Fr.toBigInteger(limbs, 0).hashCode();
  }

  @Override
  public String toString() {
    return "0x" + HexFormat.of().formatHex(toBytes());
  }
}
