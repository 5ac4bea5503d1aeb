package io.proofworks.proofs;

import io.proofworks.proofs.hash.Digests;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a proof proves: a program, its public inputs, and to whom the proof is bound.
 *
 * @param publicInputs in the encoding of the program's proof system
 * @param binding 32 bytes, or null when any prover's proof of the statement will do
 */
public record Statement(Program program, byte[] publicInputs, byte @Nullable [] binding) {

  /** Bytes of a binding. */
  public static final int BINDING_BYTES = 32;

  private static final byte[] DOMAIN =
      "proofworks/statement/v1".getBytes(StandardCharsets.US_ASCII);

  /** Written out: of a compact constructor other modules do not see that a binding may be null. */
  public Statement(Program program, byte[] publicInputs, byte @Nullable [] binding) {
    if (binding != null && binding.length != BINDING_BYTES) {
      throw new IllegalArgumentException("a binding has 32 bytes, not " + binding.length);
    }
    this.program = program;
    this.publicInputs = publicInputs;
    this.binding = binding;
  }

  /**
   * The canonical digest of the claim, whatever the bytes of a proof of it are: keccak256(domain ‖
   * keccak256(system) ‖ program hash ‖ keccak256(public inputs) ‖ bound? 1 : 0 ‖ binding). Every
   * field has a fixed width, so it is injective up to collisions of the hash.
   */
  public byte[] digest() {
    byte[] system = program.proofSystem().getBytes(StandardCharsets.UTF_8);
    ByteBuffer preimage = ByteBuffer.allocate(DOMAIN.length + 3 * 32 + 1 + BINDING_BYTES);
    preimage.put(DOMAIN).put(Digests.keccak256(system)).put(program.hash());
    preimage.put(Digests.keccak256(publicInputs)).put((byte) (binding == null ? 0 : 1));
    preimage.put(binding == null ? new byte[BINDING_BYTES] : binding);
    return Digests.keccak256(preimage.array());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Statement that
        && program.equals(that.program)
        && Arrays.equals(publicInputs, that.publicInputs)
        && Arrays.equals(binding, that.binding);
  }

  @Override
  public int hashCode() {
    return 31 * program.hashCode() + Arrays.hashCode(publicInputs);
  }
}
