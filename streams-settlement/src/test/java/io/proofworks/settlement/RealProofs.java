package io.proofworks.settlement;

import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.proofworks.protocol.Hash32;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/** A proof made by SP1 itself, kept outside the project; tests are skipped where it is not. */
final class RealProofs {

  private RealProofs() {}

  static Market.Sp1Proof sp1() {
    String root = System.getenv().getOrDefault("PROOFWORKS_FIXTURES", "../../shared/fixtures");
    Path file = Path.of(root).resolve("sp1/proofs/community.json");
    assumeThat(Files.isRegularFile(file)).as("no fixtures at " + file).isTrue();
    try {
      JsonNode proof = new ObjectMapper().readTree(file.toFile()).get(0);
      return new Market.Sp1Proof(
          Hash32.of(bytes(proof, "vkey")), bytes(proof, "public_values"), bytes(proof, "proof"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(JsonNode node, String field) {
    return HexFormat.of().parseHex(node.get(field).asText().substring(2));
  }
}
