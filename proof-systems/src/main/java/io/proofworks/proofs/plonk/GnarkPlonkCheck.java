package io.proofworks.proofs.plonk;

import static io.proofworks.proofs.plonk.GnarkPlonkKey.GENERATOR;
import static io.proofworks.proofs.plonk.GnarkPlonkKey.QK;
import static io.proofworks.proofs.plonk.GnarkPlonkKey.QL;
import static io.proofworks.proofs.plonk.GnarkPlonkKey.QM;
import static io.proofworks.proofs.plonk.GnarkPlonkKey.QO;
import static io.proofworks.proofs.plonk.GnarkPlonkKey.QR;
import static io.proofworks.proofs.plonk.GnarkPlonkKey.S1;
import static io.proofworks.proofs.plonk.GnarkPlonkKey.S2;
import static io.proofworks.proofs.plonk.GnarkPlonkKey.S3;

import io.proofworks.proofs.bn254.G1;
import io.proofworks.proofs.bn254.HashToField;
import io.proofworks.proofs.bn254.LinearSum;
import io.proofworks.proofs.bn254.PairingEquation;
import io.proofworks.proofs.bn254.Scalar;
import io.proofworks.proofs.hash.Digests;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One proof's way from its transcript to the equation that is left. */
final class GnarkPlonkCheck {
  private static final HashToField COMMITTED_GATE = new HashToField("BSB22-Plonk");

  private final GnarkPlonkKey key;
  private final GnarkPlonkProof proof;
  private final Scalar[] inputs;
  private final Scalar beta;
  private final Scalar gamma;
  private final Scalar alpha;
  private final Scalar zeta;
  private final Scalar vanishing;
  private final Scalar l;
  private final Scalar r;
  private final Scalar o;

  GnarkPlonkCheck(GnarkPlonkKey key, GnarkPlonkProof proof, Scalar[] inputs) {
    this.key = key;
    this.proof = proof;
    this.inputs = inputs;
    byte[] first = firstChallenge();
    byte[] second = Digests.sha256(ascii("beta"), first);
    byte[] third = thirdChallenge(second);
    byte[] fourth =
        Digests.sha256(
            ascii("zeta"),
            third,
            proof.quotient()[0].bytes(),
            proof.quotient()[1].bytes(),
            proof.quotient()[2].bytes());
    this.gamma = Scalar.reduced(first);
    this.beta = Scalar.reduced(second);
    this.alpha = Scalar.reduced(third);
    this.zeta = Scalar.reduced(fourth);
    this.vanishing = key.domain().vanishing(zeta);
    this.l = proof.wireValues()[0];
    this.r = proof.wireValues()[1];
    this.o = proof.wireValues()[2];
  }

  private static byte[] ascii(String name) {
    return name.getBytes(StandardCharsets.US_ASCII);
  }

  private byte[] firstChallenge() {
    List<byte[]> parts = new ArrayList<>();
    parts.add(ascii("gamma"));
    for (int point : new int[] {S1, S2, S3, QL, QR, QM, QO, QK}) {
      parts.add(key.bytes(point));
    }
    for (int i = 0; i < key.gates(); i++) {
      parts.add(key.bytes(GnarkPlonkKey.qcp(i)));
    }
    for (Scalar input : inputs) {
      parts.add(input.toBytes());
    }
    for (Commitment wire : proof.wires()) {
      parts.add(wire.bytes());
    }
    return Digests.sha256(parts.toArray(byte[][]::new));
  }

  private byte[] thirdChallenge(byte[] second) {
    List<byte[]> parts = new ArrayList<>(List.of(ascii("alpha"), second));
    for (Commitment gate : proof.gates()) {
      parts.add(gate.bytes());
    }
    parts.add(proof.z().bytes());
    return Digests.sha256(parts.toArray(byte[][]::new));
  }

  /**
   * Opens, with powers of v, the linearised polynomial, the wires, two permutations and the
   * committed gates at ζ, and with u the permutation product at ζω.
   */
  PairingEquation equation() {
    Scalar first = alpha.square().times(key.domain().lagrange(0, zeta, vanishing));
    Scalar linearValue = linearValue(first);
    long[] linear = linearised(first);
    byte[] folding = folding(linear, linearValue);
    Scalar v = Scalar.reduced(folding);
    Scalar u =
        Scalar.reduced(
            Digests.sha256(folding, proof.opening().bytes(), proof.openingShifted().bytes()));
    KzgEquation equation = new KzgEquation(key.one(), key.x());
    equation.atOne(linear, 0, Scalar.ONE);
    Scalar value = linearValue.plus(fold(equation, v)).plus(u.times(proof.zShifted()));
    Scalar shifted = u.times(zeta).times(key.domain().omega());
    return equation
        .atOne(proof.z(), u)
        .atOne(key.points(), GENERATOR, value.negate())
        .atOne(proof.opening(), zeta)
        .atOne(proof.openingShifted(), shifted)
        .atX(proof.opening(), Scalar.ONE.negate())
        .atX(proof.openingShifted(), u.negate());
  }

