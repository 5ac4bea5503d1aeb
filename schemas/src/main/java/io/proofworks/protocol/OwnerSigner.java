package io.proofworks.protocol;

/**
 * Signs for an owner, whoever keeps the key: this process ({@link OwnerKey}), or a wallet, a
 * signing service or a hardware module, which may want to see what it signs and not only its
 * digest.
 */
public interface OwnerSigner extends AutoCloseable {

  /** The owner. */
  Address address();

  /**
   * Signs a message of a market; may wait for somebody else.
   *
   * @return 65 bytes, as {@link OwnerKey} has them
   * @throws SigningException if whoever keeps the key does not sign
   */
  byte[] sign(TypedMessage message);

  /** Wipes the key if it is here, or lets go of whoever keeps it: it signs no more. */
  @Override
  default void close() {}
}
