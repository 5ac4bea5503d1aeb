package io.proofworks.proofs.snarkpack;

import io.proofworks.proofs.bn254.G1;
import io.proofworks.proofs.bn254.G2;
import io.proofworks.proofs.bn254.PairingValue;
import io.proofworks.proofs.bn254.PointCompression;
import io.proofworks.proofs.bn254.Scalar;
import io.proofworks.proofs.hash.Digests;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The challenges, each a SHA-256 of the last and of what the prover has said since. The first
 * depends on all of the statement: reference string, verifying key, binding, number of proofs,
 * their public inputs.
 */
final class PackTranscript {
  private static final byte[] DOMAIN =
      "proofworks/snarkpack/v1".getBytes(StandardCharsets.US_ASCII);
  private static final int SHORT_BYTES = 16;

  private byte[] state;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  PackTranscript(ReferenceKey reference, Statements statements, byte[] binding) {
    byte[] count = ByteBuffer.allocate(Integer.BYTES).putInt(statements.count()).array();
    this.state =
        Digests.sha256(
            DOMAIN,
            reference.id(),
            Digests.sha256(statements.key().toBytes()),
            binding,
            count,
            Digests.sha256(statements.inputs()));
  }

  /** The commitments of the first message; its products depend on the first challenge. */
  void sayCommitments(Terms whole) {
    for (int i = 0; i < Terms.Z_AB; i++) {
      say(whole.values().get(i));
    }
  }

  void sayProducts(Terms whole) {
    say(whole.values().get(Terms.Z_AB));
    sayG1(whole.c(), 1);
  }

  void say(Round round) {
    said.writeBytes(round.left().toBytes());
    said.writeBytes(round.right().toBytes());
  }

  private void say(PairingValue value) {
    byte[] bytes = new byte[PairingValue.BYTES];
    value.encode(bytes, 0);
    said.writeBytes(bytes);
  }

  void sayFolded(long[] inG1, long[] inG2) {
    sayG1(inG1, PackedProof.FOLDED_G1);
    byte[] bytes = new byte[PointCompression.G2_BYTES];
    for (int i = 0; i < PackedProof.FOLDED_G2; i++) {
      PointCompression.encodeG2(inG2, i * G2.LONGS, bytes, 0);
      said.writeBytes(bytes);
    }
  }

  private void sayG1(long[] points, int count) {
    byte[] bytes = new byte[PointCompression.G1_BYTES];
    for (int i = 0; i < count; i++) {
      PointCompression.encodeG1(points, i * G1.LONGS, bytes, 0);
      said.writeBytes(bytes);
    }
  }

  private byte[] next() {
    state = Digests.sha256(state, said.toByteArray());
    said.reset();
    return state;
  }

  /** A challenge that is not zero. */
  Scalar challenge() {
    Scalar challenge = Scalar.reduced(next());
    return challenge.isZero() ? challenge() : challenge;
  }

  /** A challenge of 128 bits that is not zero. */
  Scalar shortChallenge() {
    Scalar challenge = Scalar.reduced(Arrays.copyOf(next(), SHORT_BYTES));
    return challenge.isZero() ? shortChallenge() : challenge;
  }
}
