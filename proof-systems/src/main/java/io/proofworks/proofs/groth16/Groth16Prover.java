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
import java.util.Arrays;
import java.util.concurrent.CancellationException;

/**
 * Makes Groth16 proofs (Groth, EUROCRYPT 2016, section 3.2): A = alpha + Σ z·u(τ) + r·delta, B =
 * beta + Σ z·v(τ) + s·delta, C = Σ z·l + Σ q·h + s·A + r·(beta + Σ z·v(τ)). The randomness r, s is
 * drawn before any thread starts, and every sum ends in one canonical affine point: the same
 * randomness gives the same bytes whatever the number of threads.
 */
public final class Groth16Prover {
  private final ProvingKey key;
  private final long[] witness;
  private final long[] witnessWords;
  private final Workers workers;
  private final BigInteger r;
  private final BigInteger s;

  private Groth16Prover(ProvingKey key, long[] witness, Workers workers, Blinding blinding) {
    this.key = key;
    this.witness = witness;
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
    VerifyingKey vk = key.verifyingKey();
    long[] a = blinded(Points.g1(), key.a(), vk.alpha(), key.deltaG1(), r);
    long[] b = blinded(Points.g2(), key.b2(), vk.beta(), vk.delta(), s);
    long[] c = last(quotient, a);
    byte[] proof = new byte[Groth16Verifier.PROOF_BYTES];
    G1.encode(a, 0, proof, 0);
    G2.encode(b, 0, proof, G1.BYTES);
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

  /**
   * C = Σ z·l + Σ q·h + s·A + r·(beta + Σ z·v(τ)), where r·s·delta cancels. Its three long sums are
   * one, which needs fewer digits for each point.
   */
  private long[] last(long[] quotient, long[] a) {
    Points g = Points.g1();
    long[] acc = new long[g.accumulatorLongs()];
    long[] term = new long[g.accumulatorLongs()];
    g.multiply(acc, 0, a, 0, s);
    g.multiply(term, 0, key.betaG1(), 0, r);
    g.add(acc, 0, term, 0);
    g.addAffine(acc, 0, longSum(quotient), 0);
    return affine(g, acc);
  }

  private long[] longSum(long[] quotient) {
    int privateWires = key.l().length / G1.LONGS;
    int domain = key.h().length / G1.LONGS;
    int wires = key.variables();
    int count = privateWires + domain + wires;
    long[] points = Arrays.copyOf(key.l(), count * G1.LONGS);
    System.arraycopy(key.h(), 0, points, key.l().length, key.h().length);
    System.arraycopy(key.b1(), 0, points, (privateWires + domain) * G1.LONGS, key.b1().length);
    long[] words = new long[count * Scalars.WORDS];
    int publicWords = (wires - privateWires) * Scalars.WORDS;
    System.arraycopy(witnessWords, publicWords, words, 0, privateWires * Scalars.WORDS);
    long[] quotientWords = Scalars.words(quotient, 0, domain);
    System.arraycopy(quotientWords, 0, words, privateWires * Scalars.WORDS, quotientWords.length);
    long[] blindedWords = Scalars.words(timesR(), 0, wires);
    System.arraycopy(
        blindedWords, 0, words, (privateWires + domain) * Scalars.WORDS, blindedWords.length);
    return MultiScalar.sum(Points.g1(), points, words, count, workers);
  }

  private long[] timesR() {
    long[] out = new long[witness.length];
    long[] factor = new long[Fr.LIMBS];
    Fr.fromBigInteger(r, factor, 0);
    for (int at = 0; at < out.length; at += Fr.LIMBS) {
      Fr.mul(out, at, witness, at, factor, 0);
    }
    return out;
  }

  private static long[] affine(Points g, long[] acc) {
    long[] out = new long[g.affineLongs()];
    g.toAffine(out, 0, acc, 0);
    return out;
  }
}
