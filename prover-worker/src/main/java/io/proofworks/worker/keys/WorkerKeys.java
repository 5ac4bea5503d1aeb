package io.proofworks.worker.keys;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.OwnerKey;
import io.proofworks.protocol.SessionKey;
import io.proofworks.settings.SecretFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A worker's two keys, as hex in files that only their owner can read: {@code owner.key}
 * (secp256k1: who is paid and slashed) and {@code session.key} (Ed25519 seed: signs commits and
 * reveals). Made on first use.
 */
public final class WorkerKeys {

  private static final String OWNER = "owner.key";

  private final OwnerKey owner;
  private final byte[] sessionSeed;
  private final SessionKey session;

  private WorkerKeys(OwnerKey owner, byte[] sessionSeed) {
    this.owner = owner;
    this.sessionSeed = sessionSeed;
    this.session = SessionKey.fromSeed(sessionSeed);
  }

  /** Whether there are keys in that directory. */
  public static boolean areIn(Path directory) {
    return Files.exists(directory.resolve(OWNER));
  }

  /**
   * Reads the keys in that directory, or makes them; the directory too, but not those above it.
   *
   * @throws IOException if they cannot be read or written
   * @throws io.proofworks.settings.SettingsException if others may read them
   * @throws IllegalArgumentException if a file holds no key, with its name and the right form
   */
  public static WorkerKeys loadOrCreate(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectory(directory);
    }
    SecureRandom random = new SecureRandom();
    byte[] owner = readOrCreate(directory.resolve(OWNER), random);
    byte[] session = readOrCreate(directory.resolve("session.key"), random);
    return new WorkerKeys(OwnerKey.parse("0x" + HexFormat.of().formatHex(owner)), session);
  }

  private static byte[] readOrCreate(Path file, SecureRandom random) throws IOException {
    if (Files.exists(file)) {
      return parse(file, SecretFile.read(file));
    }
    byte[] secret = new byte[32];
    random.nextBytes(secret);
    SecretFile.create(file, HexFormat.of().formatHex(secret));
    return secret;
  }

  private static byte[] parse(Path file, String text) {
    String hex = text.startsWith("0x") ? text.substring(2) : text;
    if (!hex.matches("[0-9a-fA-F]{64}")) {
      throw new IllegalArgumentException(
          file + " holds no key: expected 64 hexadecimal digits, found " + text.length());
    }
    return HexFormat.of().parseHex(hex);
  }

  /** Who the worker is in the market. */
  public Address id() {
    return owner.address();
  }

  public OwnerKey owner() {
    return owner;
  }

  public SessionKey session() {
    return session;
  }

  /**
   * 32 secret bytes for that purpose, the same each time: HMAC-SHA-256 of the session seed. A
   * worker that lost its disk but kept its keys derives the same nonces again.
   */
  public byte[] derive(String purpose) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(sessionSeed, "HmacSHA256"));
      return mac.doFinal(purpose.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException("every JVM has HmacSHA256", e);
    }
  }
}
