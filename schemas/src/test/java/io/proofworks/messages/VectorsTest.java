package io.proofworks.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds our code to the files of schemas/vectors, and the files to libraries that are not ours. The
 * files are rewritten with {@code -Dvectors.write=true}, which changes the protocol.
 */
class VectorsTest {

  private static final Path DIRECTORY = Path.of("vectors");
  private static final Path SCRIPTS = Path.of("src/test/js");
  private static final Path FOREIGN = Path.of("target/foreign");
  private static final ObjectMapper JSON = new ObjectMapper();

  static Stream<String> files() {
    return new Vectors().all().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("files")
  void shouldComputeTheGoldenVectors(String file) throws IOException {
    JsonNode computed = new Vectors().all().get(file);
    if (Boolean.getBoolean("vectors.write")) {
      Files.writeString(
          DIRECTORY.resolve(file),
          JSON.writerWithDefaultPrettyPrinter().writeValueAsString(computed) + "\n");
    }

    JsonNode golden = JSON.readTree(DIRECTORY.resolve(file).toFile());

    assertThat(JSON.readTree(computed.toString())).isEqualTo(golden);
  }

  @Test
  void shouldAgreeWithForeignLibraries() throws Exception {
    assumeTrue(answers("node", "--version"), "skipped: node does not answer");
    assumeTrue(answers("npm", "--version"), "skipped: npm does not answer");
    Files.createDirectories(FOREIGN);
    for (String file : new String[] {"package.json", "package-lock.json", "vectors.mjs"}) {
      Files.write(FOREIGN.resolve(file), Files.readAllBytes(SCRIPTS.resolve(file)));
    }
    assumeTrue(
        run(FOREIGN, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund").exit() == 0,
        "skipped: npm could not fetch the foreign libraries");

    Outcome outcome = run(FOREIGN, "node", "vectors.mjs", DIRECTORY.toAbsolutePath().toString());

    assertThat(outcome.exit()).as(outcome.output()).isZero();
    assertThat(outcome.output()).contains("all vectors agree");
  }

  private record Outcome(int exit, String output) {}

  private static boolean answers(String... command) {
    try {
      return run(Path.of("."), command).exit() == 0;
    } catch (IOException | InterruptedException absent) {
      return false;
    }
  }

  private static Outcome run(Path directory, String... command)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("foreign", ".txt");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      process.destroyForcibly().waitFor();
    }
    String text = Files.readString(output);
    Files.delete(output);
    return new Outcome(process.exitValue(), text);
  }
}
