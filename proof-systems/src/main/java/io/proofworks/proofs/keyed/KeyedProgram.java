package io.proofworks.proofs.keyed;

import io.proofworks.proofs.Digests;
import io.proofworks.proofs.Program;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
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

  /** The verifier of a program of a system; empty when its data is no key or not what it says. */
  static <V> Optional<V> verifier(String system, Program program, Function<byte[], V> reader) {
    byte[] key = program.data();
    if (!program.proofSystem().equals(system)
        || key.length > MAX_KEY_BYTES
        || !Arrays.equals(hash(system, key), program.hash())) {
      return Optional.empty();
    }
    try {
      return Optional.of(reader.apply(key));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }
}
