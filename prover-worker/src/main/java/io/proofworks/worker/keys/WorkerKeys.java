package io.proofworks.worker.keys;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.OwnerKey;
import io.proofworks.protocol.OwnerSigner;
import io.proofworks.protocol.SessionKey;
import io.proofworks.protocol.SessionSigner;
import io.proofworks.protocol.SigningException;
import io.proofworks.settings.SecretFile;
import io.proofworks.worker.keys.pkcs11.TokenSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.Executor;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A worker's two keys. Unless they are kept elsewhere they are hex in files that only their owner
 * can read, made on first use: {@code owner.key} (secp256k1: who is paid and slashed) and {@code
 * session.key} (Ed25519 seed: signs commits and reveals). Where the session's key is in a module,
 * {@code nonces.key} has the secret that nonces are derived from.
 */
public final class WorkerKeys implements AutoCloseable {

  private static final String OWNER = "owner.key";
  private static final String SESSION = "session.key";
  private static final String NONCES = "nonces.key";
  private static final int KEY_BYTES = 32;

  private final OwnerSigner owner;
  private final SessionSigner session;
  private final byte[] nonces;

  private WorkerKeys(OwnerSigner owner, SessionSigner session, byte[] nonces) {
    this.owner = owner;
    this.session = session;
    this.nonces = nonces;
  }

  /** Whether there are keys in that directory. */
  public static boolean areIn(Path directory) {
    return Files.exists(directory.resolve(OWNER));
  }

  /** The same with both keys in files. */
  public static WorkerKeys loadOrCreate(Path directory) throws IOException {
    return loadOrCreate(directory, KeyPlaces.FILES);
  }

  /**
   * Reads the keys in that directory, or makes them; the directory too, but not those above it. A
   * key that is kept elsewhere is looked up there, and none is made for it.
   *
   * @throws IOException if they cannot be read or written
   * @throws io.proofworks.settings.SettingsException if others may read them
   * @throws IllegalArgumentException if a file holds no key, with its name and the right form
   * @throws io.proofworks.protocol.SigningException if a key is not where it is said to be
   */
  public static WorkerKeys loadOrCreate(Path directory, KeyPlaces places) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectory(directory);
    }
    OwnerSigner owner =
        places.owner() == null ? owner(directory.resolve(OWNER)) : places.owner().open();
    if (places.session() == null) {
      byte[] seed = readOrCreate(directory.resolve(SESSION));
      return new WorkerKeys(owner, SessionKey.fromSeed(seed), seed);
    }
    SessionSigner session = new TokenSession(places.session());
    return new WorkerKeys(owner, session, readOrCreate(directory.resolve(NONCES)));
  }

  /** The owner's key of that directory, which another worker has made there. */
  static OwnerKey ownerIn(Path directory) {
    try {
      return owner(directory.resolve(OWNER));
    } catch (IOException e) {
      throw new SigningException("the owner's key of " + directory + " cannot be read", e);
    }
  }

  private static OwnerKey owner(Path file) throws IOException {
    byte[] secret = readOrCreate(file);
    try {
      return OwnerKey.of(secret);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  private static byte[] readOrCreate(Path file) throws IOException {
    if (Files.exists(file)) {
      return SecretFile.readKey(file);
    }
    byte[] secret = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(secret);
    SecretFile.createKey(file, secret);
    return secret;
  }

  /** Who the worker is in the market. */
  public Address id() {
    return owner.address();
  }

  public OwnerSigner owner() {
    return owner;
  }

  public SessionSigner session() {
    return session;
  }

  /** Where the owner signs: at once with a key that is here, else beside what must go on. */
  public Executor ownersThread() {
    return owner instanceof OwnerKey ? Runnable::run : Thread::startVirtualThread;
  }

  /**
   * 32 secret bytes for that purpose, the same each time: HMAC-SHA-256 of the session seed, or of
   * {@code nonces.key}. A worker that lost its disk but kept its keys derives the same nonces
   * again.
   */
  public byte[] derive(String purpose) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(nonces, "HmacSHA256"));
      return mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JVM has HmacSHA256", e);
    }
  }

  /** Wipes what can be wiped, and leaves the modules: nothing is signed with them any more. */
  @Override
  public void close() {
    Arrays.fill(nonces, (byte) 0);
    session.close();
    owner.close();
  }
}
