package io.proofworks.proofs.groth16;

import io.proofworks.proofs.bn254.FixedBase;
import io.proofworks.proofs.bn254.Fr;
import io.proofworks.proofs.bn254.G1;
import io.proofworks.proofs.bn254.G2;
import io.proofworks.proofs.bn254.Points;
import io.proofworks.proofs.bn254.Scalars;
import io.proofworks.proofs.bn254.Workers;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Groth16 keys made by one party, for <b>development</b>: the secrets exist in this process while
 * it runs, so whoever ran it could forge proofs of anything. Keys for real stakes come from a
 * ceremony of many. The keys say so ({@link ProvingKey#development}).
 */
public final class DevelopmentSetup {
  private static final int L = Fr.LIMBS;
  private static final int WINDOW = 10;

  private final R1cs r1cs;
  private final QuadraticProgram program;
  private final Workers workers;
  private final FixedBase g1 = FixedBase.of(Points.g1(), G1.generator(), 0, WINDOW);
  private final FixedBase g2 = FixedBase.of(Points.g2(), G2.generator(), 0, WINDOW);
  private final BigInteger alpha;
  private final BigInteger beta;
  private final BigInteger gamma;
  private final BigInteger delta;
  private final BigInteger tau;

  private DevelopmentSetup(R1cs r1cs, SecureRandom random, Workers workers) {
    this.r1cs = r1cs;
    this.program = new QuadraticProgram(r1cs);
    this.workers = workers;
    this.alpha = RandomScalars.nonZero(random);
    this.beta = RandomScalars.nonZero(random);
    this.gamma = RandomScalars.nonZero(random);
    this.delta = RandomScalars.nonZero(random);
    this.tau = outsideDomain(random);
  }

  /** Development keys for a constraint system, with one thread. */
  public static ProvingKey generate(R1cs r1cs, SecureRandom random) {
    return generate(r1cs, random, 1);
  }

  /** Development keys for a constraint system; the result does not depend on the threads. */
  public static ProvingKey generate(R1cs r1cs, SecureRandom random, int threads) {
    try (Workers workers = Workers.of(threads)) {
      return new DevelopmentSetup(r1cs, random, workers).keys();
    }
  }

  private BigInteger outsideDomain(SecureRandom random) {
    BigInteger candidate = RandomScalars.nonZero(random);
    while (inDoubledDomain(candidate)) {
      candidate = RandomScalars.nonZero(random);
    }
    return candidate;
  }

  private boolean inDoubledDomain(BigInteger candidate) {
    BigInteger size = BigInteger.valueOf(2L * program.domain().size());
    return candidate.modPow(size, Fr.MODULUS).equals(BigInteger.ONE);
  }

  private ProvingKey keys() {
    long[] lagrange = program.domain().lagrangeAt(tau);
    long[] u = program.evaluateA(lagrange);
    long[] v = program.evaluate(r1cs.b(), lagrange);
    long[] combined = combined(u, v, program.evaluate(r1cs.c(), lagrange));
    int publicWires = r1cs.publicInputs() + 1;
    long[] publicPart = Arrays.copyOf(combined, publicWires * L);
    long[] privatePart = Arrays.copyOfRange(combined, publicWires * L, combined.length);
    scale(publicPart, gamma.modInverse(Fr.MODULUS));
    scale(privatePart, delta.modInverse(Fr.MODULUS));
    return new ProvingKey(
        verifyingKey(inG1(publicPart)),
        true,
        program.domain().logSize(),
        inG1(element(beta)),
        inG1(element(delta)),
        inG1(u),
        inG1(v),
        inG2(v),
        inG1(privatePart),
        inG1(quotientBasis()));
  }

  private VerifyingKey verifyingKey(long[] ic) {
    return new VerifyingKey(
        inG1(element(alpha)), inG2(element(beta)), inG2(element(gamma)), inG2(element(delta)), ic);
  }

  /** beta·u + alpha·v + w. */
  private long[] combined(long[] u, long[] v, long[] w) {
    long[] left = u.clone();
    long[] right = v.clone();
    scale(left, beta);
    scale(right, alpha);
    for (int at = 0; at < left.length; at += L) {
      Fr.add(left, at, left, at, right, at);
      Fr.add(left, at, left, at, w, at);
    }
    return left;
  }

  /** The odd Lagrange polynomials of the doubled domain at τ, over delta. */
  private long[] quotientBasis() {
    long[] out = program.domain().oddLagrangeAt(tau);
    scale(out, delta.modInverse(Fr.MODULUS));
    return out;
  }

  private static void scale(long[] elements, BigInteger by) {
    long[] factor = element(by);
    for (int at = 0; at < elements.length; at += L) {
      Fr.mul(elements, at, elements, at, factor, 0);
    }
  }

  private static long[] element(BigInteger v) {
    long[] z = new long[L];
    Fr.fromBigInteger(v, z, 0);
    return z;
  }

  private long[] inG1(long[] elements) {
    return multiples(g1, elements);
  }

  private long[] inG2(long[] elements) {
    return multiples(g2, elements);
  }

  private long[] multiples(FixedBase base, long[] elements) {
    int count = elements.length / L;
    return base.multiples(Scalars.words(elements, 0, count), count, workers);
  }
}
