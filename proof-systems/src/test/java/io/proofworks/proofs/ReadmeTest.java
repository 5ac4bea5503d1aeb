package io.proofworks.proofs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
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
    }
    // end
  }

  @Test
  void shouldHoldTheLinesThatTheReadmeShows() throws IOException {
    String shown = between(Files.readString(Path.of("README.md")), "```java\n(.*?)```");
    String compiled = between(Files.readString(SOURCE), "    // begin\n(.*?) +// end");
    assertThat(words(compiled)).isEqualTo(words(shown));
  }

  private static String between(String text, String pattern) {
    Matcher found = Pattern.compile(pattern, Pattern.DOTALL).matcher(text);
    assertThat(found.find()).isTrue();
    return found.group(1);
  }

  private static String words(String code) {
    return code.replaceAll("\\s+", " ").strip();
  }
}
