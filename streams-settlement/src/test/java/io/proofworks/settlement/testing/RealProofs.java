package io.proofworks.settlement.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.proofworks.protocol.Hash32;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.Objects;

/** A proof made by SP1 5.0 and published by zeko-labs/ethereum-settlement; the file names it. */
public final class RealProofs {

  /** What SP1 proves: that a program makes these values public. */
  public record Sp1Proof(Hash32 programHash, byte[] publicInputs, byte[] proof) {}

  private RealProofs() {}

  public static Sp1Proof sp1() {
    try (InputStream file =
        Objects.requireNonNull(RealProofs.class.getResourceAsStream("/sp1-proof.json"))) {
      JsonNode proof = new ObjectMapper().readTree(file);
      return new Sp1Proof(
          Hash32.of(bytes(proof, "vkey")), bytes(proof, "public_values"), bytes(proof, "proof"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(JsonNode node, String field) {
    return HexFormat.of().parseHex(node.get(field).asText().substring(2));
  }
}
