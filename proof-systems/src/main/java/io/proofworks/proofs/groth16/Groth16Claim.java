package io.proofworks.proofs.groth16;

import io.proofworks.proofs.bn254.Fr;
import io.proofworks.proofs.bn254.G1;
import io.proofworks.proofs.bn254.G2;

/**
 * A proof and its public inputs, decoded: everything but the pairing has been checked.
 *
 * @param inputs public inputs, Fr.LIMBS longs each
 * @param a affine point of G1
 * @param b affine point of G2, in the subgroup
 * @param c affine point of G1
 */
record Groth16Claim(long[] inputs, long[] a, long[] b, long[] c) {
  private static final int B_OFFSET = G1.BYTES;
  private static final int C_OFFSET = G1.BYTES + G2.BYTES;
  private static final int INPUT_BYTES = 32;

  /** A claim, or the reason why the bytes are none. */
  sealed interface Decoded {}

  record Sound(Groth16Claim claim) implements Decoded {}

  record Refused(Groth16Result reason) implements Decoded {}

  /** Decodes, the cheap checks first. */
  static Decoded decode(int inputCount, byte[] publicInputs, byte[] proof) {
    if (proof.length != Groth16Verifier.PROOF_BYTES
        || publicInputs.length != inputCount * INPUT_BYTES) {
      return new Refused(Groth16Result.NON_CANONICAL);
    }
    Groth16Claim claim =
        new Groth16Claim(
            new long[inputCount * Fr.LIMBS],
            new long[G1.LONGS],
            new long[G2.LONGS],
            new long[G1.LONGS]);
    if (!claim.readInputs(publicInputs) || !claim.readCoordinates(proof)) {
      return new Refused(Groth16Result.NON_CANONICAL);
    }
    return claim.checkGroups();
  }

  private boolean readInputs(byte[] bytes) {
    for (int i = 0; i < bytes.length / INPUT_BYTES; i++) {
      if (!Fr.fromBytes(bytes, i * INPUT_BYTES, inputs, i * Fr.LIMBS)) {
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
}
