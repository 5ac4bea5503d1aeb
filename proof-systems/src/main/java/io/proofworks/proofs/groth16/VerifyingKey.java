package io.proofworks.proofs.groth16;

import io.proofworks.proofs.bn254.G1;
import io.proofworks.proofs.bn254.G2;
import io.proofworks.proofs.bn254.PointReader;
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
    requireSound();
  }

  /**
   * Anybody can prove anything when one of the four is infinity or two of G2 are the same or
   * opposite: with gamma = delta, for instance, C takes the part of the statement. A key of snarkjs
   * to which nobody has contributed is of that kind.
   */
  private void requireSound() {
    requireFinite("alpha", alpha);
    requireFinite("beta", beta);
    requireFinite("gamma", gamma);
    requireFinite("delta", delta);
    requireDistinct("gamma and delta", gamma, delta);
    requireDistinct("beta and gamma", beta, gamma);
    requireDistinct("beta and delta", beta, delta);
  }

  static void requireFinite(String name, long[] point) {
    if (Arrays.stream(point).allMatch(limb -> limb == 0)) {
      throw new IllegalArgumentException(name + " is infinity: proofs could be forged");
    }
  }

  static void requireDistinct(String names, long[] one, long[] other) {
    byte[] encoded = g2Bytes(one);
    long[] opposite = new long[G2.LONGS];
    G2.negate(opposite, 0, other, 0);
    if (Arrays.equals(encoded, g2Bytes(other)) || Arrays.equals(encoded, g2Bytes(opposite))) {
      throw new IllegalArgumentException(
          names + " are the same point or opposite ones: proofs could be forged");
    }
  }

  private static byte[] g2Bytes(long[] point) {
    byte[] bytes = new byte[G2.BYTES];
    G2.encode(point, 0, bytes, 0);
    return bytes;
  }

  /**
   * A key from coordinates, as others publish them. G1 points are (x, y); G2 points are (x.c0,
   * x.c1, y.c0, y.c1) of c0 + c1·i.
   *
   * @param ic the constant's point, then one for each public input
   * @throws IllegalArgumentException when a point is not in its group, the coordinates are not of
   *     that number, or proofs under the key could be forged
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
   * @throws IllegalArgumentException when proofs under the key could be forged
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
   * no byte too many or too few, and no key under which proofs could be forged.
   *
   * @throws IllegalArgumentException when they are anything else; it names the point
   */
  public static VerifyingKey parse(byte[] bytes) {
    int tail = bytes.length - FIXED_BYTES;
    if (tail < G1.BYTES || tail % G1.BYTES != 0) {
      throw new IllegalArgumentException("not the length of a verifying key: " + bytes.length);
    }
    long[] ic = new long[tail / G1.BYTES * G1.LONGS];
    for (int i = 0; i < tail / G1.BYTES; i++) {
      readG1("IC[" + i + "]", bytes, FIXED_BYTES + i * G1.BYTES, ic, i * G1.LONGS);
    }
    long[] alpha = new long[G1.LONGS];
    readG1("alpha", bytes, 0, alpha, 0);
    return new VerifyingKey(
        alpha, readG2("beta", bytes, 0), readG2("gamma", bytes, 1), readG2("delta", bytes, 2), ic);
  }

  private static void readG1(String name, byte[] bytes, int off, long[] z, int zo) {
    PointReader.g1(name, bytes, off, z, zo);
  }

  private static long[] readG2(String name, byte[] bytes, int index) {
    return PointReader.g2(name, bytes, G1.BYTES + index * G2.BYTES);
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
