package io.proofworks.proofs.risc0;

import io.proofworks.proofs.Releases;
import io.proofworks.proofs.VerifierLines;
import io.proofworks.proofs.VersionStatus;
import io.proofworks.proofs.groth16.Groth16Verifier;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The verifier of one release of the zkVM: a Groth16 key, and the roots of the recursion programs
 * it allows, which are public inputs of every proof.
 *
 * @param version the release, or {@code snapshot-} and the selector for one never released
 * @param status what the table says of it; policy may say otherwise
 * @param selector first four bytes of a seal, hex
 * @param controlRoot 32 bytes
 * @param bn254ControlId 32 bytes, a number below r
 */
record Risc0Verifier(
    String version,
    VersionStatus status,
    String selector,
    byte[] controlRoot,
    byte[] bn254ControlId,
    Groth16Verifier groth16)
    implements Releases.Release {

  static final int SELECTOR_BYTES = 4;
  private static final int HALF = 16;

  private static final Map<String, Groth16Verifier> KEYS = keys();
  private static final List<Risc0Verifier> TABLE =
      VerifierLines.read(Risc0Verifier.class, "version").stream().map(Risc0Verifier::of).toList();

  /** All verifiers of the table. */
  static List<Risc0Verifier> table() {
    return TABLE;
  }

  private static Map<String, Groth16Verifier> keys() {
    return VerifierLines.read(Risc0Verifier.class, "key").stream()
        .collect(Collectors.toMap(List::getFirst, line -> Groth16Verifier.of(line.get(1))));
  }

  /** The key whose name is the start of its digest. */
  static Groth16Verifier key(String name) {
    return Objects.requireNonNull(KEYS.get(name), name);
  }

  private static Risc0Verifier of(List<String> line) {
    HexFormat hex = HexFormat.of();
    return new Risc0Verifier(
        line.get(0),
        VersionStatus.valueOf(line.get(1)),
        line.get(2),
        hex.parseHex(line.get(3)),
        hex.parseHex(line.get(4)),
        key(line.get(5)));
  }

  /**
   * Control root and claim as two numbers each, then the control id: five elements of 32 bytes
   * big-endian.
   */
  byte[] publicInputs(byte[] claim) {
    byte[] inputs = new byte[5 * 32];
    putHalves(controlRoot, inputs, 0);
    putHalves(claim, inputs, 2 * 32);
    System.arraycopy(bn254ControlId, 0, inputs, 4 * 32, 32);
    return inputs;
  }

  /** A digest does not fit the field: its bytes, read as little-endian numbers of 16 bytes, do. */
  static void putHalves(byte[] digest, byte[] inputs, int offset) {
    for (int i = 0; i < HALF; i++) {
      inputs[offset + 31 - i] = digest[i];
      inputs[offset + 63 - i] = digest[HALF + i];
    }
  }
}
