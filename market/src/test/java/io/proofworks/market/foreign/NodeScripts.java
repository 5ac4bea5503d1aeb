package io.proofworks.market.foreign;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The scripts of {@code src/test/js} with their packages from npm, in {@code target/js}. */
public final class NodeScripts {

  private static final Path SCRIPTS = Path.of("src/test/js");
  private static final int INSTALL_S = 120;

  private final Path directory;

  private NodeScripts(Path directory) {
    this.directory = directory;
  }

  /** What a script said, both streams in one, and how it ended. */
  public record Outcome(int exit, String output) {}

  /** Installs them; where node or npm does not answer, the test is skipped and says so. */
  public static NodeScripts install() throws IOException, InterruptedException {
    Path target = Files.createDirectories(Path.of("target/js"));
    try (Stream<Path> scripts = Files.list(SCRIPTS)) {
      for (Path script : scripts.toList()) {
        Files.copy(
            script, target.resolve(script.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    NodeScripts installed = new NodeScripts(target);
    Outcome outcome =
        installed.run(
            INSTALL_S,
            List.of(
                "npm",
                "install",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                "--prefer-offline"));
    assumeTrue(outcome.exit() == 0, "npm did not answer: " + outcome.output());
    return installed;
  }

  /** A script that needs no packages, copied into a directory; without node the test is skipped. */
  public static NodeScripts plain(Path directory, Path script)
      throws IOException, InterruptedException {
    Files.copy(
        script, directory.resolve(script.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    NodeScripts scripts = new NodeScripts(directory);
    Outcome outcome = scripts.run(INSTALL_S, List.of("node", "--version"));
    assumeTrue(outcome.exit() == 0, "node did not answer: " + outcome.output());
    return scripts;
  }

  /** Runs a script to its end, at most so many seconds. */
  public Outcome run(int seconds, String script, String... arguments)
      throws IOException, InterruptedException {
    return run(seconds, Stream.concat(Stream.of("node", script), Stream.of(arguments)).toList());
  }

  private Outcome run(int seconds, List<String> command) throws IOException, InterruptedException {
    Path output = Files.createTempFile(directory.toAbsolutePath(), "output", ".txt");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      return new Outcome(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    } catch (IOException missing) {
      return new Outcome(127, command.getFirst() + " is not installed");
    } finally {
      Files.delete(output);
    }
  }
}
