package io.proofworks.proofs.plonk;

import io.proofworks.proofs.bn254.Scalar;
import io.proofworks.proofs.hash.Digests;
import java.util.ArrayList;
import java.util.List;

/** snarkjs' transcript: a challenge is keccak256 of what came since the last one, modulo r. */
final class KeccakTranscript {
  private final List<byte[]> parts = new ArrayList<>();

  KeccakTranscript add(byte[] bytes) {
    parts.add(bytes);
    return this;
  }

  KeccakTranscript add(Commitment... commitments) {
    for (Commitment commitment : commitments) {
      parts.add(commitment.bytes());
    }
    return this;
  }

  KeccakTranscript add(Scalar... scalars) {
    for (Scalar scalar : scalars) {
      parts.add(scalar.toBytes());
    }
    return this;
  }

  Scalar challenge() {
    Scalar challenge = Scalar.reduced(Digests.keccak256(parts.toArray(byte[][]::new)));
    parts.clear();
    return challenge;
  }
}
