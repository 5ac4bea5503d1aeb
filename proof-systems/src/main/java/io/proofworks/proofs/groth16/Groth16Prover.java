package io.proofworks.proofs.groth16;

import io.proofworks.proofs.bn254.Fr;
import io.proofworks.proofs.bn254.G1;
import io.proofworks.proofs.bn254.G2;
import io.proofworks.proofs.bn254.MultiScalar;
import io.proofworks.proofs.bn254.Points;
import io.proofworks.proofs.bn254.Scalars;
import io.proofworks.proofs.bn254.SignedDigits;
import io.proofworks.proofs.bn254.Workers;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * Makes Groth16 proofs (Groth, EUROCRYPT 2016, section 3.2) in their randomised form (Baghery,
 * Kohlweiss, Siim, Volkhov, Financial Cryptography 2021, section 4): with A = alpha + Σ z·u(τ), B =
 * beta + Σ z·v(τ) + s·delta and C = Σ z·l + Σ q·h + s·A, the proof is (k·A, B/k, C). That is k·A
 * uniform, B/k uniform whatever A is, and C the one that goes with both: what Groth's two blindings
 * come to, without a sum over v(τ) in G1.
 *
 * <p>The blinding is drawn before any thread starts, and every sum ends in one canonical affine
 * point: the same blinding gives the same bytes whatever the number of threads.
 */
public final class Groth16Prover {
  private final ProvingKey key;
  private final long[] witnessWords;
  private final Workers workers;
  private final Blinding blinding;

  private Groth16Prover(ProvingKey key, long[] witness, Workers workers, Blinding blinding) {
    this.key = key;
    this.witnessWords = Scalars.words(witness, 0, key.variables());
    this.workers = workers;
    this.blinding = blinding;
  }

  /**
   * A proof of 256 bytes, in the encoding that {@link Groth16Verifier} reads.
   *
   * @param witness a value for each wire, Fr.LIMBS longs each, wire 0 being 1
   * @param threads at least 1
   * @throws IllegalArgumentException when key and system are not of one circuit or the witness does
   *     not satisfy the system
   * @throws CancellationException when the thread is interrupted
   */
  public static byte[] prove(
      ProvingKey key, R1cs r1cs, long[] witness, SecureRandom random, int threads) {
    return prove(key, r1cs, witness, Blinding.random(random), threads);
  }

  /** The same with a blinding of the caller's. */
  public static byte[] prove(
      ProvingKey key, R1cs r1cs, long[] witness, Blinding blinding, int threads) {
    QuadraticProgram program = new QuadraticProgram(r1cs);
    requireFit(key, r1cs, program, witness);
    try (Workers workers = Workers.of(threads)) {
      long[] quotient = program.quotient(witness, workers);
      return new Groth16Prover(key, witness, workers, blinding).prove(quotient);
    }
  }

  private static void requireFit(
      ProvingKey key, R1cs r1cs, QuadraticProgram program, long[] witness) {
    boolean fits =
        key.variables() == r1cs.variables()
            && key.verifyingKey().publicInputs() == r1cs.publicInputs()
            && key.logDomain() == program.domain().logSize();
    if (!fits) {
      throw new IllegalArgumentException("the proving key is of another circuit");
    }
    long[] one = new long[Fr.LIMBS];
    Fr.setOne(one, 0);
    if (witness.length != r1cs.variables() * Fr.LIMBS || !Fr.equal(witness, 0, one, 0)) {
      throw new IllegalArgumentException("a witness has a value for each wire, the first being 1");
    }
  }

  private byte[] prove(long[] quotient) {
    VerifyingKey vk = key.verifyingKey();
    Points g1 = Points.g1();
    Points g2 = Points.g2();
    SignedDigits wires = SignedDigits.of(witnessWords, key.variables());
    List<long[]> sums =
        MultiScalar.all(
            List.of(
                new MultiScalar(g2, key.b2(), wires),
                privateSum(quotient),
                new MultiScalar(g1, key.a(), wires)),
            workers);
    long[] b = plus(g2, vk.beta(), sums.get(0));
    b = plus(g2, b, times(g2, vk.delta(), blinding.s()));
    long[] a = plus(g1, vk.alpha(), sums.get(2));
    long[] c = plus(g1, sums.get(1), times(g1, a, blinding.s()));
    byte[] proof = new byte[Groth16Verifier.PROOF_BYTES];
    G1.encode(times(g1, a, blinding.k()), 0, proof, 0);
    G2.encode(times(g2, b, blinding.k().modInverse(Fr.MODULUS)), 0, proof, G1.BYTES);
    G1.encode(c, 0, proof, G1.BYTES + G2.BYTES);
    return proof;
  }

  /** Σ z·l + Σ q·h as one sum, which needs fewer digits for each point than two. */
  private MultiScalar privateSum(long[] quotient) {
    int wires = key.l().length / G1.LONGS;
    int domain = key.h().length / G1.LONGS;
    long[] points = Arrays.copyOf(key.l(), (wires + domain) * G1.LONGS);
    System.arraycopy(key.h(), 0, points, key.l().length, key.h().length);
    int publicWires = key.variables() - wires;
    long[] words =
        Arrays.copyOfRange(
            witnessWords,
            publicWires * Scalars.WORDS,
            (publicWires + wires + domain) * Scalars.WORDS);
    long[] quotientWords = Scalars.words(quotient, 0, domain);
    System.arraycopy(quotientWords, 0, words, wires * Scalars.WORDS, quotientWords.length);
    return new MultiScalar(Points.g1(), points, SignedDigits.of(words, wires + domain));
  }

  private static long[] plus(Points g, long[] x, long[] y) {
    long[] sum = new long[g.accumulatorLongs()];
    g.fromAffine(sum, 0, x, 0);
    g.addAffine(sum, 0, y, 0);
    return affine(g, sum);
  }

  private static long[] times(Points g, long[] x, BigInteger factor) {
    long[] product = new long[g.accumulatorLongs()];
    g.multiply(product, 0, x, 0, factor);
    return affine(g, product);
  }

  private static long[] affine(Points g, long[] acc) {
    long[] out = new long[g.affineLongs()];
    g.toAffine(out, 0, acc, 0);
    return out;
  }
}
