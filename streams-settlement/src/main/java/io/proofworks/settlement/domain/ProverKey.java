package io.proofworks.settlement.domain;

/**
 * What the task side knows of a registered prover.
 *
 * @param sessionKey Ed25519 public key
 * @param sessionExpiry the first millisecond at which the key is no longer valid
 */
public record ProverKey(byte[] sessionKey, long sessionExpiry) {

  boolean isValidAt(long time) {
    return time < sessionExpiry;
  }
}
