package io.proofworks.proofs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.proofworks.proofs.registry.VerifierRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The lines of the README are these, and they do what it says. */
class ReadmeTest {

  private static final Path SOURCE =
      Path.of("src", "test", "java", "io", "proofworks", "proofs", "ReadmeTest.java");

  @Test
  void shouldVerifyAReceiptWithTheLinesOfTheReadme() {
    assumeThat(Fixtures.areHere()).as("fixtures are not here").isTrue();
    JsonNode receipt =
        Fixtures.json(Fixtures.file("risc0/receipts/43_20250811_73c457ba_v3.0.json"));
    byte[] imageId = Fixtures.bytes(receipt, "image_id");
    byte[] journal = Fixtures.bytes(receipt, "journal");
    byte[] seal = Fixtures.bytes(receipt, "seal");
    assertThat(said(imageId, journal, seal)).isEqualTo("proved");
    assertThat(said(imageId, journal, Tampering.flip(seal, 100))).startsWith("not ");
  }

  private static String said(byte[] imageId, byte[] journal, byte[] seal) {
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      lines(imageId, journal, seal);
    } finally {
      System.setOut(before);
    }
    return out.toString(StandardCharsets.UTF_8).strip();
  }

  private static void lines(byte[] imageId, byte[] journal, byte[] seal) {
    // begin
    Program image = Program.of(imageId, "risc0-groth16"); // 32 bytes: the RISC Zero image id
    ProofVerdict verdict =
        VerifierRegistry.standard().verify(new Statement(image, journal, null), seal);
    switch (verdict) {
      case ProofVerdict.Valid valid -> System.out.println("proved");
      case ProofVerdict.Invalid(String why) -> System.out.println("not a proof: " + why);
      case ProofVerdict.NonCanonical(String why) ->
          System.out.println("not in its one form: " + why);
      case ProofVerdict.Stopped(String version) -> System.out.println(version + " was stopped");
      case ProofVerdict.Unsupported(String why) -> System.out.println("cannot be judged: " + why);
    }
    // end
  }

  @Test
  void shouldVerifyManyTogetherWithTheLinesOfTheReadme() {
    assumeThat(Fixtures.areHere()).as("fixtures are not here").isTrue();
    Map<Statement, byte[]> proofs = new LinkedHashMap<>();
    Corpus.pico().forEach(proof -> proofs.put(proof.statement(), proof.proof()));
    Corpus.worldId()
        .forEach(proof -> proofs.put(proof.statement(), Tampering.flip(proof.proof(), 255)));
    List<ProofVerdict> verdicts = together(proofs);
    assertThat(verdicts).hasSameSizeAs(proofs.keySet());
    assertThat(verdicts.getFirst()).isEqualTo(ProofVerdict.VALID);
    assertThat(verdicts.subList(1, verdicts.size())).noneMatch(ProofVerdict::isValid);
  }

  private static List<ProofVerdict> together(Map<Statement, byte[]> proofs) {
    // begin
    VerifierRegistry registry = VerifierRegistry.standard();
    ProofBatch batch = new ProofBatch(new SecureRandom());
    proofs.forEach((statement, proof) -> batch.add(registry.reduce(statement, proof)));
    List<ProofVerdict> verdicts = batch.verdicts(); // each as if it had been alone
    // end
    return verdicts;
  }

  @Test
  void shouldHoldTheLinesThatTheReadmeShows() throws IOException {
    List<String> shown = all(Files.readString(Path.of("README.md")), "```java\n(.*?)```");
    List<String> compiled = all(Files.readString(SOURCE), "    // begin\n(.*?) +// end");
    assertThat(compiled).hasSize(2);
    assertThat(shown).containsSubsequence(compiled);
  }

  private static List<String> all(String text, String pattern) {
    return Pattern.compile(pattern, Pattern.DOTALL)
        .matcher(text)
        .results()
        .map(found -> words(found.group(1)))
        .toList();
  }

  private static String words(String code) {
    return code.replaceAll("\\s+", " ").strip();
  }
}
