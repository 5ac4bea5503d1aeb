package io.proofworks.proofs.sp1;

import io.proofworks.proofs.KeyedVerifier;
import io.proofworks.proofs.Program;
import io.proofworks.proofs.ProofVerdict;
import io.proofworks.proofs.PublicValues;
import io.proofworks.proofs.Releases;
import io.proofworks.proofs.VerifierLines;
import io.proofworks.proofs.VersionStatus;
import io.proofworks.proofs.bn254.Scalars;
import io.proofworks.proofs.groth16.Groth16Verifier;
import io.proofworks.proofs.plonk.GnarkPlonkVerifier;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The verifier of one version of SP1. A proof's head is the selector and, from version 6, three
 * words: exit code, root of the recursion keys, nonce.
 *
 * @param version as its contract calls it
 * @param status what the table says of it; policy may say otherwise
 * @param selector first four bytes of a proof, hex
 * @param vkRoot from version 6: 32 bytes, the root of the recursion keys a proof must name; empty
 *     before
 * @param circuit verifies what stands behind the head
 */
record Sp1Verifier<V extends KeyedVerifier>(
    String version, VersionStatus status, String selector, byte[] vkRoot, V circuit)
    implements Releases.Release {

  static final int SELECTOR_BYTES = 4;
  private static final int WORD = 32;
  private static final int ENVELOPE_BYTES = 3 * WORD;
  private static final byte[] EXIT_SUCCESS = new byte[WORD];

  static final int MAX_HEAD_BYTES = SELECTOR_BYTES + ENVELOPE_BYTES;

  private static final List<Sp1Verifier<Groth16Verifier>> GROTH16 =
      table("groth16", Groth16Verifier::of);
  private static final List<Sp1Verifier<GnarkPlonkVerifier>> PLONK =
      table("plonk", key -> GnarkPlonkVerifier.of(HexFormat.of().parseHex(key)));

  static List<Sp1Verifier<Groth16Verifier>> groth16() {
    return GROTH16;
  }

  static List<Sp1Verifier<GnarkPlonkVerifier>> plonk() {
    return PLONK;
  }

  private static <V extends KeyedVerifier> List<Sp1Verifier<V>> table(
      String kind, Function<String, V> circuit) {
    return VerifierLines.read(Sp1Verifier.class, kind).stream()
        .map(line -> of(line, circuit.apply(line.get(4))))
        .toList();
  }

  private static <V extends KeyedVerifier> Sp1Verifier<V> of(List<String> line, V circuit) {
    byte[] vkRoot = line.get(3).equals("-") ? new byte[0] : HexFormat.of().parseHex(line.get(3));
    return new Sp1Verifier<>(
        line.get(0), VersionStatus.valueOf(line.get(1)), line.get(2), vkRoot, circuit);
  }

  /** The selector a head starts with. */
  static String selector(byte[] head) {
    return HexFormat.of().formatHex(head, 0, SELECTOR_BYTES);
  }

  private boolean hasEnvelope() {
    return vkRoot.length > 0;
  }

  /** What is wrong with a head whose selector is this one's, or null. */
  @Nullable ProofVerdict flaw(byte[] head) {
    int expected = hasEnvelope() ? MAX_HEAD_BYTES : SELECTOR_BYTES;
    if (head.length != expected) {
      return new ProofVerdict.NonCanonical(
          "a proof of " + version + " is " + (expected - head.length) + " bytes longer");
    }
    if (hasEnvelope() && !isWord(head, 0, EXIT_SUCCESS)) {
      return new ProofVerdict.Invalid("the program did not exit with success");
    }
    if (hasEnvelope() && !isWord(head, 1, vkRoot)) {
      return new ProofVerdict.Unsupported("other recursion keys than those of " + version);
    }
    return hasEnvelope()
        ? Scalars.flaw(nonce(head), 1).map(Sp1Verifier::noNonce).orElse(null)
        : null;
  }

  private static byte[] nonce(byte[] head) {
    return Arrays.copyOfRange(head, head.length - WORD, head.length);
  }

  private static ProofVerdict noNonce(String why) {
    return new ProofVerdict.NonCanonical("the nonce: " + why);
  }

  /** Why no proof is about that program: its hash is a public input. */
  static Optional<String> obstacle(Program program) {
    return Scalars.flaw(program.hash(), 1).map(why -> "its hash is no key of a program: " + why);
  }

  private static boolean isWord(byte[] head, int index, byte[] word) {
    int from = SELECTOR_BYTES + index * WORD;
    return Arrays.equals(head, from, from + WORD, word, 0, WORD);
  }

  byte[] publicInputs(byte[] programKey, byte[] publicValues, byte[] head) {
    byte[] envelope = Arrays.copyOfRange(head, SELECTOR_BYTES, head.length);
    return PublicValues.inputs(programKey, publicValues, envelope);
  }
}
