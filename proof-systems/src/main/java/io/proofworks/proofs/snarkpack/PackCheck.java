package io.proofworks.proofs.snarkpack;

import io.proofworks.proofs.bn254.Fr;
import io.proofworks.proofs.bn254.G1;
import io.proofworks.proofs.bn254.LineTable;
import io.proofworks.proofs.bn254.LinearSum;
import io.proofworks.proofs.bn254.PairingProduct;
import io.proofworks.proofs.bn254.PairingValue;
import io.proofworks.proofs.bn254.Points;
import io.proofworks.proofs.bn254.Scalar;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * Verifies an aggregate. All its equations in GT (five of the folded vectors, one of Groth16, four
 * of the opened keys) are one, each with a random weight: one product of powers, one product of
 * pairings.
 */
final class PackCheck {
  private static final int WEIGHT_BYTES = 16;
  private static final int EQUATIONS = 10;
  private static final int GROTH16 = 5;
  private static final int OPENING_V1 = 6;
  private static final int OPENING_V2 = 7;
  private static final int OPENING_W1 = 8;
  private static final int OPENING_W2 = 9;
  private static final long[] ONE = G1.generator();

  private final ReferenceKey reference;
  private final Statements statements;
  private final PackedProof proof;
  private final List<Scalar> challenges = new ArrayList<>();
  private final List<Scalar> inverses = new ArrayList<>();
  private final Scalar[] weights = new Scalar[EQUATIONS];
  private final Scalar r;
  private final Scalar z;

  PackCheck(ReferenceKey reference, Statements statements, byte[] binding, PackedProof proof) {
    this.reference = reference;
    this.statements = statements;
    this.proof = proof;
    PackTranscript transcript = new PackTranscript(reference, statements, binding);
    transcript.sayCommitments(proof.whole());
    this.r = transcript.challenge();
    transcript.sayProducts(proof.whole());
    for (Round round : proof.rounds()) {
      transcript.say(round);
      Scalar inverse = transcript.shortChallenge();
      inverses.add(inverse);
      challenges.add(inverse.inverse());
    }
    transcript.sayFolded(proof.inG1(), proof.inG2());
    this.z = transcript.challenge();
    SecureRandom random = new SecureRandom();
    byte[] bytes = new byte[WEIGHT_BYTES];
    for (int i = 0; i < EQUATIONS; i++) {
      random.nextBytes(bytes);
      weights[i] = Scalar.reduced(bytes);
    }
  }

  boolean holds() {
    return foldsC() && pairings().sameAs(powers());
  }

  /** The folded product of C: whole + Σ (x·left + right/x) = r'·C. */
  private boolean foldsC() {
    LinearSum sum = new LinearSum().add(proof.whole().c(), 0, Scalar.ONE);
    for (int i = 0; i < proof.rounds().size(); i++) {
      sum.add(proof.rounds().get(i).left().c(), 0, challenges.get(i));
      sum.add(proof.rounds().get(i).right().c(), 0, inverses.get(i));
    }
    Scalar power = new FoldedKey(inverses, Scalar.ONE).at(r);
    sum.add(proof.inG1(), PackedProof.C, power.negate());
    return Points.g1().isAffineInfinity(sum.value(), 0);
  }

  /** The left sides: Π over the five of (whole · left^x · right^(1/x))^weight, and Groth16's. */
  private PairingValue powers() {
    List<PairingValue> values = new ArrayList<>();
    List<Scalar> exponents = new ArrayList<>();
    for (int k = 0; k < Terms.VALUES; k++) {
      Scalar own = k == Terms.Z_AB ? weights[k].plus(weights[GROTH16]) : weights[k];
      values.add(proof.whole().values().get(k));
      exponents.add(own);
      for (int i = 0; i < proof.rounds().size(); i++) {
        values.add(proof.rounds().get(i).left().values().get(k));
        exponents.add(weights[k].times(challenges.get(i)));
        values.add(proof.rounds().get(i).right().values().get(k));
        exponents.add(weights[k].times(inverses.get(i)));
      }
    }
    return PairingValue.product(values, exponents);
  }

