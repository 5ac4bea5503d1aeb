package io.proofworks.protocol;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * The Ed25519 key (RFC 8032, pure) that a prover or aggregator signs its many small messages with.
 * Its owner delegates to it in the registration, with an expiry, so the owner's key stays off the
 * machines that prove.
 */
public final class SessionKey implements SessionSigner {

  /** Bytes of a seed. */
  public static final int SEED_BYTES = Ed25519.SECRET_KEY_SIZE;

  /** Bytes of a public key. */
  public static final int PUBLIC_KEY_BYTES = Ed25519.PUBLIC_KEY_SIZE;

  /** Bytes of a signature. */
  public static final int SIGNATURE_BYTES = Ed25519.SIGNATURE_SIZE;

  private final byte[] seed;
  private volatile boolean wiped;
  private final byte[] publicKey = new byte[PUBLIC_KEY_BYTES];

  private SessionKey(byte[] seed) {
    this.seed = seed;
    Ed25519.generatePublicKey(seed, 0, publicKey, 0);
  }

  /** A new key. */
  public static SessionKey generate(SecureRandom random) {
    byte[] seed = new byte[SEED_BYTES];
    random.nextBytes(seed);
    return new SessionKey(seed);
  }

  /**
   * The key of a secret seed, of which it keeps a copy.
   *
   * @throws IllegalArgumentException if there are not exactly 32 bytes
   */
  public static SessionKey fromSeed(byte[] seed) {
    if (seed.length != SEED_BYTES) {
      throw new IllegalArgumentException("a session seed has 32 bytes, not " + seed.length);
    }
    return new SessionKey(seed.clone());
  }

  /** The same, of a seed that nobody needs any more: it is wiped. */
  public static SessionKey takeSeed(byte[] seed) {
    SessionKey key = fromSeed(seed);
    Arrays.fill(seed, (byte) 0);
    return key;
  }

  @Override
  public byte[] publicKey() {
    return publicKey.clone();
  }

  /** The secret seed, a copy, which the caller wipes; for key files. */
  public byte[] seed() {
    return seed.clone();
  }

  /** Signs the 32 bytes of a digest; 64 bytes, deterministic. */
  @Override
  public byte[] sign(Hash32 digest) {
    if (wiped) {
      throw new IllegalStateException("the key was wiped");
    }
    byte[] message = digest.bytes();
    byte[] signature = new byte[SIGNATURE_BYTES];
    // with the public key at hand, which it is otherwise calculated from again: half of the time
    Ed25519.sign(seed, 0, publicKey, 0, message, 0, message.length, signature, 0);
    return signature;
  }

  /**
   * Whether the bytes are a public key that a registration may name: a canonical point, not of
   * small order. Under a small-order key one signature would fit many messages.
   */
  public static boolean isPublicKey(byte[] bytes) {
    return bytes.length == PUBLIC_KEY_BYTES && Ed25519.validatePublicKeyPartial(bytes, 0);
  }

  /** Whether the key signed the digest. False, never an exception, for bytes of any other form. */
  public static boolean verify(byte[] publicKey, Hash32 digest, byte[] signature) {
    if (!isPublicKey(publicKey) || signature.length != SIGNATURE_BYTES) {
      return false;
    }
    byte[] message = digest.bytes();
    return Ed25519.verify(signature, 0, publicKey, 0, message, 0, message.length);
  }

  @Override
  public void close() {
    wiped = true;
    Arrays.fill(seed, (byte) 0);
  }

  /** Never the seed. */
  @Override
  public String toString() {
    return "SessionKey[" + HexFormat.of().formatHex(publicKey) + "]";
  }
}
