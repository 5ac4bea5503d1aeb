package io.proofworks.proofs.groth16;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.proofworks.proofs.Fixtures;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Proofs that gnark and circom made for World ID, settled on Ethereum. */
class PublishedGroth16Test {
  private static final Path FILE = Fixtures.file("worldid/groth16.json");

  @Test
  void shouldVerifyProofsMadeByOthers() {
    assumeTrue(Files.exists(FILE), "skipped: no fixtures at " + FILE);
    JsonNode entries = Fixtures.json(FILE);
    assertThat(entries).isNotEmpty();
    for (JsonNode entry : entries) {
      Groth16Verifier verifier = new Groth16Verifier(key(entry.get("verifying_key")));
      List<BigInteger> inputs = numbers(entry.get("public"));
      byte[] proof = proof(entry.get("proof8"));
      String name = entry.get("name").asText();
      assertThat(verifier.verify(inputs, proof)).as(name).isEqualTo(Groth16Result.VALID);
      List<BigInteger> other = new ArrayList<>(inputs);
      other.set(0, inputs.getFirst().xor(BigInteger.ONE));
      assertThat(verifier.verify(other, proof)).as(name).isEqualTo(Groth16Result.PAIRING_FAILED);
    }
  }

  private static VerifyingKey key(JsonNode k) {
    List<List<BigInteger>> ic = new ArrayList<>();
    k.get("ic").forEach(point -> ic.add(numbers(point)));
    return VerifyingKey.of(
        numbers(k.get("alpha")),
        numbers(k.get("beta")),
        numbers(k.get("gamma")),
        numbers(k.get("delta")),
        ic);
  }

  private static List<BigInteger> numbers(JsonNode node) {
    List<BigInteger> out = new ArrayList<>();
    for (JsonNode child : node) {
      if (child.isArray()) {
        out.addAll(numbers(child));
      } else {
        String text = child.asText();
        boolean hex = text.startsWith("0x");
        out.add(hex ? new BigInteger(text.substring(2), 16) : new BigInteger(text));
      }
    }
    return out;
  }

  private static byte[] proof(JsonNode words) {
    byte[] out = new byte[Groth16Verifier.PROOF_BYTES];
    List<BigInteger> numbers = numbers(words);
    for (int i = 0; i < numbers.size(); i++) {
      for (int k = 0; k < 32; k++) {
        out[32 * i + 31 - k] = numbers.get(i).shiftRight(8 * k).byteValue();
      }
    }
    return out;
  }
}
