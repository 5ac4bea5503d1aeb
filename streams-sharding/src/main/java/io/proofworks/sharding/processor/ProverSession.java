package io.proofworks.sharding.processor;

/**
 * What heartbeats of a prover are checked with.
 *
 * @param sessionKey Ed25519 public key, 32 bytes
 * @param sessionExpiry log time from which the key is no longer valid
 * @param lastSequence of the last heartbeat that was taken
 */
record ProverSession(byte[] sessionKey, long sessionExpiry, boolean registered, long lastSequence) {

  ProverSession seen(long sequence) {
    return new ProverSession(sessionKey, sessionExpiry, registered, sequence);
  }
}
