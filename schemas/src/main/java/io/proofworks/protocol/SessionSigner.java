package io.proofworks.protocol;

/** Signs as a session: a key of this process ({@link SessionKey}), or one in a hardware module. */
public interface SessionSigner extends AutoCloseable {

  /** The 32 bytes that a registration names. */
  byte[] publicKey();

  /**
   * Signs the 32 bytes of a digest, pure Ed25519.
   *
   * @return 64 bytes
   * @throws SigningException if whoever keeps the key does not sign
   */
  byte[] sign(Hash32 digest);

  /** Wipes the key if it is here, or lets go of whoever keeps it: it signs no more. */
  @Override
  default void close() {}
}
