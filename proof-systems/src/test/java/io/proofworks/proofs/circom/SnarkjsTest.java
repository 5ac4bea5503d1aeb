package io.proofworks.proofs.circom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proofworks.proofs.Interop;
import io.proofworks.proofs.Program;
import io.proofworks.proofs.ProofVerdict;
import io.proofworks.proofs.Statement;
import io.proofworks.proofs.Tampering;
import io.proofworks.proofs.bn254.Fr;
import io.proofworks.proofs.circuit.Poseidon;
import io.proofworks.proofs.groth16.DevelopmentSetup;
import io.proofworks.proofs.groth16.Groth16Prover;
import io.proofworks.proofs.groth16.ProvingKey;
import io.proofworks.proofs.groth16.R1cs;
import io.proofworks.proofs.keyed.KeyedProofSystem;
import io.proofworks.proofs.ledgercircuit.LedgerCircuit;
import io.proofworks.proofs.registry.VerifierRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Circuits of circom, proved here and by snarkjs, each checked by the other. */
class SnarkjsTest {
  private static final String SMALL_INPUT = "{\"a\": \"3\", \"b\": [4, \"5\", 6]}";
  private static final String CHAIN_INPUT = "{\"secret\": \"123456789\", \"salt\": \"42\"}";
  private static final VerifierRegistry REGISTRY = VerifierRegistry.standard();

  @TempDir static Path folder;

  @BeforeAll
  static void compile() throws IOException {
    Interop.assumeInstalled();
    for (String name : List.of("small", "chain")) {
      try (InputStream in = SnarkjsTest.class.getResourceAsStream("/circom/" + name + ".circom")) {
        Files.copy(Objects.requireNonNull(in), folder.resolve(name + ".circom"));
      }
      Interop.circom(folder, name);
    }
    Interop.snarkjs(folder, "powersoftau", "new", "bn128", "8", "first.ptau");
    Interop.snarkjs(
        folder, "powersoftau", "contribute", "first.ptau", "second.ptau", "--name=x", "-e=test");
    Interop.snarkjs(folder, "powersoftau", "prepare", "phase2", "second.ptau", "final.ptau");
  }

