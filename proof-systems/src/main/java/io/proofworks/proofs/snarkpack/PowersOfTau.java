package io.proofworks.proofs.snarkpack;

import io.proofworks.proofs.bn254.G1;
import io.proofworks.proofs.bn254.G2;
import io.proofworks.proofs.bn254.MultiScalar;
import io.proofworks.proofs.bn254.Pairing;
import io.proofworks.proofs.bn254.Points;
import io.proofworks.proofs.bn254.Scalars;
import io.proofworks.proofs.bn254.Workers;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The powers of one secret, of which nobody is left who knows it if one participant of its ceremony
 * was honest. Points are affine, one after the other; arrays are shared, not copied.
 *
 * @param g1 powers 0 to 2·size - 1 in G1
 * @param g2 powers 0 to size - 1 in G2
 */
public record PowersOfTau(long[] g1, long[] g2) {

  /**
   * @throws IllegalArgumentException when the sizes contradict each other or are no powers of two
   */
  public PowersOfTau {
    int size = g2.length / G2.LONGS;
    if (size < 2 || Integer.bitCount(size) != 1 || g1.length != 2 * size * G1.LONGS) {
      throw new IllegalArgumentException("the powers in G1 and in G2 do not fit together");
    }
  }

  /** The most proofs of an aggregate under them. */
  public int size() {
    return g2.length / G2.LONGS;
  }

  /**
   * Requires that they are what they should be: they begin with the generators, and each is the
   * secret's multiple of the one before. All are checked at once with random factors of 128 bits.
   *
   * @throws IllegalArgumentException when they are not
   */
  public void requireSound(Workers workers, SecureRandom random) {
    boolean begin =
        Arrays.equals(Arrays.copyOf(g1, G1.LONGS), G1.generator())
            && Arrays.equals(Arrays.copyOf(g2, G2.LONGS), G2.generator());
    if (!begin || !isProgression(workers, random)) {
      throw new IllegalArgumentException("these are not the powers of one secret");
    }
    if (Points.g1().isAffineInfinity(firstPower(), 0)) {
      throw new IllegalArgumentException("the secret is zero: anybody can forge under its powers");
    }
    if (Arrays.equals(firstPower(), G1.generator())) {
      throw new IllegalArgumentException("nobody has contributed to this ceremony");
    }
  }

  private boolean isProgression(Workers workers, SecureRandom random) {
    long[] factors = factors(2 * size() - 1, random);
    long[] lower = sum(Points.g1(), g1, 0, 2 * size() - 1, factors, workers);
    long[] upper = sum(Points.g1(), g1, 1, 2 * size() - 1, factors, workers);
    long[] lower2 = sum(Points.g2(), g2, 0, size() - 1, factors, workers);
    long[] upper2 = sum(Points.g2(), g2, 1, size() - 1, factors, workers);
    return equal(upper, g2, 0, lower, g2, G2.LONGS)
        && equal(firstPower(), lower2, 0, G1.generator(), upper2, 0);
  }

  private long[] firstPower() {
    return Arrays.copyOfRange(g1, G1.LONGS, 2 * G1.LONGS);
  }

  private static long[] factors(int count, SecureRandom random) {
    long[] words = new long[count * Scalars.WORDS];
    for (int at = 0; at < words.length; at += Scalars.WORDS) {
      words[at] = random.nextLong();
      words[at + 1] = random.nextLong();
    }
    return words;
  }

  private static long[] sum(
      Points g, long[] points, int from, int count, long[] factors, Workers workers) {
    int n = g.affineLongs();
    long[] part = Arrays.copyOfRange(points, from * n, (from + count) * n);
    return MultiScalar.sum(g, part, factors, count, workers);
  }

  /** Whether e(p, q) = e(s, t). */
  private static boolean equal(long[] p, long[] q, int qo, long[] s, long[] t, int to) {
    long[] minus = s.clone();
    G1.negate(minus, 0, s, 0);
    return new Pairing().add(p, 0, q, qo).add(minus, 0, t, to).finish().isOne();
  }
}
