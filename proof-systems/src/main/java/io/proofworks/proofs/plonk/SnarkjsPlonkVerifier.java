package io.proofworks.proofs.plonk;

import io.proofworks.proofs.KeyedVerifier;
import io.proofworks.proofs.Reduced;
import io.proofworks.proofs.bn254.G1;
import io.proofworks.proofs.bn254.G2;
import io.proofworks.proofs.bn254.LineTable;
import io.proofworks.proofs.bn254.PairingEquation;
import io.proofworks.proofs.bn254.Scalar;
import java.util.List;

/**
 * Verifies PLONK proofs of snarkjs.
 *
 * <p>Key bytes: log2 of the domain and number of public inputs (four bytes each), generator of the
 * domain, k1, k2, then the points Qm, Ql, Qr, Qo, Qc, S1, S2, S3 of G1 and X of G2. A proof is 768
 * bytes: the points A, B, C, Z, T1, T2, T3, Wξ, Wξω, then the values a, b, c, s1, s2, zω.
 *
 * <p>Source: snarkjs, {@code src/plonk_verify.js}.
 */
public final class SnarkjsPlonkVerifier implements KeyedVerifier {
  /** Bytes of a proof. */
  public static final int PROOF_BYTES = 9 * G1.BYTES + 6 * Scalar.BYTES;

  private static final int MAX_PUBLIC_INPUTS = 1024;
  private static final int QM = 0;
  private static final int QL = G1.LONGS;
  private static final int QR = 2 * G1.LONGS;
  private static final int QO = 3 * G1.LONGS;
  private static final int QC = 4 * G1.LONGS;
  private static final int S1 = 5 * G1.LONGS;
  private static final int S2 = 6 * G1.LONGS;
  private static final int S3 = 7 * G1.LONGS;
  private static final List<String> POINTS =
      List.of("Qm", "Ql", "Qr", "Qo", "Qc", "S1", "S2", "S3");

  private final Domain domain;
  private final int publicInputs;
  private final Scalar k1;
  private final Scalar k2;
  private final long[] points;
  private final byte[] pointBytes;
  private final LineTable x;

  private SnarkjsPlonkVerifier(KeyReader in) {
    int logSize = in.number(Domain.MAX_LOG_SIZE);
    this.publicInputs = in.number(MAX_PUBLIC_INPUTS);
    this.domain = new Domain(logSize, in.scalar());
    this.k1 = in.scalar();
    this.k2 = in.scalar();
    this.points = in.g1(POINTS);
    this.x = LineTable.of(in.g2("X_2", G2.generator()), 0);
    in.end();
    domain.requireRoomFor(publicInputs);
    domain.requireApart(k1, k2);
    KeyReader.requireFinite("S1", points, S1);
    KeyReader.requireFinite("S2", points, S2);
    KeyReader.requireFinite("S3", points, S3);
    this.pointBytes = new byte[POINTS.size() * G1.BYTES];
    for (int i = 0; i < POINTS.size(); i++) {
      G1.encode(points, i * G1.LONGS, pointBytes, i * G1.BYTES);
    }
  }

  /**
   * The verifier of a key.
   *
   * @throws IllegalArgumentException when the bytes are no key
   */
  public static SnarkjsPlonkVerifier of(byte[] key) {
    return new SnarkjsPlonkVerifier(new KeyReader(key));
  }

  /** A decoded proof; values at ξ have small letters. */
  private record Proof(
      Commitment[] wires,
      Commitment z,
      Commitment[] quotient,
      Commitment opening,
      Commitment openingShifted,
      Scalar a,
      Scalar b,
      Scalar c,
      Scalar s1,
      Scalar s2,
      Scalar zShifted) {

    static Proof read(ProofCursor in) {
      return new Proof(
          in.points(3),
          in.point(),
          in.points(3),
          in.point(),
          in.point(),
          in.scalar(),
          in.scalar(),
          in.scalar(),
          in.scalar(),
          in.scalar(),
          in.scalar());
    }
  }

