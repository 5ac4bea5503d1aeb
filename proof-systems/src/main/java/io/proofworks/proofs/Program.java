package io.proofworks.proofs;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * What a statement is about: the program, the system that proves it, and what a verifier needs
 * beyond the hash.
 *
 * @param hash 32 bytes: a RISC Zero image id, an SP1 verifying-key digest, the hash of a ledger
 *     program
 * @param proofSystem id of the {@link ProofSystem} that verifies it
 * @param data what the hash commits to and a verifier must have (ledger: depth, transfers,
 *     verifying key); empty when the hash says it all. The system checks it against the hash, so it
 *     may come from anyone.
 */
public record Program(byte[] hash, String proofSystem, byte[] data) {

  /** Bytes of every program hash. */
  public static final int HASH_BYTES = 32;

  public Program {
    if (hash.length != HASH_BYTES) {
      throw new IllegalArgumentException("a program hash has 32 bytes, not " + hash.length);
    }
    hash = hash.clone();
    data = data.clone();
  }

  /** A program whose hash is all a verifier needs. */
  public static Program of(byte[] hash, String proofSystem) {
    return new Program(hash, proofSystem, new byte[0]);
  }

  @Override
  public byte[] hash() {
    return hash.clone();
  }

  @Override
  public byte[] data() {
    return data.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Program that
        && proofSystem.equals(that.proofSystem)
        && Arrays.equals(hash, that.hash)
        && Arrays.equals(data, that.data);
  }

  @Override
  public int hashCode() {
    return 31 * proofSystem.hashCode() + Arrays.hashCode(hash);
  }

  @Override
  public String toString() {
    return proofSystem + ":0x" + HexFormat.of().formatHex(hash);
  }
}
