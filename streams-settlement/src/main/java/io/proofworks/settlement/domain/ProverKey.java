package io.proofworks.settlement.domain;

/**
 * What the task side knows of a registered prover.
 *
 * @param sessionKey Ed25519 public key
 * @param sessionExpiry the first millisecond at which the key is no longer valid
 * @param aggregates whether it is registered as an aggregator
 */
public record ProverKey(byte[] sessionKey, long sessionExpiry, boolean aggregates) {

  boolean isValidAt(long time) {
    return time < sessionExpiry;
  }
}
