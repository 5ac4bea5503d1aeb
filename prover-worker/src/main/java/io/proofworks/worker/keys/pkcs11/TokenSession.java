package io.proofworks.worker.keys.pkcs11;

import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.SessionKey;
import io.proofworks.protocol.SessionSigner;
import io.proofworks.protocol.SigningException;

/** A session whose Ed25519 key is in a module, which signs with CKM_EDDSA. */
public final class TokenSession implements SessionSigner {

  private static final long EDDSA = 0x1057;

  private final Token token;

  /**
   * @throws SigningException if the key is not there, or no Ed25519 key
   */
  public TokenSession(TokenKey key) {
    token = new Token(key);
    if (!SessionKey.isPublicKey(token.publicPoint())) {
      token.close();
      throw new SigningException(key + " is no Ed25519 key");
    }
  }

  @Override
  public byte[] publicKey() {
    return token.publicPoint();
  }

  @Override
  public byte[] sign(Hash32 digest) {
    byte[] signature = token.sign(EDDSA, digest.bytes());
    if (!SessionKey.verify(publicKey(), digest, signature)) {
      throw new SigningException("the module's signature does not fit its public key");
    }
    return signature;
  }

  @Override
  public void close() {
    token.close();
  }
}
