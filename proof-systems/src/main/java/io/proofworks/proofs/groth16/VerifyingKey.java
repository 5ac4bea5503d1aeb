package io.proofworks.proofs.groth16;

import io.proofworks.proofs.bn254.G1;
import io.proofworks.proofs.bn254.G2;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * What proofs of one circuit are verified against: alpha in G1, beta, gamma and delta in G2, and
 * one point of G1 for the constant and for each public input. Immutable; equal when its bytes are.
 *
 * <p>Bytes: alpha, beta, gamma, delta, then the points of the inputs to the end, in the encoding of
 * EIP-196 and EIP-197 (G2 imaginary part first), 448 + 64·(publicInputs + 1) in all.
 */
public final class VerifyingKey {
  private static final int FIXED_BYTES = G1.BYTES + 3 * G2.BYTES;

  private final long[] alpha;
  private final long[] beta;
  private final long[] gamma;
  private final long[] delta;
  private final long[] ic;

  VerifyingKey(long[] alpha, long[] beta, long[] gamma, long[] delta, long[] ic) {
    this.alpha = alpha;
    this.beta = beta;
    this.gamma = gamma;
    this.delta = delta;
    this.ic = ic;
  }

  /**
   * A key from coordinates, as others publish them. G1 points are (x, y); G2 points are (x.c0,
   * x.c1, y.c0, y.c1) of c0 + c1·i.
   *
   * @param ic the constant's point, then one for each public input
   * @throws IllegalArgumentException when a point is not in its group or the coordinates are not of
   *     that number
   */
  public static VerifyingKey of(
      List<BigInteger> alpha,
      List<BigInteger> beta,
      List<BigInteger> gamma,
      List<BigInteger> delta,
      List<List<BigInteger>> ic) {
    long[] inputs = new long[ic.size() * G1.LONGS];
    for (int i = 0; i < ic.size(); i++) {
      System.arraycopy(g1(ic.get(i)), 0, inputs, i * G1.LONGS, G1.LONGS);
    }
    requireConstant(ic.size());
    return new VerifyingKey(g1(alpha), g2(beta), g2(gamma), g2(delta), inputs);
  }

  /**
   * A key of points that are known to be of their groups; the arrays are shared.
   *
   * @param ic the constant's point, then one for each public input, one after the other
   */
  public static VerifyingKey ofPoints(
      long[] alpha, long[] beta, long[] gamma, long[] delta, long[] ic) {
    requireConstant(ic.length / G1.LONGS);
    return new VerifyingKey(alpha, beta, gamma, delta, ic);
  }

  private static void requireConstant(int points) {
    if (points < 1) {
      throw new IllegalArgumentException("a verifying key has a point for the constant");
    }
  }

  private static long[] g1(List<BigInteger> c) {
    requireCoordinates(c, 2);
    return G1.of(c.get(0), c.get(1));
  }

  private static long[] g2(List<BigInteger> c) {
    requireCoordinates(c, 4);
    return G2.of(c.get(0), c.get(1), c.get(2), c.get(3));
  }

  private static void requireCoordinates(List<BigInteger> c, int count) {
    if (c.size() != count) {
      throw new IllegalArgumentException("expected " + count + " coordinates: " + c.size());
    }
  }

  /**
   * Reads the bytes of {@link #toBytes}, strictly: canonical coordinates, points of their groups,
   * no byte too many or too few.
   *
   * @throws IllegalArgumentException when they are anything else
   */
  public static VerifyingKey parse(byte[] bytes) {
    int tail = bytes.length - FIXED_BYTES;
    if (tail < G1.BYTES || tail % G1.BYTES != 0) {
      throw new IllegalArgumentException("not the length of a verifying key: " + bytes.length);
    }
    long[] ic = new long[tail / G1.BYTES * G1.LONGS];
    for (int i = 0; i < tail / G1.BYTES; i++) {
      readG1(bytes, FIXED_BYTES + i * G1.BYTES, ic, i * G1.LONGS);
    }
    long[] alpha = new long[G1.LONGS];
    readG1(bytes, 0, alpha, 0);
    return new VerifyingKey(alpha, readG2(bytes, 0), readG2(bytes, 1), readG2(bytes, 2), ic);
  }

  private static void readG1(byte[] bytes, int off, long[] z, int zo) {
    if (!G1.decode(bytes, off, z, zo)) {
      throw new IllegalArgumentException("no point of G1 at byte " + off);
    }
  }

  private static long[] readG2(byte[] bytes, int index) {
    int off = G1.BYTES + index * G2.BYTES;
    long[] z = new long[G2.LONGS];
    if (!G2.decode(bytes, off, z, 0)) {
      throw new IllegalArgumentException("no point of G2 at byte " + off);
    }
    return z;
  }

  /** The encoding that {@link #parse} reads. */
  public byte[] toBytes() {
    byte[] out = new byte[FIXED_BYTES + (publicInputs() + 1) * G1.BYTES];
    G1.encode(alpha, 0, out, 0);
    G2.encode(beta, 0, out, G1.BYTES);
    G2.encode(gamma, 0, out, G1.BYTES + G2.BYTES);
    G2.encode(delta, 0, out, G1.BYTES + 2 * G2.BYTES);
    for (int i = 0; i <= publicInputs(); i++) {
      G1.encode(ic, i * G1.LONGS, out, FIXED_BYTES + i * G1.BYTES);
    }
    return out;
  }

  /** The number of public inputs, without the constant. */
  public int publicInputs() {
    return ic.length / G1.LONGS - 1;
  }

  /** The affine point of G1. A shared array: not to be changed, as with all of these. */
  public long[] alpha() {
    return alpha;
  }

  /** The affine point of G2. */
  public long[] beta() {
    return beta;
  }

  /** The affine point of G2. */
  public long[] gamma() {
    return gamma;
  }

  /** The affine point of G2. */
  public long[] delta() {
    return delta;
  }

  /** publicInputs + 1 affine points of G1. */
  public long[] ic() {
    return ic;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VerifyingKey key && Arrays.equals(toBytes(), key.toBytes());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(toBytes());
  }

  @Override
  public String toString() {
    byte[] bytes = toBytes();
    String end = HexFormat.of().formatHex(bytes, bytes.length - 4, bytes.length);
    return "VerifyingKey[publicInputs=" + publicInputs() + ", bytes=.." + end + "]";
  }
}
