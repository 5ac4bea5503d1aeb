package io.proofworks.worker.proving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.proofworks.proofs.Program;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A prover that makes an SP1 proof, whatever the task asks for. */
class CheckedBackendTest {

  private static final String SYSTEM = "sp1-groth16";
  private static final Path RECORDED =
      Path.of("..", "streams-settlement", "src", "test", "resources", "sp1-proof.json");

  private byte[] program;
  private byte[] publicValues;
  private byte[] proof;

  @BeforeEach
  void read() throws IOException {
    JsonNode recorded = new ObjectMapper().readTree(RECORDED.toFile());
    program = bytes(recorded, "vkey");
    publicValues = bytes(recorded, "public_values");
    proof = bytes(recorded, "proof");
  }

  private static byte[] bytes(JsonNode node, String field) {
    return HexFormat.of().parseHex(node.get(field).asText().substring(2));
  }

  private record Always(byte[] made) implements ProvingBackend {
    @Override
    public boolean supports(String proofSystem) {
      return true;
    }

    @Override
    public byte[] prove(ProofJob job) {
      return made;
    }

    @Override
    public OptionalLong costCpuMillis(Program asked) {
      return OptionalLong.of(7);
    }
  }

  private static CheckedBackend checking(byte[] made) {
    return new CheckedBackend(new Always(made), VerifierRegistry.standard());
  }

  private ProofJob job(byte[] publicInputs) {
    return new ProofJob(
        Hash32.ZERO,
        Hash32.ZERO,
        1,
        Address.ZERO,
        Program.of(program, SYSTEM),
        publicInputs,
        new byte[0],
        null,
        new byte[32],
        1_000,
        4_096);
  }

  @Test
  void shouldHandOverAProofOfWhatTheTaskAsks() throws Exception {
    assertThat(checking(proof).prove(job(publicValues))).isEqualTo(proof);
    assertThat(checking(proof).costCpuMillis(Program.of(program, SYSTEM))).hasValue(7);
  }

  /** Its requester would be paid a part of the bond. */
  @Test
  void shouldNotHandOverAProofForPublicInputsThatTheExecutionDoesNotHave() {
    byte[] lie = publicValues.clone();
    lie[lie.length - 1] ^= 1;

    assertThatThrownBy(() -> checking(proof).prove(job(lie)))
        .isInstanceOf(ProvingException.class)
        .hasMessageContaining("proves something else");
  }

  @Test
  void shouldNotHandOverWhatTheMarketWouldNotTake() {
    byte[] altered = proof.clone();
    altered[altered.length - 1] ^= 1;
    byte[] unknown = proof.clone();
    unknown[0] ^= 1;
    byte[] longer = java.util.Arrays.copyOf(proof, proof.length + 1);

    for (byte[] unfit : new byte[][] {altered, unknown, longer, new byte[0]}) {
      assertThatThrownBy(() -> checking(unfit).prove(job(publicValues)))
          .isInstanceOf(ProvingException.class)
          .hasMessageContaining("the proof that was made");
    }
  }

  @Test
  void shouldProveInNoSystemThatNothingHereVerifies() {
    assertThat(checking(proof).supports(SYSTEM)).isTrue();
    assertThat(checking(proof).supports("pickles-ledger")).isFalse();
  }
}
