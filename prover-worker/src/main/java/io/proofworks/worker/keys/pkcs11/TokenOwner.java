package io.proofworks.worker.keys.pkcs11;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.OwnerKey;
import io.proofworks.protocol.OwnerSigner;
import io.proofworks.protocol.SigningException;
import io.proofworks.protocol.TypedMessage;

/** An owner whose secp256k1 key is in a module, which signs digests with CKM_ECDSA. */
public final class TokenOwner implements OwnerSigner {

  private static final long ECDSA = 0x1041;

  private final Token token;
  private final Address address;

  /**
   * @throws SigningException if the key is not there, or no secp256k1 key
   */
  public TokenOwner(TokenKey key) {
    token = new Token(key);
    address =
        OwnerKey.addressOf(token.publicPoint())
            .orElseThrow(() -> {
              token.close(); // or it would stay logged in
              return new SigningException(key + " is no secp256k1 key");
            });
  }

  @Override
  public Address address() {
    return address;
  }

  @Override
  public byte[] sign(TypedMessage message) {
    Hash32 digest = message.digest();
    return OwnerKey.canonical(address, digest, token.sign(ECDSA, digest.bytes()))
        .orElseThrow(
            () -> new SigningException("the module's signature does not fit its public key"));
  }

  @Override
  public void close() {
    token.close();
  }
}
