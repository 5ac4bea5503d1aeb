package io.proofworks.proofs.plonk;

import io.proofworks.proofs.bn254.Scalar;

/**
 * A proof in the encoding of gnark's Solidity verifier: 768 bytes, and 96 for each committed gate.
 * Values at ζ have small letters.
 */
record GnarkPlonkProof(
    Commitment[] wires,
    Commitment[] quotient,
    Scalar[] wireValues,
    Scalar s1,
    Scalar s2,
    Commitment z,
    Scalar zShifted,
    Commitment opening,
    Commitment openingShifted,
    Scalar[] gateValues,
    Commitment[] gates) {
  private static final int FIXED_BYTES = 768;
  private static final int GATE_BYTES = 96;

  static int bytes(int gates) {
    return FIXED_BYTES + gates * GATE_BYTES;
  }

  static GnarkPlonkProof read(ProofCursor in, int gates) {
    return new GnarkPlonkProof(
        in.points(3),
        in.points(3),
        in.scalars(3),
        in.scalar(),
        in.scalar(),
        in.point(),
        in.scalar(),
        in.point(),
        in.point(),
        in.scalars(gates),
        in.points(gates));
  }
}
