package io.proofworks.proofs.sp1;

import io.proofworks.proofs.KeyedVerifier;
import io.proofworks.proofs.PublicValues;
import io.proofworks.proofs.Reduced;
import io.proofworks.proofs.Releases;
import io.proofworks.proofs.VerifierLines;
import io.proofworks.proofs.VersionStatus;
import io.proofworks.proofs.groth16.Groth16Verifier;
import io.proofworks.proofs.plonk.GnarkPlonkVerifier;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * The verifier of one version of SP1.
 *
 * @param version as its contract calls it
 * @param status what the table says of it; policy may say otherwise
 * @param selector first four bytes of a proof, hex
 * @param vkRoot from version 6: 32 bytes, the root of the recursion keys a proof must name; empty
 *     before
 * @param circuit verifies what is wrapped, of that many bytes
 */
record Sp1Verifier(
    String version,
    VersionStatus status,
    String selector,
    byte[] vkRoot,
    KeyedVerifier circuit,
    int circuitBytes)
    implements Releases.Release {

  static final int SELECTOR_BYTES = 4;
  private static final int WORD = 32;
  private static final byte[] EXIT_SUCCESS = new byte[WORD];

  private static final List<Sp1Verifier> GROTH16 =
      VerifierLines.read(Sp1Verifier.class, "groth16").stream()
          .map(line -> of(line, Groth16Verifier.of(line.get(4)), Groth16Verifier.PROOF_BYTES))
          .toList();
  private static final List<Sp1Verifier> PLONK =
      VerifierLines.read(Sp1Verifier.class, "plonk").stream().map(Sp1Verifier::ofPlonk).toList();

  static List<Sp1Verifier> groth16() {
    return GROTH16;
  }

  static List<Sp1Verifier> plonk() {
    return PLONK;
  }

  private static Sp1Verifier ofPlonk(List<String> line) {
    GnarkPlonkVerifier circuit = GnarkPlonkVerifier.of(HexFormat.of().parseHex(line.get(4)));
    return of(line, circuit, circuit.proofBytes());
  }

  private static Sp1Verifier of(List<String> line, KeyedVerifier circuit, int circuitBytes) {
    byte[] vkRoot = line.get(3).equals("-") ? new byte[0] : HexFormat.of().parseHex(line.get(3));
    return new Sp1Verifier(
        line.get(0),
        VersionStatus.valueOf(line.get(1)),
        line.get(2),
        vkRoot,
        circuit,
        circuitBytes);
  }

  /**
   * Whether proofs name an exit code, the root of the recursion keys and a nonce before the wrapped
   * part.
   */
  private boolean hasEnvelope() {
    return vkRoot.length > 0;
  }

  int proofBytes() {
    return SELECTOR_BYTES + (hasEnvelope() ? 3 * WORD : 0) + circuitBytes;
  }

  /** Checks a whole proof, whose selector is this one's. */
  Reduced reduce(byte[] programKey, byte[] publicValues, byte[] proof) {
    if (proof.length != proofBytes()) {
      return Reduced.nonCanonical(
          "a proof of " + version + " has " + proofBytes() + " bytes, not " + proof.length);
    }
    int wrapped = proof.length - circuitBytes;
    byte[] envelope = Arrays.copyOfRange(proof, SELECTOR_BYTES, wrapped);
    if (hasEnvelope() && !Arrays.equals(envelope, 0, WORD, EXIT_SUCCESS, 0, WORD)) {
      return Reduced.invalid("the program did not exit with success");
    }
    if (hasEnvelope() && !Arrays.equals(envelope, WORD, 2 * WORD, vkRoot, 0, WORD)) {
      return Reduced.invalid("other recursion keys than those of " + version);
    }
    byte[] inputs = PublicValues.inputs(programKey, publicValues, envelope);
    return circuit.reduce(inputs, Arrays.copyOfRange(proof, wrapped, proof.length));
  }
}
