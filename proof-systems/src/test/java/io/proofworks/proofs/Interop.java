package io.proofworks.proofs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** Other implementations from npm, run by Node where they are installed. */
public final class Interop {
  private static final Path FOLDER = Path.of("interop").toAbsolutePath();

  private Interop() {}

  /** Skips a test, saying so, where the packages are not. */
  public static void assumeInstalled() {
    assumeThat(Files.isDirectory(FOLDER.resolve("node_modules/snarkjs")))
        .as("snarkjs, circom and noble-curves are not installed: npm ci in proof-systems/interop")
        .isTrue();
  }

  /** What a script of the folder prints. */
  public static List<String> script(String name, String... arguments) {
    return node(FOLDER, FOLDER.resolve(name).toString(), arguments).lines().toList();
  }

  /**
   * Compiles {@code name.circom} of a folder beside it, to {@code .r1cs} and {@code .wasm}. The
   * compiler sees no other folder, so circomlib's Poseidon is put there.
   */
  public static void circom(Path folder, String name) {
    for (String file : List.of("poseidon.circom", "poseidon_constants.circom")) {
      copy(FOLDER.resolve("node_modules/circomlib/circuits").resolve(file), folder.resolve(file));
    }
    String compiler = FOLDER.resolve("node_modules/circom2/cli.js").toString();
    node(folder, compiler, name + ".circom", "--r1cs", "--wasm");
  }

  private static void copy(Path from, Path to) {
    try {
      Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs snarkjs in a folder. */
  public static String snarkjs(Path folder, String... arguments) {
    return node(folder, FOLDER.resolve("node_modules/snarkjs/build/cli.cjs").toString(), arguments);
  }

  private static String node(Path folder, String program, String... arguments) {
    List<String> command = new ArrayList<>(List.of("node", program));
    command.addAll(List.of(arguments));
    try {
      Path output = Files.createTempFile("interop", ".txt");
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      int code = process.waitFor();
      String said = Files.readString(output, StandardCharsets.UTF_8);
      Files.delete(output);
      assertThat(code).as("%s said: %s", command, said).isZero();
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
