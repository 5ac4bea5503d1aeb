package io.proofworks.proofs.snarkpack;

import io.proofworks.proofs.bn254.FixedBase;
import io.proofworks.proofs.bn254.Fr;
import io.proofworks.proofs.bn254.G1;
import io.proofworks.proofs.bn254.G2;
import io.proofworks.proofs.bn254.Points;
import io.proofworks.proofs.bn254.Scalar;
import io.proofworks.proofs.bn254.Scalars;
import io.proofworks.proofs.bn254.Workers;
import io.proofworks.proofs.hash.Digests;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The powers of two secrets a and b that aggregates of up to {@link #size} proofs are made with:
 * those below 2·size in G1 and below size in G2. Whoever knows a secret can forge aggregates.
 * Points are affine, one after the other; arrays are shared, not copied.
 *
 * @param a1 [aⁱ] in G1
 * @param b1 [bⁱ] in G1
 * @param a2 [aⁱ] in G2
 * @param b2 [bⁱ] in G2
 */
public record ReferenceString(long[] a1, long[] b1, long[] a2, long[] b2) {
  private static final int WINDOW = 8;

  /**
   * @throws IllegalArgumentException when the sizes contradict each other
   */
  public ReferenceString {
    int size = a2.length / G2.LONGS;
    boolean fits =
        size >= 2
            && b2.length == a2.length
            && a1.length == 2 * size * G1.LONGS
            && b1.length == a1.length;
    if (!fits) {
      throw new IllegalArgumentException("the parts of the reference string do not fit together");
    }
  }

  /**
   * The string of two ceremonies. Their secrets must have nothing to do with each other: not two
   * states of one ceremony, of which one secret is a known multiple of the other.
   *
   * @throws IllegalArgumentException when they are one, or not sound
   */
  public static ReferenceString of(
      PowersOfTau a, PowersOfTau b, Workers workers, SecureRandom random) {
    a.requireSound(workers, random);
    b.requireSound(workers, random);
    int size = Math.min(a.size(), b.size());
    ReferenceString string =
        new ReferenceString(
            Arrays.copyOf(a.g1(), 2 * size * G1.LONGS),
            Arrays.copyOf(b.g1(), 2 * size * G1.LONGS),
            Arrays.copyOf(a.g2(), size * G2.LONGS),
            Arrays.copyOf(b.g2(), size * G2.LONGS));
    if (Arrays.equals(string.a1, string.b1)) {
      throw new IllegalArgumentException("two ceremonies are needed, these are one");
    }
    return string;
  }

  /** The most proofs that an aggregate under this string may cover, a power of two. */
  public int size() {
    return a2.length / G2.LONGS;
  }

  /** The verifier's part. */
  public ReferenceKey key() {
    return new ReferenceKey(
        Arrays.copyOfRange(a1, G1.LONGS, 2 * G1.LONGS),
        Arrays.copyOfRange(b1, G1.LONGS, 2 * G1.LONGS),
        Arrays.copyOfRange(a2, G2.LONGS, 2 * G2.LONGS),
        Arrays.copyOfRange(b2, G2.LONGS, 2 * G2.LONGS));
  }

  /**
   * The string for <b>development</b>: its secrets are digests of a published text, so that every
   * process has the same one without a file, and anybody can forge aggregates under it.
   *
   * @param size a power of two from 2
   */
  public static ReferenceString development(int size, Workers workers) {
    return ofSecrets(secret("a"), secret("b"), size, workers);
  }

  static Scalar secret(String name) {
    String text = "proofworks development reference string, not for production: " + name;
    return Scalar.reduced(Digests.sha256(text.getBytes(StandardCharsets.US_ASCII)));
  }

  static ReferenceString ofSecrets(Scalar a, Scalar b, int size, Workers workers) {
    if (size < 2 || Integer.bitCount(size) != 1) {
      throw new IllegalArgumentException("the size is a power of two, not " + size);
    }
    FixedBase g1 = FixedBase.of(Points.g1(), G1.generator(), 0, WINDOW);
    FixedBase g2 = FixedBase.of(Points.g2(), G2.generator(), 0, WINDOW);
    long[] powersOfA = powers(a, 2 * size);
    long[] powersOfB = powers(b, 2 * size);
    return new ReferenceString(
        g1.multiples(powersOfA, 2 * size, workers),
        g1.multiples(powersOfB, 2 * size, workers),
        g2.multiples(powersOfA, size, workers),
        g2.multiples(powersOfB, size, workers));
  }

  private static long[] powers(Scalar base, int count) {
    long[] words = new long[count * Scalars.WORDS];
    long[] power = new long[Fr.LIMBS];
    long[] step = new long[Fr.LIMBS];
    Fr.setOne(power, 0);
    base.put(step, 0);
    for (int i = 0; i < count; i++) {
      Fr.toWords(power, 0, words, i * Scalars.WORDS);
      Fr.mul(power, 0, power, 0, step, 0);
    }
    return words;
  }
}
