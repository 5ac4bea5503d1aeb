package io.proofworks.proofs.sp1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.proofworks.proofs.Fixtures;
import io.proofworks.proofs.Program;
import io.proofworks.proofs.ProofVerdict;
import io.proofworks.proofs.Tampering;
import io.proofworks.proofs.VersionStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Proofs made by SP1 itself, and altered forms of them. */
class Sp1Groth16ProofSystemTest {

  private static final Sp1Groth16ProofSystem STANDARD = new Sp1Groth16ProofSystem(Map.of());
  private static final Sp1Groth16ProofSystem PERMISSIVE =
      new Sp1Groth16ProofSystem(
          STANDARD.statuses().keySet().stream()
              .collect(Collectors.toMap(Function.identity(), version -> VersionStatus.ACTIVE)));

  @Test
  void shouldCarryNoKeyThatNoProofWasSeenToVerifyUnder() {
    // given
    Set<String> seen =
        proofs().map(p -> p.get("selector").asText().substring(2)).collect(Collectors.toSet());

    // when, then
    assertThat(Sp1Verifier.groth16()).map(Sp1Verifier::selector).isSubsetOf(seen);
    assertThat(Sp1Verifier.plonk()).map(Sp1Verifier::selector).isSubsetOf(seen);
  }

  @Test
  void shouldRefuseReleaseCandidatesByPolicy() {
    JsonNode candidate = oneOf("0xfeb5e54e");
    assertThat(verify(STANDARD, candidate, Fixtures.bytes(candidate, "proof")))
        .isEqualTo(new ProofVerdict.Stopped("v3.0.0-rc4"));
  }

  @Test
  void shouldNotTakePlonkProofsForGroth16() {
    JsonNode plonk =
        proofs()
            .filter(p -> p.get("proof_system").asText().equals("plonk"))
            .findFirst()
            .orElseThrow();
    assertThat(verify(STANDARD, plonk, Fixtures.bytes(plonk, "proof")))
        .isInstanceOf(ProofVerdict.Unsupported.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0xa4594c59", "0x4388a21c"})
  void shouldRefuseAProofWithAnyByteAltered(String selector) {
    JsonNode proof = oneOf(selector);
    for (byte[] altered : Tampering.bitFlips(Fixtures.bytes(proof, "proof"))) {
      assertThat(verify(STANDARD, proof, altered)).isNotEqualTo(ProofVerdict.VALID);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0x11b6a09d", "0xa4594c59", "0x0e78f4db", "0x4388a21c"})
  void shouldCallOtherEncodingsOfTheSameProofNonCanonical(String selector) {
    JsonNode proof = oneOf(selector);
    byte[] bytes = Fixtures.bytes(proof, "proof");
    for (byte[] other : Tampering.coordinatesPastTheModulus(bytes)) {
      assertThat(verify(STANDARD, proof, other)).isInstanceOf(ProofVerdict.NonCanonical.class);
    }
    for (byte[] other : Tampering.otherLengths(bytes)) {
      assertThat(verify(STANDARD, proof, other)).isInstanceOf(ProofVerdict.NonCanonical.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0x09069090", "0x11b6a09d", "0xa4594c59", "0x0e78f4db", "0x4388a21c"})
  void shouldRefuseAnotherProgramOtherValuesAndABinding(String selector) {
    // given
    JsonNode proof = oneOf(selector);
    Program program = program(proof);
    byte[] values = Fixtures.bytes(proof, "public_values");
    byte[] bytes = Fixtures.bytes(proof, "proof");
    Program other = Program.of(Tampering.flip(program.hash(), 31), Sp1Groth16ProofSystem.ID);

    // when, then
    assertThat(STANDARD.verify(program, values, null, bytes)).isEqualTo(ProofVerdict.VALID);
    assertThat(STANDARD.verify(other, values, null, bytes))
        .isInstanceOf(ProofVerdict.Invalid.class);
    assertThat(STANDARD.verify(program, Tampering.flip(values, 0), null, bytes))
        .isInstanceOf(ProofVerdict.Invalid.class);
    assertThat(STANDARD.verify(program, values, new byte[32], bytes))
        .isInstanceOf(ProofVerdict.Stopped.class);
  }

  @Test
  void shouldRefuseAProgramKeyAtOrAboveTheModulus() {
    // given
    JsonNode proof = oneOf("0xa4594c59");
    byte[] key = program(proof).hash();
    key[0] = (byte) 0xff;

    // when
    ProofVerdict verdict =
        STANDARD.verify(
            Program.of(key, Sp1Groth16ProofSystem.ID),
            Fixtures.bytes(proof, "public_values"),
            null,
            Fixtures.bytes(proof, "proof"));

    // then: no proof could be better, so it is nobody's fault
    assertThat(verdict).isInstanceOf(ProofVerdict.Stopped.class);
    assertThat(STANDARD.obstacle(Program.of(key, Sp1Groth16ProofSystem.ID)))
        .hasValueSatisfying(why -> assertThat(why).contains("not below r"));
  }

  /** The nonce is the prover's, unlike the other public inputs. */
  @Test
  void shouldBlameTheProverForANonceAtOrAboveTheModulus() {
    JsonNode proof = oneOf("0x4388a21c");
    byte[] bytes = Fixtures.bytes(proof, "proof");
    Arrays.fill(bytes, 68, 100, (byte) 0xff);
    assertThat(verify(STANDARD, proof, bytes)).isInstanceOf(ProofVerdict.NonCanonical.class);
  }

  @Test
  void shouldSayWhyAnEnvelopeOfVersionSixIsRefused() {
    // given: the envelope is exit code, root of the recursion keys, nonce
    JsonNode proof = oneOf("0x4388a21c");
    byte[] bytes = Fixtures.bytes(proof, "proof");

    // when, then
    assertThat(verify(STANDARD, proof, Tampering.flip(bytes, 4 + 31)))
        .isEqualTo(new ProofVerdict.Invalid("the program did not exit with success"));
    assertThat(verify(STANDARD, proof, Tampering.flip(bytes, 36 + 31)))
        .isEqualTo(new ProofVerdict.Unsupported("other recursion keys than those of v6.1.0"));
    assertThat(verify(STANDARD, proof, Tampering.flip(bytes, 68 + 31)))
        .isInstanceOf(ProofVerdict.Invalid.class);
  }

  private static JsonNode oneOf(String selector) {
    return groth16Proofs().stream()
        .filter(p -> p.get("selector").asText().equals(selector))
        .findFirst()
        .orElseThrow();
  }

  private static List<JsonNode> groth16Proofs() {
    return proofs().filter(p -> p.get("proof_system").asText().equals("groth16")).toList();
  }

  private static Stream<JsonNode> proofs() {
    assumeThat(Fixtures.areHere()).as("fixtures are not here").isTrue();
    List<JsonNode> proofs = new ArrayList<>();
    try (Stream<Path> files = Files.list(Fixtures.file("sp1/proofs"))) {
      files.sorted().forEach(file -> Fixtures.json(file).forEach(proofs::add));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return proofs.stream();
  }

  private static Program program(JsonNode proof) {
    return Program.of(Fixtures.bytes(proof, "vkey"), Sp1Groth16ProofSystem.ID);
  }

  private static ProofVerdict verify(Sp1Groth16ProofSystem system, JsonNode proof, byte[] bytes) {
    return system.verify(program(proof), Fixtures.bytes(proof, "public_values"), null, bytes);
  }
}
