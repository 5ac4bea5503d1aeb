package io.proofworks.proofs.plonk;

import io.proofworks.proofs.KeyedVerifier;
import io.proofworks.proofs.Reduced;
import io.proofworks.proofs.bn254.G1;
import io.proofworks.proofs.bn254.G2;
import io.proofworks.proofs.bn254.LineTable;
import io.proofworks.proofs.bn254.PairingEquation;
import io.proofworks.proofs.bn254.Scalar;
import java.util.Arrays;
import java.util.List;

/**
 * Verifies FFLONK proofs (Gabizon, Williamson, ePrint 2021/1167) of snarkjs.
 *
 * <p>Key bytes: log2 of the domain and number of public inputs (four bytes each), the generator of
 * the domain, k1, k2, w3, w4, w8, wr, then the point C0 of G1 and X of G2. A proof is 736 bytes:
 * the points C1, C2, W1, W2, then the values ql, qr, qm, qo, qc, s1, s2, s3, a, b, c, z, zω, t1ω,
 * t2ω.
 *
 * <p>Source: snarkjs, {@code src/fflonk_verify.js}.
 */
public final class FflonkVerifier implements KeyedVerifier {
  private static final int VALUES = 15;

  /** Bytes of a proof. */
  public static final int PROOF_BYTES = 4 * G1.BYTES + VALUES * Scalar.BYTES;

  private static final int MAX_PUBLIC_INPUTS = 1024;

  private final Domain domain;
  private final int publicInputs;
  private final Scalar k1;
  private final Scalar k2;
  private final Scalar w3;
  private final Scalar w4;
  private final Scalar w8;
  private final Scalar wr;
  private final Commitment c0;
  private final LineTable x;

  private FflonkVerifier(KeyReader in) {
    int logSize = in.number(Domain.MAX_LOG_SIZE);
    this.publicInputs = in.number(MAX_PUBLIC_INPUTS);
    this.domain = new Domain(logSize, in.scalar());
    this.k1 = in.scalar();
    this.k2 = in.scalar();
    this.w3 = root(in.scalar(), 3);
    this.w4 = root(in.scalar(), 4);
    this.w8 = root(in.scalar(), 8);
    this.wr = in.scalar();
    if (!wr.power(3).equals(domain.omega())) {
      throw new IllegalArgumentException("wr is no cube root of the generator");
    }
    domain.requireRoomFor(publicInputs);
    domain.requireApart(k1, k2);
    long[] point = in.g1(List.of("C0"));
    KeyReader.requireFinite("C0", point, 0);
    byte[] bytes = new byte[G1.BYTES];
    G1.encode(point, 0, bytes, 0);
    this.c0 = new Commitment(point, bytes);
    this.x = LineTable.of(in.g2("X_2", G2.generator()), 0);
    in.end();
  }

  private static Scalar root(Scalar w, int order) {
    Scalar power = w;
    for (int i = 1; i < order; i++) {
      if (power.equals(Scalar.ONE)) {
        throw new IllegalArgumentException("not a primitive root of unity of order " + order);
      }
      power = power.times(w);
    }
    if (!power.equals(Scalar.ONE)) {
      throw new IllegalArgumentException("not a root of unity of order " + order);
    }
    return w;
  }

  /**
   * The verifier of a key.
   *
   * @throws IllegalArgumentException when the bytes are no key
   */
  public static FflonkVerifier of(byte[] key) {
    return new FflonkVerifier(new KeyReader(key));
  }

