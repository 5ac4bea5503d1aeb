package io.proofworks.proofs.plonk;

import io.proofworks.proofs.Reduced;
import io.proofworks.proofs.bn254.Fr;
import io.proofworks.proofs.bn254.G1;
import io.proofworks.proofs.bn254.PairingEquation;
import io.proofworks.proofs.bn254.Scalar;
import io.proofworks.proofs.bn254.Scalars;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the points and scalars of a proof in order. What is wrong with the bytes is remembered and
 * asked for at the end, so that reading is a straight line; after the first flaw the values mean
 * nothing.
 */
final class ProofCursor {
  private final byte[] bytes;
  private int at;
  private @Nullable Reduced flaw;

  ProofCursor(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The next point of G1. */
  Commitment point() {
    long[] z = new long[G1.LONGS];
    if (!G1.decodeCoordinates(bytes, at, z, 0)) {
      fail(Reduced.nonCanonical("a coordinate at or above its modulus"));
    } else if (flaw == null && !G1.isOnCurve(z, 0)) {
      fail(Reduced.invalid("a point is not on its curve"));
    }
    at += G1.BYTES;
    return new Commitment(z, Arrays.copyOfRange(bytes, at - G1.BYTES, at));
  }

  Commitment[] points(int count) {
    Commitment[] points = new Commitment[count];
    for (int i = 0; i < count; i++) {
      points[i] = point();
    }
    return points;
  }

  /** The next scalar. */
  Scalar scalar() {
    long[] z = new long[Fr.LIMBS];
    if (!Fr.fromBytes(bytes, at, z, 0)) {
      fail(Reduced.nonCanonical("a number at or above its modulus"));
    }
    at += Scalar.BYTES;
    return Scalar.of(z, 0);
  }

  Scalar[] scalars(int count) {
    Scalar[] scalars = new Scalar[count];
    for (int i = 0; i < count; i++) {
      scalars[i] = scalar();
    }
    return scalars;
  }

  private void fail(Reduced answer) {
    if (flaw == null) {
      flaw = answer;
    }
  }

  /** The first thing that was wrong, or null. */
  @Nullable Reduced flaw() {
    return flaw;
  }

  /**
   * All of a proof's way to its equation: lengths, every number and point, then the protocol.
   *
   * @param inputs public inputs of the circuit
   * @param proofBytes the one length of a proof
   * @param read takes the proof apart
   * @param equation what is left of a sound one and its public inputs
   */
  static <P> Reduced reduce(
      int inputs,
      byte[] publicInputs,
      int proofBytes,
      byte[] proof,
      Function<ProofCursor, P> read,
      BiFunction<P, Scalar[], PairingEquation> equation) {
    Optional<String> noStatement = Scalars.flaw(publicInputs, inputs);
    if (noStatement.isPresent()) {
      return Reduced.stopped(noStatement.get());
    }
    if (proof.length != proofBytes) {
      return Reduced.nonCanonical("a proof has " + proofBytes + " bytes, not " + proof.length);
    }
    Scalar[] values = new ProofCursor(publicInputs).scalars(inputs);
    ProofCursor in = new ProofCursor(proof);
    P decoded = read.apply(in);
    Reduced flaw = in.flaw();
    return flaw == null ? new Reduced.Open(equation.apply(decoded, values)) : flaw;
  }
}
