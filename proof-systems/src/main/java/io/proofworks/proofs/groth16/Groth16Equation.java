package io.proofworks.proofs.groth16;

import io.proofworks.proofs.bn254.Fr;
import io.proofworks.proofs.bn254.G1;
import io.proofworks.proofs.bn254.G2;
import io.proofworks.proofs.bn254.LineTable;
import io.proofworks.proofs.bn254.PairingEquation;
import io.proofworks.proofs.bn254.PairingProduct;
import io.proofworks.proofs.bn254.Scalar;
import java.util.Arrays;

/**
 * A proof and its public inputs, decoded: everything but e(-A, B)·e(alpha, beta)·e(L, gamma)·e(C,
 * delta) = 1 has been checked.
 *
 * @param inputs public inputs, Fr.LIMBS longs each
 * @param a affine point of G1
 * @param b the lines of a point of G2, in the subgroup
 * @param c affine point of G1
 */
record Groth16Equation(Groth16Verifier verifier, long[] inputs, long[] a, LineTable b, long[] c)
    implements PairingEquation {
  private static final int B = G1.LONGS;
  private static final int C = G1.LONGS + G2.LONGS;

  /** An equation, or the reason why the bytes make none. */
  sealed interface Decoded {}

  record Sound(Groth16Equation equation) implements Decoded {}

  record Refused(Groth16Result reason) implements Decoded {}

  /** Decodes, the cheap checks first. */
  static Decoded decode(Groth16Verifier verifier, byte[] publicInputs, byte[] proof) {
    int inputs = verifier.key().publicInputs();
    if (publicInputs.length != inputs * Scalar.BYTES) {
      return new Refused(Groth16Result.NO_STATEMENT);
    }
    long[] scalars = new long[inputs * Fr.LIMBS];
    if (!readInputs(publicInputs, scalars)) {
      return new Refused(Groth16Result.NO_STATEMENT);
    }
    long[] points = new long[2 * G1.LONGS + G2.LONGS];
    return proof.length == Groth16Verifier.PROOF_BYTES && readCoordinates(proof, points)
        ? checkGroups(verifier, scalars, points)
        : new Refused(Groth16Result.NON_CANONICAL);
  }

  private static boolean readInputs(byte[] bytes, long[] inputs) {
    for (int i = 0; i < bytes.length / Scalar.BYTES; i++) {
      if (!Fr.fromBytes(bytes, i * Scalar.BYTES, inputs, i * Fr.LIMBS)) {
        return false;
      }
    }
    return true;
  }

  private static boolean readCoordinates(byte[] proof, long[] points) {
    return G1.decodeCoordinates(proof, 0, points, 0)
        && G2.decodeCoordinates(proof, G1.BYTES, points, B)
        && G1.decodeCoordinates(proof, G1.BYTES + G2.BYTES, points, C);
  }

  private static Decoded checkGroups(Groth16Verifier verifier, long[] scalars, long[] points) {
    if (!G1.isOnCurve(points, 0) || !G1.isOnCurve(points, C) || !G2.isOnCurve(points, B)) {
      return new Refused(Groth16Result.NOT_ON_CURVE);
    }
    long[] a = Arrays.copyOf(points, G1.LONGS);
    long[] c = Arrays.copyOfRange(points, C, points.length);
    return LineTable.ofMember(points, B)
        .<Decoded>map(b -> new Sound(new Groth16Equation(verifier, scalars, a, b, c)))
        .orElseGet(() -> new Refused(Groth16Result.NOT_IN_SUBGROUP));
  }

  /** Alone, with what the verifier has precomputed for weight one. */
  @Override
  public boolean holds() {
    return verifier.pairsToOne(this);
  }

  @Override
  public void multiplyInto(PairingProduct product, Scalar weight) {
    VerifyingKey key = verifier.key();
    product.add(a, 0, weight.negate(), b);
    product.add(key.alpha(), 0, weight, verifier.beta());
    product.add(key.ic(), 0, weight, verifier.gamma());
    for (int i = 0; i < key.publicInputs(); i++) {
      Scalar share = weight.times(Scalar.of(inputs, i * Fr.LIMBS));
      product.add(key.ic(), (i + 1) * G1.LONGS, share, verifier.gamma());
    }
    product.add(c, 0, weight, verifier.delta());
  }
}