  /** A decoded proof; values has the order of the encoding. */
  private record Proof(
      Commitment c1, Commitment c2, Commitment w1, Commitment w2, Scalar[] values) {
    static Proof read(ProofCursor in) {
      return new Proof(in.point(), in.point(), in.point(), in.point(), in.scalars(VALUES));
    }

    Scalar a() {
      return values[8];
    }

    Scalar b() {
      return values[9];
    }

    Scalar c() {
      return values[10];
    }

    Scalar z() {
      return values[11];
    }

    Scalar zShifted() {
      return values[12];
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
    Scalar beta = transcript.add(c0).add(inputs).add(p.c1()).challenge();
    Scalar gamma = transcript.add(beta).challenge();
    Scalar seed = transcript.add(gamma).add(p.c2()).challenge();
    Scalar alpha = transcript.add(seed).add(p.values()).challenge();
    Scalar y = transcript.add(alpha).add(p.w1()).challenge();

    Scalar cube = seed.power(3);
    Scalar[] h0 = multiples(cube, w8, 8);
    Scalar[] h1 = multiples(cube.square(), w4, 4);
    Scalar h2Start = cube.square().times(seed.square());
    Scalar[] h2 = multiples(h2Start, w3, 3);
    Scalar[] h3 = multiples(h2Start.times(wr), w3, 3);
    Scalar xi = h2Start.power(3);

    Scalar zero0 = vanishing(h0, y);
    Scalar quotient1 = alpha.times(zero0).times(vanishing(h1, y).inverse());
    Scalar quotient2 =
        alpha.square().times(zero0).times(vanishing(h2, y).times(vanishing(h3, y)).inverse());
    Scalar value =
        interpolateAt(y, h0, polynomial(selectors(p), h0))
            .plus(quotient1.times(valueOfFirst(p, inputs, xi, h1, y)))
            .plus(quotient2.times(valueOfSecond(p, beta, gamma, xi, h2, h3, y)));
    return new KzgEquation(LineTable.generator(), x)
        .atOne(c0, Scalar.ONE)
        .atOne(p.c1(), quotient1)
        .atOne(p.c2(), quotient2)
        .atGenerator(value.negate())
        .atOne(p.w1(), zero0.negate())
        .atOne(p.w2(), y)
        .atX(p.w2(), Scalar.ONE.negate());
  }

  /** start·wⁱ for i below count. */
  private static Scalar[] multiples(Scalar start, Scalar w, int count) {
    Scalar[] out = new Scalar[count];
    out[0] = start;
    for (int i = 1; i < count; i++) {
      out[i] = out[i - 1].times(w);
    }
    return out;
  }

  /** ql + qr·X + qo·X² + qm·X³ + qc·X⁴ + s1·X⁵ + s2·X⁶ + s3·X⁷. */
  private static Scalar[] selectors(Proof p) {
    Scalar[] v = p.values();
    return new Scalar[] {v[0], v[1], v[3], v[2], v[4], v[5], v[6], v[7]};
  }

  private Scalar valueOfFirst(Proof p, Scalar[] inputs, Scalar xi, Scalar[] h1, Scalar y) {
    Scalar[] v = p.values();
    Scalar vanishing = domain.vanishing(xi);
    Scalar gates =
        v[0].times(p.a())
            .plus(v[1].times(p.b()))
            .plus(v[2].times(p.a()).times(p.b()))
            .plus(v[3].times(p.c()))
            .plus(v[4]);
    for (int i = 0; i < inputs.length; i++) {
      gates = gates.minus(inputs[i].times(domain.lagrange(i, xi, vanishing)));
    }
    Scalar[] coefficients = {p.a(), p.b(), p.c(), gates.times(vanishing.inverse())};
    return interpolateAt(y, h1, polynomial(coefficients, h1));
  }

  private Scalar valueOfSecond(
      Proof p, Scalar beta, Scalar gamma, Scalar xi, Scalar[] h2, Scalar[] h3, Scalar y) {
    Scalar[] v = p.values();
    Scalar vanishing = domain.vanishing(xi);
    Scalar inverse = vanishing.inverse();
    Scalar t1 = p.z().minus(Scalar.ONE).times(domain.lagrange(0, xi, vanishing)).times(inverse);
    Scalar betaXi = beta.times(xi);
    Scalar identity = product(p, gamma, betaXi, betaXi.times(k1), betaXi.times(k2)).times(p.z());
    Scalar permuted =
        product(p, gamma, beta.times(v[5]), beta.times(v[6]), beta.times(v[7])).times(p.zShifted());
    Scalar t2 = identity.minus(permuted).times(inverse);
    Scalar[] points = concatenated(h2, h3);
    Scalar[] at2 = polynomial(new Scalar[] {p.z(), t1, t2}, h2);
    Scalar[] at3 = polynomial(new Scalar[] {p.zShifted(), v[13], v[14]}, h3);
    return interpolateAt(y, points, concatenated(at2, at3));
  }

  private static Scalar product(Proof p, Scalar gamma, Scalar x, Scalar y, Scalar z) {
    return p.a()
        .plus(x)
        .plus(gamma)
        .times(p.b().plus(y).plus(gamma))
        .times(p.c().plus(z).plus(gamma));
  }

  private static Scalar[] concatenated(Scalar[] first, Scalar[] second) {
    Scalar[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  /** The values of a polynomial, lowest coefficient first, at each of the points. */
  private static Scalar[] polynomial(Scalar[] coefficients, Scalar[] points) {
    Scalar[] values = new Scalar[points.length];
    for (int i = 0; i < points.length; i++) {
      Scalar value = Scalar.ZERO;
      for (int k = coefficients.length - 1; k >= 0; k--) {
        value = value.times(points[i]).plus(coefficients[k]);
      }
      values[i] = value;
    }
    return values;
  }

  /** Π (y - h). */
  private static Scalar vanishing(Scalar[] h, Scalar y) {
    Scalar product = Scalar.ONE;
    for (Scalar point : h) {
      product = product.times(y.minus(point));
    }
    return product;
  }

  /** At y, the polynomial of least degree through the points and values (Lagrange). */
  private static Scalar interpolateAt(Scalar y, Scalar[] points, Scalar[] values) {
    Scalar sum = Scalar.ZERO;
    for (int i = 0; i < points.length; i++) {
      Scalar numerator = values[i];
      Scalar denominator = Scalar.ONE;
      for (int k = 0; k < points.length; k++) {
        if (k != i) {
          numerator = numerator.times(y.minus(points[k]));
          denominator = denominator.times(points[i].minus(points[k]));
        }
      }
      sum = sum.plus(numerator.times(denominator.inverse()));
    }
    return sum;
  }
}