  /** The right sides, and the equations of the openings, whose left sides are one. */
  private PairingValue pairings() {
    PairingProduct product = new PairingProduct();
    long[] g = proof.inG1();
    LineTable v1 = LineTable.of(proof.inG2(), PackedProof.V1);
    LineTable v2 = LineTable.of(proof.inG2(), PackedProof.V2);
    LineTable b = LineTable.of(proof.inG2(), PackedProof.B);
    product
        .add(g, PackedProof.A, weights[Terms.T_AB], v1)
        .add(g, PackedProof.C, weights[Terms.T_C], v1)
        .add(g, PackedProof.A, weights[Terms.U_AB], v2)
        .add(g, PackedProof.C, weights[Terms.U_C], v2)
        .add(g, PackedProof.W1, weights[Terms.T_AB], b)
        .add(g, PackedProof.W2, weights[Terms.U_AB], b)
        .add(g, PackedProof.A, weights[Terms.Z_AB], b);
    addGroth16(product);
    addOpeningsInG2(product, v1, v2);
    addOpeningsInG1(product);
    return product.value();
  }

  /** e(A, B)^r = e(Σr·alpha, beta)·e(Σr·L, gamma)·e(C^r, delta). */
  private void addGroth16(PairingProduct product) {
    long[] powers = statements.powers(r);
    Scalar total = Scalar.ZERO;
    for (int at = 0; at < powers.length; at += Fr.LIMBS) {
      total = total.plus(Scalar.of(powers, at));
    }
    Scalar weight = weights[GROTH16];
    product
        .add(statements.key().alpha(), 0, weight.times(total), statements.verifier().beta())
        .add(statements.folded(powers, total), 0, weight, statements.verifier().gamma())
        .add(proof.whole().c(), 0, weight, statements.verifier().delta());
  }

  /** e(1, v - f(z)) = e([a] - z, opening): moved to one side, which is one. */
  private void addOpeningsInG2(PairingProduct product, LineTable v1, LineTable v2) {
    Scalar value = new FoldedKey(inverses, Scalar.ONE).at(z);
    Scalar one = weights[OPENING_V1];
    Scalar two = weights[OPENING_V2];
    LineTable opening1 = LineTable.of(proof.inG2(), PackedProof.OPENING_V1);
    LineTable opening2 = LineTable.of(proof.inG2(), PackedProof.OPENING_V2);
    product
        .add(ONE, 0, one, v1)
        .add(ONE, 0, two, v2)
        .add(ONE, 0, one.plus(two).times(value).negate(), LineTable.generator())
        .add(reference.a1(), 0, one.negate(), opening1)
        .add(ONE, 0, one.times(z), opening1)
        .add(reference.b1(), 0, two.negate(), opening2)
        .add(ONE, 0, two.times(z), opening2);
  }

  /** e(w - f(z), 1) = e(opening, [a] - z). */
  private void addOpeningsInG1(PairingProduct product) {
    Scalar value = new FoldedKey(challenges, r.inverse()).at(z).times(z.power(statements.padded()));
    Scalar one = weights[OPENING_W1];
    Scalar two = weights[OPENING_W2];
    long[] g = proof.inG1();
    LineTable generator = LineTable.generator();
    product
        .add(g, PackedProof.W1, one, generator)
        .add(g, PackedProof.W2, two, generator)
        .add(ONE, 0, one.plus(two).times(value).negate(), generator)
        .add(g, PackedProof.OPENING_W1, one.times(z), generator)
        .add(g, PackedProof.OPENING_W2, two.times(z), generator)
        .add(g, PackedProof.OPENING_W1, one.negate(), reference.a2())
        .add(g, PackedProof.OPENING_W2, two.negate(), reference.b2());
  }
}
