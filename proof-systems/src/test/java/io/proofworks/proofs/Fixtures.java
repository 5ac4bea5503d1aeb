package io.proofworks.proofs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * Real proofs and data of others, kept outside the project; tests that need them are skipped where
 * they are not.
 */
public final class Fixtures {

  private static final String ENVIRONMENT = "PROOFWORKS_FIXTURES";

  private Fixtures() {}

  /** The folder of a name below the fixtures, or a file in it. */
  public static Path file(String name) {
    String root = System.getenv().getOrDefault(ENVIRONMENT, "../../shared/fixtures");
    return Path.of(root).resolve(name);
  }

  public static boolean areHere() {
    return Files.isDirectory(file("risc0"));
  }

  public static JsonNode json(Path file) {
    try {
      return new ObjectMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The bytes of a 0x-hex field. */
  public static byte[] bytes(JsonNode node, String field) {
    return HexFormat.of().parseHex(node.get(field).asText().substring(2));
  }
}