  @Override
  public int inputs() {
    return publicInputs;
  }

  @Override
  public Reduced reduce(byte[] publicInputs, byte[] proof) {
    return ProofCursor.reduce(
        this.publicInputs, publicInputs, PROOF_BYTES, proof, Proof::read, this::equation);
  }

  private PairingEquation equation(Proof p, Scalar[] inputs) {
    KeccakTranscript transcript = new KeccakTranscript();
    Scalar beta = transcript.add(pointBytes).add(inputs).add(p.wires()).challenge();
    Scalar gamma = transcript.add(beta).challenge();
    Scalar alpha = transcript.add(beta, gamma).add(p.z()).challenge();
    Scalar xi = transcript.add(alpha).add(p.quotient()).challenge();
    Scalar v = transcript.add(xi, p.a(), p.b(), p.c(), p.s1(), p.s2(), p.zShifted()).challenge();
    Scalar u = transcript.add(p.opening(), p.openingShifted()).challenge();
    Scalar power = domain.power(xi);
    Scalar vanishing = power.minus(Scalar.ONE);
    Scalar first = alpha.square().times(domain.lagrange(0, xi, vanishing));
    Scalar leftA = p.a().plus(beta.times(p.s1())).plus(gamma);
    Scalar leftB = p.b().plus(beta.times(p.s2())).plus(gamma);
    Scalar left = alpha.times(p.zShifted()).times(leftA).times(leftB);
    Scalar constant =
        publicInput(inputs, xi, vanishing).minus(first).minus(left.times(p.c().plus(gamma)));
    Scalar betaXi = beta.times(xi);
    Scalar right =
        p.a()
            .plus(betaXi)
            .plus(gamma)
            .times(p.b().plus(betaXi.times(k1)).plus(gamma))
            .times(p.c().plus(betaXi.times(k2)).plus(gamma))
            .times(alpha);
    KzgEquation equation = new KzgEquation(LineTable.generator(), x);
    addGates(equation, p);
    equation.atOne(p.z(), right.plus(first).plus(u)).atOne(points, S3, left.times(beta).negate());
    addQuotient(equation, p, power, vanishing);
    Scalar value = addOpenings(equation, p, v).minus(constant).plus(u.times(p.zShifted()));
    return equation
        .atGenerator(value.negate())
        .atOne(p.opening(), xi)
        .atOne(p.openingShifted(), u.times(xi).times(domain.omega()))
        .atX(p.opening(), Scalar.ONE.negate())
        .atX(p.openingShifted(), u.negate());
  }

  private Scalar publicInput(Scalar[] inputs, Scalar xi, Scalar vanishing) {
    Scalar sum = Scalar.ZERO;
    for (int i = 0; i < inputs.length; i++) {
      sum = sum.minus(inputs[i].times(domain.lagrange(i, xi, vanishing)));
    }
    return sum;
  }

  private void addGates(KzgEquation equation, Proof p) {
    equation
        .atOne(points, QM, p.a().times(p.b()))
        .atOne(points, QL, p.a())
        .atOne(points, QR, p.b())
        .atOne(points, QO, p.c())
        .atOne(points, QC, Scalar.ONE);
  }

  private static void addQuotient(KzgEquation equation, Proof p, Scalar power, Scalar vanishing) {
    Scalar factor = vanishing.negate();
    for (Commitment part : p.quotient()) {
      equation.atOne(part, factor);
      factor = factor.times(power);
    }
  }

  /** The commitments opened at ξ with powers of v; returns their folded value. */
  private Scalar addOpenings(KzgEquation equation, Proof p, Scalar v) {
    Scalar power = v;
    for (Commitment wire : p.wires()) {
      equation.atOne(wire, power);
      power = power.times(v);
    }
    equation.atOne(points, S1, power).atOne(points, S2, power.times(v));
    Scalar value = Scalar.ZERO;
    for (Scalar opened : new Scalar[] {p.s2(), p.s1(), p.c(), p.b(), p.a()}) {
      value = value.plus(opened).times(v);
    }
    return value;
  }
}