  /** The linearised polynomial at ζ that the identities demand. */
  private Scalar linearValue(Scalar first) {
    Scalar permuted =
        l.plus(beta.times(proof.s1()))
            .plus(gamma)
            .times(r.plus(beta.times(proof.s2())).plus(gamma))
            .times(o.plus(gamma))
            .times(proof.zShifted())
            .times(alpha);
    return publicInput().minus(first).plus(permuted).negate();
  }

  private Scalar publicInput() {
    Scalar sum = Scalar.ZERO;
    for (int i = 0; i < inputs.length; i++) {
      sum = sum.plus(inputs[i].times(key.domain().lagrange(i, zeta, vanishing)));
    }
    for (int i = 0; i < key.gates(); i++) {
      long row = (long) inputs.length + key.commitmentIndices().get(i);
      Scalar hash = COMMITTED_GATE.hash(proof.gates()[i].bytes());
      sum = sum.plus(hash.times(key.domain().lagrange(row, zeta, vanishing)));
    }
    return sum;
  }

  /** The commitment to the linearised polynomial, affine. */
  private long[] linearised(Scalar first) {
    Scalar shift = key.cosetShift();
    Scalar betaZeta = beta.times(zeta);
    Scalar left =
        l.plus(beta.times(proof.s1()))
            .plus(gamma)
            .times(r.plus(beta.times(proof.s2())).plus(gamma));
    Scalar right =
        l.plus(betaZeta)
            .plus(gamma)
            .times(r.plus(betaZeta.times(shift)).plus(gamma))
            .times(o.plus(betaZeta.times(shift.square())).plus(gamma));
    long[] points = key.points();
    LinearSum sum =
        new LinearSum()
            .add(points, QL, l)
            .add(points, QR, r)
            .add(points, QM, l.times(r))
            .add(points, QO, o)
            .add(points, QK, Scalar.ONE)
            .add(points, S3, alpha.times(beta).times(proof.zShifted()).times(left))
            .add(proof.z().point(), 0, first.minus(alpha.times(right)));
    for (int i = 0; i < key.gates(); i++) {
      sum.add(proof.gates()[i].point(), 0, proof.gateValues()[i]);
    }
    addQuotient(sum);
    return sum.value();
  }

  private void addQuotient(LinearSum sum) {
    Scalar step = zeta.power(key.domain().size() + 2);
    Scalar factor = vanishing.negate();
    for (Commitment part : proof.quotient()) {
      sum.add(part.point(), 0, factor);
      factor = factor.times(step);
    }
  }

  private byte[] folding(long[] linear, Scalar linearValue) {
    byte[] linearBytes = new byte[G1.BYTES];
    G1.encode(linear, 0, linearBytes, 0);
    List<byte[]> parts = new ArrayList<>(List.of(ascii("gamma"), zeta.toBytes(), linearBytes));
    for (Commitment wire : proof.wires()) {
      parts.add(wire.bytes());
    }
    parts.add(key.bytes(S1));
    parts.add(key.bytes(S2));
    for (int i = 0; i < key.gates(); i++) {
      parts.add(key.bytes(GnarkPlonkKey.qcp(i)));
    }
    parts.add(linearValue.toBytes());
    for (Scalar value : openedValues()) {
      parts.add(value.toBytes());
    }
    parts.add(proof.zShifted().toBytes());
    return Digests.sha256(parts.toArray(byte[][]::new));
  }

  private List<Scalar> openedValues() {
    List<Scalar> values = new ArrayList<>(List.of(l, r, o, proof.s1(), proof.s2()));
    values.addAll(List.of(proof.gateValues()));
    return values;
  }

  /** Adds the commitments that are opened with the linearised one; returns their folded value. */
  private Scalar fold(KzgEquation equation, Scalar v) {
    Scalar power = v;
    for (Commitment wire : proof.wires()) {
      equation.atOne(wire, power);
      power = power.times(v);
    }
    equation.atOne(key.points(), S1, power);
    power = power.times(v);
    equation.atOne(key.points(), S2, power);
    for (int i = 0; i < key.gates(); i++) {
      power = power.times(v);
      equation.atOne(key.points(), GnarkPlonkKey.qcp(i), power);
    }
    Scalar value = Scalar.ZERO;
    for (Scalar opened : openedValues().reversed()) {
      value = value.plus(opened).times(v);
    }
    return value;
  }
}
