package io.proofworks.proofs.risc0;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.proofworks.proofs.Fixtures;
import io.proofworks.proofs.Program;
import io.proofworks.proofs.ProofVerdict;
import io.proofworks.proofs.Tampering;
import io.proofworks.proofs.VersionStatus;
import io.proofworks.proofs.hash.Digests;
import io.proofworks.proofs.registry.VerifierRegistry;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Receipts made by RISC Zero itself, and altered forms of them. */
class Risc0ProofSystemTest {

  private static final Risc0ProofSystem STANDARD = new Risc0ProofSystem(Map.of());

  /** Every version allowed, to see that those policy stops are refused for that reason only. */
  private static final Risc0ProofSystem PERMISSIVE =
      new Risc0ProofSystem(
          STANDARD.statuses().keySet().stream()
              .collect(Collectors.toMap(Function.identity(), version -> VersionStatus.ACTIVE)));

  static Stream<Path> receipts() throws IOException {
    if (!Fixtures.areHere()) {
      return Stream.of(Path.of("fixtures-are-not-here"));
    }
    try (Stream<Path> files = Files.list(Fixtures.file("risc0/receipts"))) {
      return files.sorted().toList().stream().filter(Risc0ProofSystemTest::isInTheTable);
    }
  }

  private static boolean isInTheTable(Path file) {
    String selector = Fixtures.json(file).get("selector").asText();
    return selector.length() == 10 && release(selector).isPresent();
  }

  private static Optional<Risc0Verifier> release(String selector) {
    return Risc0Verifier.table().stream()
        .filter(v -> v.selector().equals(selector.substring(2)))
        .findFirst();
  }

  @ParameterizedTest
  @MethodSource("receipts")
  void shouldAcceptAReceiptOfEveryRelease(Path file) {
    // given
    JsonNode receipt = receipt(file);

    // when
    byte[] claim =
        ReceiptClaim.digest(
            Fixtures.bytes(receipt, "image_id"), Fixtures.bytes(receipt, "journal"));
    ProofVerdict verdict = verify(PERMISSIVE, receipt, Fixtures.bytes(receipt, "seal"));

    // then
    assertThat(claim).isEqualTo(Fixtures.bytes(receipt, "claim_digest"));
    assertThat(verdict).isEqualTo(ProofVerdict.VALID);
  }

