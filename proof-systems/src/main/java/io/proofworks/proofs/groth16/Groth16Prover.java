package io.proofworks.proofs.groth16;

import io.proofworks.proofs.bn254.Fr;
import io.proofworks.proofs.bn254.G1;
import io.proofworks.proofs.bn254.G2;
import io.proofworks.proofs.bn254.MultiScalar;
import io.proofworks.proofs.bn254.Points;
import io.proofworks.proofs.bn254.Scalars;
import io.proofworks.proofs.bn254.Workers;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.concurrent.CancellationException;

/**
 * Makes Groth16 proofs (Groth, EUROCRYPT 2016, section 3.2): A = alpha + Σ z·u(τ) + r·delta, B =
 * beta + Σ z·v(τ) + s·delta, C = Σ z·l + Σ q·h + s·A + r·B - r·s·delta. The randomness r, s is
 * drawn before any thread starts, and every sum ends in one canonical affine point: the same
 * randomness gives the same bytes whatever the number of threads.
 */
public final class Groth16Prover {
  private final ProvingKey key;
  private final long[] witnessWords;
  private final Workers workers;
  private final BigInteger r;
  private final BigInteger s;

  private Groth16Prover(ProvingKey key, long[] witness, Workers workers, Blinding blinding) {
    this.key = key;
    this.witnessWords = Scalars.words(witness, 0, key.variables());
    this.workers = workers;
    this.r = blinding.r();
    this.s = blinding.s();
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
    long[] a = blinded(Points.g1(), key.a(), key.verifyingKey().alpha(), key.deltaG1(), r);
    long[] b1 = blinded(Points.g1(), key.b1(), key.betaG1(), key.deltaG1(), s);
    VerifyingKey vk = key.verifyingKey();
    long[] b2 = blinded(Points.g2(), key.b2(), vk.beta(), vk.delta(), s);
    long[] c = last(quotient, a, b1);
    byte[] proof = new byte[Groth16Verifier.PROOF_BYTES];
    G1.encode(a, 0, proof, 0);
    G2.encode(b2, 0, proof, G1.BYTES);
    G1.encode(c, 0, proof, G1.BYTES + G2.BYTES);
    return proof;
  }

  /** base + Σ witness·points + blind·delta. */
  private long[] blinded(Points g, long[] points, long[] base, long[] delta, BigInteger blind) {
    long[] acc = new long[g.accumulatorLongs()];
    g.multiply(acc, 0, delta, 0, blind);
    g.addAffine(acc, 0, base, 0);
    g.addAffine(acc, 0, MultiScalar.sum(g, points, witnessWords, key.variables(), workers), 0);
    return affine(g, acc);
  }

  private long[] last(long[] quotient, long[] a, long[] b1) {
    Points g = Points.g1();
    int n = g.accumulatorLongs();
    long[] acc = new long[n];
    long[] term = new long[n];
    g.multiply(acc, 0, a, 0, s);
    g.multiply(term, 0, b1, 0, r);
    g.add(acc, 0, term, 0);
    g.multiply(term, 0, key.deltaG1(), 0, r.multiply(s).negate().mod(Fr.MODULUS));
    g.add(acc, 0, term, 0);
    g.addAffine(acc, 0, privateSum(), 0);
    int count = key.h().length / G1.LONGS;
    long[] words = Scalars.words(quotient, 0, count);
    g.addAffine(acc, 0, MultiScalar.sum(g, key.h(), words, count, workers), 0);
    return affine(g, acc);
  }

  private long[] privateSum() {
    int count = key.l().length / G1.LONGS;
    int first = key.variables() - count;
    long[] words = new long[count * Scalars.WORDS];
    System.arraycopy(witnessWords, first * Scalars.WORDS, words, 0, words.length);
    return MultiScalar.sum(Points.g1(), key.l(), words, count, workers);
  }

  private static long[] affine(Points g, long[] acc) {
    long[] out = new long[g.affineLongs()];
    g.toAffine(out, 0, acc, 0);
    return out;
  }
}
