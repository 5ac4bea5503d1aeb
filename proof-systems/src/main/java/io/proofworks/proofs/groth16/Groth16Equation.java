package io.proofworks.proofs.groth16;

import io.proofworks.proofs.bn254.Fr;
import io.proofworks.proofs.bn254.G1;
import io.proofworks.proofs.bn254.G2;
import io.proofworks.proofs.bn254.PairingEquation;
import io.proofworks.proofs.bn254.PairingProduct;
import io.proofworks.proofs.bn254.Scalar;

/**
 * A proof and its public inputs, decoded: everything but e(-A, B)·e(alpha, beta)·e(L, gamma)·e(C,
 * delta) = 1 has been checked.
 *
 * @param inputs public inputs, Fr.LIMBS longs each
 * @param a affine point of G1
 * @param b affine point of G2, in the subgroup
 * @param c affine point of G1
 */
record Groth16Equation(Groth16Verifier verifier, long[] inputs, long[] a, long[] b, long[] c)
    implements PairingEquation {
  private static final int B_OFFSET = G1.BYTES;
  private static final int C_OFFSET = G1.BYTES + G2.BYTES;

  /** An equation, or the reason why the bytes make none. */
  sealed interface Decoded {}

  record Sound(Groth16Equation equation) implements Decoded {}

  record Refused(Groth16Result reason) implements Decoded {}

  /** Decodes, the cheap checks first. */
  static Decoded decode(Groth16Verifier verifier, byte[] publicInputs, byte[] proof) {
    int inputs = verifier.key().publicInputs();
    if (proof.length != Groth16Verifier.PROOF_BYTES
        || publicInputs.length != inputs * Scalar.BYTES) {
      return new Refused(Groth16Result.NON_CANONICAL);
    }
    Groth16Equation equation =
        new Groth16Equation(
            verifier,
            new long[inputs * Fr.LIMBS],
            new long[G1.LONGS],
            new long[G2.LONGS],
            new long[G1.LONGS]);
    if (!equation.readInputs(publicInputs) || !equation.readCoordinates(proof)) {
      return new Refused(Groth16Result.NON_CANONICAL);
    }
    return equation.checkGroups();
  }

  private boolean readInputs(byte[] bytes) {
    for (int i = 0; i < bytes.length / Scalar.BYTES; i++) {
      if (!Fr.fromBytes(bytes, i * Scalar.BYTES, inputs, i * Fr.LIMBS)) {
        return false;
      }
    }
    return true;
  }

  private boolean readCoordinates(byte[] proof) {
    return G1.decodeCoordinates(proof, 0, a, 0)
        && G2.decodeCoordinates(proof, B_OFFSET, b, 0)
        && G1.decodeCoordinates(proof, C_OFFSET, c, 0);
  }

  private Decoded checkGroups() {
    if (!G1.isOnCurve(a, 0) || !G1.isOnCurve(c, 0) || !G2.isOnCurve(b, 0)) {
      return new Refused(Groth16Result.NOT_ON_CURVE);
    }
    if (!G2.isInSubgroup(b, 0)) {
      return new Refused(Groth16Result.NOT_IN_SUBGROUP);
    }
    return new Sound(this);
  }

  /** Alone, with what the verifier has precomputed for weight one. */
  @Override
  public boolean holds() {
    return verifier.pairsToOne(this);
  }

  @Override
  public void multiplyInto(PairingProduct product, Scalar weight) {
    VerifyingKey key = verifier.key();
    product.add(a, 0, weight.negate(), b, 0);
    product.add(key.alpha(), 0, weight, verifier.beta());
    product.add(key.ic(), 0, weight, verifier.gamma());
    for (int i = 0; i < key.publicInputs(); i++) {
      Scalar share = weight.times(Scalar.of(inputs, i * Fr.LIMBS));
      product.add(key.ic(), (i + 1) * G1.LONGS, share, verifier.gamma());
    }
    product.add(c, 0, weight, verifier.delta());
  }
}
