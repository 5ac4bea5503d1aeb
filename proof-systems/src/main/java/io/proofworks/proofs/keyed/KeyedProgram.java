package io.proofworks.proofs.keyed;

import io.proofworks.proofs.Program;
import io.proofworks.proofs.hash.Digests;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;

/** Programs whose data is a verifying key and whose hash commits to it. */
final class KeyedProgram {
  private static final int MAX_KEY_BYTES = 256 << 10;

  private KeyedProgram() {}

  static Program of(String system, byte[] key) {
    return new Program(hash(system, key), system, key);
  }

  private static byte[] hash(String system, byte[] key) {
    byte[] domain = ("proofworks/" + system + "/v1").getBytes(StandardCharsets.US_ASCII);
    return Digests.keccak256(domain, key);
  }

  /**
   * The verifier of a program of a system.
   *
   * @throws IllegalArgumentException when its data is no sound key or not what its hash says
   */
  static <V> V verifier(String system, Program program, Function<byte[], V> reader) {
    byte[] key = program.data();
    if (key.length > MAX_KEY_BYTES) {
      throw new IllegalArgumentException("a key of " + key.length + " bytes is too long");
    }
    if (!Arrays.equals(hash(system, key), program.hash())) {
      throw new IllegalArgumentException("its hash is not that of its key");
    }
    return reader.apply(key);
  }
}
