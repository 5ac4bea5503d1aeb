package io.proofworks.sharding.processor;

/**
 * What heartbeats of a prover are checked with.
 *
 * @param sessionKey Ed25519 public key, 32 bytes
 * @param sessionExpiry log time from which the key is no longer valid
 * @param lastSequence of the last heartbeat with that key that was taken
 */
record ProverSession(byte[] sessionKey, long sessionExpiry, boolean registered, long lastSequence) {

  /** Of a prover that never registered. */
  static final ProverSession NONE = new ProverSession(new byte[0], 0, false, Long.MIN_VALUE);

  /** Without a registration, but with what is known of its key. */
  ProverSession ended() {
    return new ProverSession(sessionKey, 0, false, lastSequence);
  }

  ProverSession seen(long sequence) {
    return new ProverSession(sessionKey, sessionExpiry, registered, sequence);
  }
}
