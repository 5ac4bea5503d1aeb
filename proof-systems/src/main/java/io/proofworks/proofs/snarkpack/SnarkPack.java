package io.proofworks.proofs.snarkpack;

import io.proofworks.proofs.bn254.Fr;
import io.proofworks.proofs.bn254.G1;
import io.proofworks.proofs.bn254.G2;
import io.proofworks.proofs.bn254.MultiScalar;
import io.proofworks.proofs.bn254.Points;
import io.proofworks.proofs.bn254.Scalar;
import io.proofworks.proofs.bn254.Scalars;
import io.proofworks.proofs.bn254.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes aggregates: commits to the vectors of A, B and C with two keys each, draws r, and proves by
 * halving (Bünz, Maller, Mishra, Tyagi, Vesely, ASIACRYPT 2021) the products e(A, B)^r and C^r and
 * the commitments at once; then opens the folded keys, which are polynomials in the secrets, at a
 * point. B and its keys are scaled by r, not A, so that the keys of A and C are one.
 */
final class SnarkPack {
  private final ReferenceString reference;
  private final Workers workers;
  private final PackTranscript transcript;
  private final Vectors vectors;
  private final int padded;

  private SnarkPack(
      ReferenceString reference,
      Statements statements,
      byte[] binding,
      Vectors vectors,
      Workers workers) {
    this.reference = reference;
    this.workers = workers;
    this.transcript = new PackTranscript(reference.key(), statements, binding);
    this.vectors = vectors;
    this.padded = statements.padded();
  }

  /**
   * The aggregate of proofs of 256 bytes, as many as there are statements.
   *
   * @throws IllegalArgumentException when one is malformed or the reference string too short
   */
  static PackedProof prove(
      ReferenceString reference,
      Statements statements,
      List<byte[]> proofs,
      byte[] binding,
      Workers workers) {
    if (reference.size() < statements.padded()) {
      throw new IllegalArgumentException(
          "a reference string for " + reference.size() + " proofs, not " + statements.padded());
    }
    Vectors vectors = decode(reference, statements, proofs, workers);
    return new SnarkPack(reference, statements, binding, vectors, workers).prove(statements);
  }

  private static Vectors decode(
      ReferenceString reference, Statements statements, List<byte[]> proofs, Workers workers) {
    int padded = statements.padded();
    long[] a = new long[padded * G1.LONGS];
    long[] b = new long[padded * G2.LONGS];
    long[] c = new long[padded * G1.LONGS];
    for (int i = 0; i < padded; i++) {
      byte[] proof = proofs.get(Math.min(i, proofs.size() - 1));
      boolean sound =
          G1.decode(proof, 0, a, i * G1.LONGS)
              && G2.decode(proof, G1.BYTES, b, i * G2.LONGS)
              && G1.decode(proof, G1.BYTES + G2.BYTES, c, i * G1.LONGS);
      if (!sound) {
        throw new IllegalArgumentException("proof " + i + " is malformed");
      }
    }
    return new Vectors(reference, a, b, c, workers);
  }

  private PackedProof prove(Statements statements) {
    Terms commitments = vectors.commitments();
    transcript.sayCommitments(commitments);
    Scalar r = transcript.challenge();
    vectors.scale(statements.powers(r), statements.powers(r.inverse()));
    Terms whole = vectors.withProducts(commitments);
    transcript.sayProducts(whole);
    List<Round> rounds = new ArrayList<>();
    List<Scalar> challenges = new ArrayList<>();
    List<Scalar> inverses = new ArrayList<>();
    while (vectors.length() > 1) {
      Round round = vectors.round();
      rounds.add(round);
      transcript.say(round);
      Scalar inverse = transcript.shortChallenge();
      challenges.add(inverse.inverse());
      inverses.add(inverse);
      vectors.fold(challenges.getLast(), inverse);
    }
    long[] inG1 = vectors.foldedInG1();
    long[] inG2 = vectors.foldedInG2();
    transcript.sayFolded(inG1, inG2);
    Scalar z = transcript.challenge();
    return opened(
        whole,
        rounds,
        inG1,
        inG2,
        quotient(shifted(new FoldedKey(challenges, r.inverse()).coefficients()), z),
        quotient(new FoldedKey(inverses, Scalar.ONE).coefficients(), z));
  }

  private PackedProof opened(
      Terms whole, List<Round> rounds, long[] inG1, long[] inG2, long[] ofW, long[] ofV) {
    long[] allG1 = Arrays.copyOf(inG1, inG1.length + 2 * G1.LONGS);
    long[] allG2 = Arrays.copyOf(inG2, inG2.length + 2 * G2.LONGS);
    put(allG1, PackedProof.OPENING_W1, sum(Points.g1(), reference.a1(), ofW));
    put(allG1, PackedProof.OPENING_W2, sum(Points.g1(), reference.b1(), ofW));
    put(allG2, PackedProof.OPENING_V1, sum(Points.g2(), reference.a2(), ofV));
    put(allG2, PackedProof.OPENING_V2, sum(Points.g2(), reference.b2(), ofV));
    return new PackedProof(whole, List.copyOf(rounds), allG1, allG2);
  }

  private static void put(long[] all, int at, long[] point) {
    System.arraycopy(point, 0, all, at, point.length);
  }

  private long[] sum(Points group, long[] points, long[] scalars) {
    int count = scalars.length / Fr.LIMBS;
    return MultiScalar.sum(group, points, Scalars.words(scalars, 0, count), count, workers);
  }

  /** Coefficients times X^n: the keys of B start at the n-th power. */
  private long[] shifted(long[] coefficients) {
    long[] out = new long[2 * padded * Fr.LIMBS];
    System.arraycopy(coefficients, 0, out, padded * Fr.LIMBS, coefficients.length);
    return out;
  }

  /** (f(X) - f(z))/(X - z), by synthetic division. */
  private static long[] quotient(long[] coefficients, Scalar z) {
    int count = coefficients.length / Fr.LIMBS;
    long[] out = new long[(count - 1) * Fr.LIMBS];
    long[] point = new long[Fr.LIMBS];
    long[] carry = new long[Fr.LIMBS];
    z.put(point, 0);
    for (int i = count - 1; i > 0; i--) {
      Fr.mul(carry, 0, carry, 0, point, 0);
      Fr.add(carry, 0, carry, 0, coefficients, i * Fr.LIMBS);
      Fr.set(out, (i - 1) * Fr.LIMBS, carry, 0);
    }
    return out;
  }
}
