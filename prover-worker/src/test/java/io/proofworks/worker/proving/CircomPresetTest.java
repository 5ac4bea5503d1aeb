package io.proofworks.worker.proving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.proofworks.proofs.Program;
import io.proofworks.proofs.ProofVerdict;
import io.proofworks.proofs.Statement;
import io.proofworks.proofs.bn254.Fr;
import io.proofworks.proofs.circom.R1csFile;
import io.proofworks.proofs.circom.WitnessProgram;
import io.proofworks.proofs.circom.ZkeyFile;
import io.proofworks.proofs.groth16.DevelopmentSetup;
import io.proofworks.proofs.groth16.ProvingKey;
import io.proofworks.proofs.groth16.R1cs;
import io.proofworks.proofs.keyed.KeyedProofSystem;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A circuit of circom is proved by a worker whose command is the preset, with real provers. */
class CircomPresetTest {
  private static final Path PACKAGES =
      Path.of("../proof-systems/interop/node_modules").toAbsolutePath().normalize();
  private static final String CIRCUIT =
      """
      pragma circom 2.0.0;
      template Main() {
        signal input a;
        signal input b;
        signal output out;
        signal square <== a * a;
        out <== square * b + 7;
      }
      component main {public [b]} = Main();
      """;
  private static final String INPUT = "{\"a\": \"12\", \"b\": \"34\"}";

  @TempDir private static Path folder;
  private static R1cs r1cs;
  private static ProvingKey key;

  @BeforeAll
  static void compile() throws Exception {
    assumeThat(Files.isDirectory(PACKAGES.resolve("snarkjs")))
        .as("snarkjs and circom are not installed: npm ci in proof-systems/interop")
        .isTrue();
    Files.writeString(folder.resolve("main.circom"), CIRCUIT);
    Process circom =
        new ProcessBuilder(
                "node",
                PACKAGES.resolve("circom2/cli.js").toString(),
                "main.circom",
                "--r1cs",
                "--wasm")
            .directory(folder.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(circom.waitFor()).isZero();
    r1cs = R1csFile.parse(Files.readAllBytes(folder.resolve("main.r1cs")));
    key = DevelopmentSetup.generate(r1cs, new SecureRandom());
    Files.write(folder.resolve("main.zkey"), ZkeyFile.encode(key, r1cs));
  }

  private static CommandBackend backend(String... prover) {
    List<String> command = new ArrayList<>();
    command.add("env");
    command.add("SNARKJS=" + PACKAGES.resolve("snarkjs/build/main.cjs"));
    command.add("node");
    command.add(Path.of("presets", "circom.mjs").toAbsolutePath().toString());
    command.add(folder.resolve("main_js/main.wasm").toString());
    command.add(folder.resolve("main.zkey").toString());
    command.addAll(List.of(prover));
    return new CommandBackend(
        new CommandBackend.Settings(
            KeyedProofSystem.GROTH16,
            command,
            folder.resolve("work"),
            Duration.ofMinutes(1),
            Optional.empty()));
  }

  private static Program program() {
    return KeyedProofSystem.program(KeyedProofSystem.GROTH16, key.verifyingKey().toBytes());
  }

  private static byte[] publicInputs() throws IOException {
    byte[] wasm = Files.readAllBytes(folder.resolve("main_js/main.wasm"));
    long[] witness = WitnessProgram.parse(wasm).witness(INPUT);
    byte[] out = new byte[32 * r1cs.publicInputs()];
    for (int i = 0; i < r1cs.publicInputs(); i++) {
      Fr.toBytes(witness, (i + 1) * Fr.LIMBS, out, 32 * i);
    }
    return out;
  }

  private static ProofJob job(String input) throws IOException {
    return new ProofJob(
        Hash32.of(new byte[32]),
        Hash32.of(new byte[32]),
        1,
        Address.ZERO,
        program(),
        publicInputs(),
        input.getBytes(StandardCharsets.UTF_8),
        null,
        new byte[32],
        1_000,
        1_000);
  }

  @SuppressWarnings("NullAway") // a statement's binding is nullable; NullAway misses it on arrays
  private static ProofVerdict verdict(byte[] proof) throws IOException {
    return VerifierRegistry.standard()
        .verify(new Statement(program(), publicInputs(), null), proof);
  }

  @Test
  void shouldProveWithSnarkjs() throws Exception {
    assertThat(verdict(backend().prove(job(INPUT)))).isEqualTo(ProofVerdict.VALID);
  }

  /** The command line of snarkjs' prover is that of rapidsnark's. */
  @Test
  void shouldProveWithAProverThatIsACommand() throws Exception {
    CommandBackend backend =
        backend("node", PACKAGES.resolve("snarkjs/build/cli.cjs").toString(), "groth16", "prove");

    assertThat(verdict(backend.prove(job(INPUT)))).isEqualTo(ProofVerdict.VALID);
  }

  @Test
  void shouldSayWhatIsWrong() throws Exception {
    ProofJob other = job("{\"a\": \"13\", \"b\": \"34\"}");
    assertThatThrownBy(() -> backend().prove(other))
        .isInstanceOf(ProvingException.class)
        .hasMessageContaining("other public values than the task asks for");
  }
}