  @ParameterizedTest
  @MethodSource("receipts")
  void shouldDerivePublicInputsAndSelectorFromTheTable(Path file) {
    // given
    JsonNode receipt = receipt(file);
    Risc0Verifier verifier = release(receipt.get("selector").asText()).orElseThrow();

    // when
    byte[] inputs = verifier.publicInputs(Fixtures.bytes(receipt, "claim_digest"));

    // then
    for (int i = 0; i < 5; i++) {
      BigInteger input = new BigInteger(1, Arrays.copyOfRange(inputs, 32 * i, 32 * i + 32));
      assertThat(input).isEqualTo(receipt.get("public_inputs").get(i).asText());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0", "1.1", "1.2", "2.0", "2.1", "2.2", "3.0", "5.0-pre2", "5.0-rc"})
  void shouldHoldTheNumbersThatTheSelectorIsADigestOf(String version) {
    // given
    Risc0Verifier verifier =
        Risc0Verifier.table().stream()
            .filter(v -> v.version().equals(version))
            .findFirst()
            .orElseThrow();

    // when
    byte[] digest =
        Digests.sha256(
            ReceiptClaim.tag("risc0.Groth16ReceiptVerifierParameters"),
            verifier.controlRoot(),
            reversed(verifier.bn254ControlId()),
            keyDigest(verifier.groth16().key().toBytes()),
            new byte[] {3, 0});

    // then
    assertThat(HexFormat.of().formatHex(digest)).startsWith(verifier.selector());
  }

  @ParameterizedTest
  @ValueSource(strings = {"39_20250320_9f39696c_v2.0.json", "41_20250522_f536085a_v2.1.json"})
  void shouldRefuseWhatWasStoppedThoughItVerifies(String name) {
    // given
    JsonNode receipt = receipt(Fixtures.file("risc0/receipts/" + name));
    byte[] seal = Fixtures.bytes(receipt, "seal");

    // when, then
    String version = name.contains("2.0") ? "2.0" : "2.1";
    assertThat(verify(STANDARD, receipt, seal)).isEqualTo(new ProofVerdict.Stopped(version));
    assertThat(verify(PERMISSIVE, receipt, seal)).isEqualTo(ProofVerdict.VALID);
  }

  @Test
  void shouldFollowAPolicyThatStopsAVersionLater() {
    // given
    JsonNode receipt = newest();
    VerifierRegistry registry =
        VerifierRegistry.withStatuses(Map.of("risc0-groth16/3.0", VersionStatus.STOPPED));

    // when
    ProofVerdict verdict =
        registry
            .system(Risc0ProofSystem.ID)
            .orElseThrow()
            .verify(
                program(receipt),
                Fixtures.bytes(receipt, "journal"),
                null,
                Fixtures.bytes(receipt, "seal"));

    // then
    assertThat(verdict).isEqualTo(new ProofVerdict.Stopped("3.0"));
  }

  @Test
  void shouldRefuseASealWithAnyByteAltered() {
    JsonNode receipt = newest();
    for (byte[] seal : Tampering.bitFlips(Fixtures.bytes(receipt, "seal"))) {
      assertThat(verify(STANDARD, receipt, seal)).isNotEqualTo(ProofVerdict.VALID);
    }
  }

  @Test
  void shouldCallOtherEncodingsOfTheSameSealNonCanonical() {
    JsonNode receipt = newest();
    byte[] seal = Fixtures.bytes(receipt, "seal");
    List<byte[]> others = Tampering.coordinatesPastTheModulus(seal);
    assertThat(others).hasSize(8);
    for (byte[] other : others) {
      assertThat(verify(STANDARD, receipt, other)).isInstanceOf(ProofVerdict.NonCanonical.class);
    }
    for (byte[] other : Tampering.otherLengths(seal)) {
      assertThat(verify(STANDARD, receipt, other)).isInstanceOf(ProofVerdict.NonCanonical.class);
    }
  }

  @Test
  void shouldRefuseAnotherImageAnotherJournalAndABinding() {
    // given
    JsonNode receipt = newest();
    Program program = program(receipt);
    byte[] journal = Fixtures.bytes(receipt, "journal");
    byte[] seal = Fixtures.bytes(receipt, "seal");
    Program otherImage = Program.of(Tampering.flip(program.hash(), 0), Risc0ProofSystem.ID);
    Program otherSystem = Program.of(program.hash(), "sp1-groth16");

    // when, then
    assertThat(STANDARD.verify(program, journal, null, seal)).isEqualTo(ProofVerdict.VALID);
    assertThat(STANDARD.verify(otherImage, journal, null, seal))
        .isInstanceOf(ProofVerdict.Invalid.class);
    assertThat(STANDARD.verify(otherSystem, journal, null, seal))
        .isInstanceOf(ProofVerdict.Stopped.class);
    assertThat(STANDARD.verify(program, Tampering.flip(journal, 0), null, seal))
        .isInstanceOf(ProofVerdict.Invalid.class);
    assertThat(STANDARD.verify(program, new byte[0], null, seal))
        .isInstanceOf(ProofVerdict.Invalid.class);
    assertThat(STANDARD.verify(program, journal, new byte[32], seal))
        .isInstanceOf(ProofVerdict.Stopped.class);
  }

  @Test
  void shouldRefuseTheSelectorOfAnotherRelease() {
    // given: 1.2, 2.2 and 3.0 share a key and a control id; the control root alone tells them apart
    JsonNode receipt = newest();
    byte[] seal = Fixtures.bytes(receipt, "seal");
    System.arraycopy(HexFormat.of().parseHex("bb001d44"), 0, seal, 0, 4);

    // when, then
    assertThat(verify(STANDARD, receipt, seal)).isInstanceOf(ProofVerdict.Invalid.class);
  }

  private static JsonNode newest() {
    return receipt(Fixtures.file("risc0/receipts/43_20250811_73c457ba_v3.0.json"));
  }

  private static JsonNode receipt(Path file) {
    assumeThat(Files.exists(file)).as("fixtures are not here").isTrue();
    return Fixtures.json(file);
  }

  private static Program program(JsonNode receipt) {
    return Program.of(Fixtures.bytes(receipt, "image_id"), Risc0ProofSystem.ID);
  }

  private static ProofVerdict verify(Risc0ProofSystem system, JsonNode receipt, byte[] seal) {
    return system.verify(program(receipt), Fixtures.bytes(receipt, "journal"), null, seal);
  }

  /**
   * risc0-groth16's digest of a verifying key: a tagged struct of the points' digests, the last a
   * tagged list.
   */
  private static byte[] keyDigest(byte[] key) {
    byte[] list = new byte[32];
    for (int at = key.length - 64; at >= 448; at -= 64) {
      byte[] point = Digests.sha256(Arrays.copyOfRange(key, at, at + 64));
      list =
          Digests.sha256(
              ReceiptClaim.tag("risc0_groth16.VerifyingKey.IC"), point, list, new byte[] {2, 0});
    }
    return Digests.sha256(
        ReceiptClaim.tag("risc0_groth16.VerifyingKey"),
        Digests.sha256(Arrays.copyOfRange(key, 0, 64)),
        Digests.sha256(Arrays.copyOfRange(key, 64, 192)),
        Digests.sha256(Arrays.copyOfRange(key, 192, 320)),
        Digests.sha256(Arrays.copyOfRange(key, 320, 448)),
        list,
        new byte[] {5, 0});
  }

  private static byte[] reversed(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return reversed;
  }
}