  private static byte[] bytes(String name) {
    try {
      return Files.readAllBytes(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(String name) {
    return new String(bytes(name), StandardCharsets.UTF_8);
  }

  private static void write(String name, byte[] content) {
    try {
      Files.write(folder.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(String name, String content) {
    write(name, content.getBytes(StandardCharsets.UTF_8));
  }

  private static WitnessProgram program(String name) {
    return WitnessProgram.parse(bytes(name + "_js/" + name + ".wasm"));
  }

  private static byte[] publicInputs(R1cs r1cs, long[] witness) {
    byte[] out = new byte[32 * r1cs.publicInputs()];
    for (int i = 0; i < r1cs.publicInputs(); i++) {
      Fr.toBytes(witness, (i + 1) * Fr.LIMBS, out, 32 * i);
    }
    return out;
  }

  @Test
  void shouldComputeTheWitnessThatCircomComputes() {
    // given
    write("chain.input.json", CHAIN_INPUT);
    Interop.snarkjs(
        folder, "wtns", "calculate", "chain_js/chain.wasm", "chain.input.json", "chain.wtns");

    // when
    long[] witness = program("chain").witness(CHAIN_INPUT);

    // then
    assertThat(WitnessFile.encode(witness)).isEqualTo(bytes("chain.wtns"));
    assertThat(WitnessFile.parse(bytes("chain.wtns"))).hasSameSizeAs(witness);
    R1cs r1cs = R1csFile.parse(bytes("chain.r1cs"));
    assertThat(r1cs.isSatisfied(witness)).isTrue();
    long[] pair = new long[2 * Fr.LIMBS];
    Fr.fromBigInteger(BigInteger.valueOf(123456789), pair, 0);
    Fr.fromBigInteger(BigInteger.valueOf(42), pair, Fr.LIMBS);
    for (int i = 0; i < 4; i++) {
      Poseidon.TWO.hash(pair, 0, pair.clone(), 0);
    }
    assertThat(Fr.equal(witness, Fr.LIMBS, pair, 0)).isTrue();
  }

  @Test
  void shouldSayWhatIsWrongWithInputs() {
    WitnessProgram small = program("small");
    assertThatThrownBy(() -> small.witness("{\"a\": 5, \"b\": [1, 2, 3]}"))
        .hasMessage(
            "the circuit refuses its inputs: an assertion of the circuit failed:"
                + " Error in template Small_0 line: 8");
    assertThatThrownBy(() -> small.witness("{\"a\": 3, \"b\": [1, 2]}"))
        .hasMessage("input b has 3 values, not 2");
    assertThatThrownBy(() -> small.witness("{\"a\": 3}")).hasMessage("only 1 of 4 inputs are set");
    assertThatThrownBy(() -> small.witness("{\"a\": 3, \"c\": 1}"))
        .hasMessage("the circuit has no input c");
    assertThatThrownBy(() -> small.witness("{\"a\": \"three\"}"))
        .hasMessageStartingWith("signal a is no number");
    assertThatThrownBy(() -> small.witness("[]")).hasMessage("the inputs are an object of signals");
    assertThatThrownBy(() -> WitnessProgram.parse(new byte[] {1, 2, 3}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"small", "chain"})
  void shouldMakeKeysAndProofsThatSnarkjsTakes(String name) {
    // given
    R1cs r1cs = R1csFile.parse(bytes(name + ".r1cs"));
    long[] witness = program(name).witness(name.equals("small") ? SMALL_INPUT : CHAIN_INPUT);
    ProvingKey key = DevelopmentSetup.generate(r1cs, new SecureRandom());
    byte[] inputs = publicInputs(r1cs, witness);
    write("own.zkey", ZkeyFile.encode(key, r1cs));
    write("own.wtns", WitnessFile.encode(witness));
    write("own.public.json", SnarkjsJson.publicInputsJson(inputs));
    write("own.vk.json", SnarkjsJson.groth16KeyJson(key.verifyingKey()));

    // when: our proof
    byte[] proof = Groth16Prover.prove(key, r1cs, witness, new SecureRandom(), 2);
    write("own.proof.json", SnarkjsJson.groth16ProofJson(proof));

    // then
    assertThat(
            Interop.snarkjs(
                folder, "groth16", "verify", "own.vk.json", "own.public.json", "own.proof.json"))
        .contains("OK!");

    // when: snarkjs' proof with our key
    Interop.snarkjs(
        folder,
        "groth16",
        "prove",
        "own.zkey",
        "own.wtns",
        "their.proof.json",
        "their.public.json");

    // then
    assertThat(SnarkjsJson.publicInputs(text("their.public.json"))).isEqualTo(inputs);
    byte[] theirs = SnarkjsJson.groth16Proof(text("their.proof.json"));
    Program program =
        KeyedProofSystem.program(KeyedProofSystem.GROTH16, key.verifyingKey().toBytes());
    assertVerifies(program, inputs, theirs);
    ProvingKey back = ZkeyFile.parse(bytes("own.zkey"));
    assertThat(back.verifyingKey()).isEqualTo(key.verifyingKey());
    assertThat(back.development()).isTrue();
  }

  @Test
  void shouldProveWithKeysOfSnarkjs() {
    // given
    Interop.snarkjs(folder, "groth16", "setup", "small.r1cs", "final.ptau", "small.zkey");
    Interop.snarkjs(
        folder, "zkey", "contribute", "small.zkey", "last.zkey", "--name=x", "-e=something");
    Interop.snarkjs(folder, "zkey", "export", "verificationkey", "last.zkey", "small.vk.json");
    R1cs r1cs = R1csFile.parse(bytes("small.r1cs"));
    long[] witness = program("small").witness(SMALL_INPUT);
    byte[] inputs = publicInputs(r1cs, witness);

    // when
    ProvingKey key = ZkeyFile.parse(bytes("last.zkey"));
    byte[] proof = Groth16Prover.prove(key, r1cs, witness, new SecureRandom(), 2);

    // then
    assertThat(key.verifyingKey()).isEqualTo(SnarkjsJson.groth16Key(text("small.vk.json")));
    assertThat(key.development()).isFalse();
    assertThatThrownBy(() -> ZkeyFile.parse(bytes("small.zkey")))
        .hasMessageContaining("gamma and delta are the same point");
    write("small.proof.json", SnarkjsJson.groth16ProofJson(proof));
    write("small.public.json", SnarkjsJson.publicInputsJson(inputs));
    assertThat(
            Interop.snarkjs(
                folder,
                "groth16",
                "verify",
                "small.vk.json",
                "small.public.json",
                "small.proof.json"))
        .contains("OK!");
    assertVerifies(
        KeyedProofSystem.program(KeyedProofSystem.GROTH16, key.verifyingKey().toBytes()),
        inputs,
        proof);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plonk", "fflonk"})
  void shouldVerifyProofsOfOtherProtocols(String protocol) {
    // given
    String zkey = protocol + ".zkey";
    write("input.json", SMALL_INPUT);
    Interop.snarkjs(folder, protocol, "setup", "small.r1cs", "final.ptau", zkey);
    Interop.snarkjs(folder, "zkey", "export", "verificationkey", zkey, protocol + ".vk.json");
    Interop.snarkjs(
        folder, "wtns", "calculate", "small_js/small.wasm", "input.json", protocol + ".wtns");
    Interop.snarkjs(
        folder,
        protocol,
        "prove",
        zkey,
        protocol + ".wtns",
        protocol + ".json",
        protocol + ".public.json");
    byte[] inputs = SnarkjsJson.publicInputs(text(protocol + ".public.json"));

    // when
    boolean plonk = protocol.equals("plonk");
    String key = text(protocol + ".vk.json");
    String json = text(protocol + ".json");
    Program program =
        plonk
            ? KeyedProofSystem.program("snarkjs-plonk", SnarkjsJson.plonkKey(key))
            : KeyedProofSystem.program("snarkjs-fflonk", SnarkjsJson.fflonkKey(key));
    byte[] proof = plonk ? SnarkjsJson.plonkProof(json) : SnarkjsJson.fflonkProof(json);

    // then
    assertVerifies(program, inputs, proof);
  }

  @Test
  void shouldHandTheLedgerCircuitToSnarkjs() {
    R1cs r1cs = LedgerCircuit.build(2, 1).constraints();
    write("ledger.r1cs", R1csFile.encode(r1cs));
    R1cs back = R1csFile.parse(bytes("ledger.r1cs"));
    assertThat(back.a().column()).isEqualTo(r1cs.a().column());
    assertThat(Interop.snarkjs(folder, "r1cs", "info", "ledger.r1cs"))
        .contains("# of Constraints: " + r1cs.constraints())
        .contains("# of Public Inputs: 4");
  }

  /** Valid as it is; not with any word, input or length altered, nor under another key. */
  private static void assertVerifies(Program program, byte[] inputs, byte[] proof) {
    assertThat(verify(program, inputs, proof)).isEqualTo(ProofVerdict.VALID);
    List<byte[]> altered = new ArrayList<>(Tampering.otherLengths(proof));
    for (int at = 31; at < proof.length; at += 32) {
      altered.add(Tampering.flip(proof, at));
      byte[] past = proof.clone();
      Arrays.fill(past, at - 31, at + 1, (byte) 0xff);
      altered.add(past);
    }
    assertThat(altered)
        .hasSizeGreaterThan(10)
        .noneSatisfy(
            form -> assertThat(verify(program, inputs, form)).isEqualTo(ProofVerdict.VALID));
    for (int at = 31; at < inputs.length; at += 32) {
      assertThat(verify(program, Tampering.flip(inputs, at), proof))
          .isInstanceOf(ProofVerdict.Invalid.class);
    }
    Program other =
        new Program(program.hash(), program.proofSystem(), Tampering.flip(program.data(), 9));
    assertThat(verify(other, inputs, proof)).isInstanceOf(ProofVerdict.Stopped.class);
  }

  private static ProofVerdict verify(Program program, byte[] inputs, byte[] proof) {
    return REGISTRY.verify(new Statement(program, inputs, null), proof);
  }
}
