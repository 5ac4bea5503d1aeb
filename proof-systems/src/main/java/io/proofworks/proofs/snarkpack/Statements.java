package io.proofworks.proofs.snarkpack;

import io.proofworks.proofs.bn254.Fr;
import io.proofworks.proofs.bn254.G1;
import io.proofworks.proofs.bn254.LinearSum;
import io.proofworks.proofs.bn254.Scalar;
import io.proofworks.proofs.groth16.Groth16Verifier;
import io.proofworks.proofs.groth16.VerifyingKey;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;

/**
 * What the proofs of an aggregate prove, all under one key. Vectors have the next power of two of
 * elements, at least two: the last proof stands there again as often as it takes.
 *
 * @param inputs public inputs of 32 bytes, those of one proof after those of the other
 * @param elements the same as elements of {@link Fr}
 */
record Statements(Groth16Verifier verifier, int count, byte[] inputs, long[] elements) {

  /** Decodes; empty when an input is not below r or there are not as many as the key demands. */
  static Optional<Statements> of(Groth16Verifier verifier, List<byte[]> inputs) {
    int each = verifier.key().publicInputs() * Scalar.BYTES;
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] one : inputs) {
      if (one.length != each) {
        return Optional.empty();
      }
      all.writeBytes(one);
    }
    byte[] bytes = all.toByteArray();
    long[] elements = new long[bytes.length / Scalar.BYTES * Fr.LIMBS];
    for (int i = 0; i < bytes.length / Scalar.BYTES; i++) {
      if (!Fr.fromBytes(bytes, i * Scalar.BYTES, elements, i * Fr.LIMBS)) {
        return Optional.empty();
      }
    }
    return Optional.of(new Statements(verifier, inputs.size(), bytes, elements));
  }

  VerifyingKey key() {
    return verifier.key();
  }

  /** log2 of the length of the vectors. */
  int rounds() {
    return Math.max(1, 32 - Integer.numberOfLeadingZeros(count - 1));
  }

  /** The length of the vectors. */
  int padded() {
    return 1 << rounds();
  }

  /** Σ over the vector of rⁱ times the statement's point of the key, affine. */
  long[] folded(long[] powers, Scalar total) {
    int each = key().publicInputs();
    long[] sums = new long[each * Fr.LIMBS];
    long[] term = new long[Fr.LIMBS];
    for (int i = 0; i < padded(); i++) {
      int statement = Math.min(i, count - 1) * each * Fr.LIMBS;
      for (int k = 0; k < each; k++) {
        Fr.mul(term, 0, elements, statement + k * Fr.LIMBS, powers, i * Fr.LIMBS);
        Fr.add(sums, k * Fr.LIMBS, sums, k * Fr.LIMBS, term, 0);
      }
    }
    LinearSum sum = new LinearSum().add(key().ic(), 0, total);
    for (int k = 0; k < each; k++) {
      sum.add(key().ic(), (k + 1) * G1.LONGS, Scalar.of(sums, k * Fr.LIMBS));
    }
    return sum.value();
  }

  /** r⁰ to the last of the vector. */
  long[] powers(Scalar r) {
    long[] powers = new long[padded() * Fr.LIMBS];
    long[] step = new long[Fr.LIMBS];
    r.put(step, 0);
    Fr.setOne(powers, 0);
    for (int i = 1; i < padded(); i++) {
      Fr.mul(powers, i * Fr.LIMBS, powers, (i - 1) * Fr.LIMBS, step, 0);
    }
    return powers;
  }
}
