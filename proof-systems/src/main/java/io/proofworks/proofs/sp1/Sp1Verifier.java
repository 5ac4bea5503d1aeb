package io.proofworks.proofs.sp1;

import io.proofworks.proofs.Digests;
import io.proofworks.proofs.Groth16ProofSystem;
import io.proofworks.proofs.Groth16ProofSystem.Reduced;
import io.proofworks.proofs.VerifierLines;
import io.proofworks.proofs.VersionStatus;
import io.proofworks.proofs.groth16.Groth16Verifier;
import io.proofworks.proofs.groth16.VerifyingKey;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The Groth16 verifier of one version of SP1.
 *
 * @param version as its contract calls it
 * @param status what the table says of it; policy may say otherwise
 * @param selector first four bytes of a proof, hex
 * @param vkRoot from version 6: 32 bytes, the root of the recursion keys a proof must name; empty
 *     before
 */
record Sp1Verifier(
    String version, VersionStatus status, String selector, byte[] vkRoot, Groth16Verifier groth16) {

  static final int SELECTOR_BYTES = 4;
  private static final int WORD = 32;
  private static final int GROTH16_BYTES = 256;
  private static final byte[] EXIT_SUCCESS = new byte[WORD];

  /** All verifiers of the table by selector. */
  static Map<String, Sp1Verifier> table() {
    return VerifierLines.read(Sp1Verifier.class, "version").stream()
        .map(Sp1Verifier::of)
        .collect(Collectors.toMap(Sp1Verifier::selector, Function.identity()));
  }

  private static Sp1Verifier of(List<String> line) {
    HexFormat hex = HexFormat.of();
    byte[] vkRoot = line.get(3).equals("-") ? new byte[0] : hex.parseHex(line.get(3));
    VerifyingKey key = VerifyingKey.parse(hex.parseHex(line.get(4)));
    return new Sp1Verifier(
        line.get(0),
        VersionStatus.valueOf(line.get(1)),
        line.get(2),
        vkRoot,
        new Groth16Verifier(key));
  }

  /**
   * Whether proofs name an exit code, the root of the recursion keys and a nonce before the Groth16
   * part.
   */
  private boolean hasEnvelope() {
    return vkRoot.length > 0;
  }

  int proofBytes() {
    return SELECTOR_BYTES + (hasEnvelope() ? 3 * WORD : 0) + GROTH16_BYTES;
  }

  /** Checks a whole proof of {@link #proofBytes}, whose selector is this one's. */
  Reduced reduce(byte[] programKey, byte[] publicValues, byte[] proof) {
    byte[] envelope = Arrays.copyOfRange(proof, SELECTOR_BYTES, proof.length - GROTH16_BYTES);
    if (hasEnvelope() && !Arrays.equals(envelope, 0, WORD, EXIT_SUCCESS, 0, WORD)) {
      return Groth16ProofSystem.invalid("the program did not exit with success");
    }
    if (hasEnvelope() && !Arrays.equals(envelope, WORD, 2 * WORD, vkRoot, 0, WORD)) {
      return Groth16ProofSystem.invalid("other recursion keys than those of " + version);
    }
    byte[] inputs = publicInputs(programKey, publicValues, envelope);
    byte[] groth16Proof = Arrays.copyOfRange(proof, proof.length - GROTH16_BYTES, proof.length);
    return new Reduced.Equation(groth16, inputs, groth16Proof);
  }

  private static byte[] publicInputs(byte[] programKey, byte[] publicValues, byte[] envelope) {
    byte[] inputs = Arrays.copyOf(programKey, 2 * WORD + envelope.length);
    System.arraycopy(publicValuesDigest(publicValues), 0, inputs, WORD, WORD);
    System.arraycopy(envelope, 0, inputs, 2 * WORD, envelope.length);
    return inputs;
  }

  /** SHA-256 without its three top bits, so that it fits the field. */
  static byte[] publicValuesDigest(byte[] publicValues) {
    byte[] digest = Digests.sha256(publicValues);
    digest[0] &= 0x1f;
    return digest;
  }
}
