package io.proofworks.tlog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * The public side of a key that signs notes (C2SP signed-note, Ed25519).
 *
 * @param name without spaces and plus signs
 * @param publicKey 32 bytes
 */
public record NoteKey(String name, byte[] publicKey) {

  /** The algorithm byte of Ed25519. */
  private static final byte ED25519 = 1;

  private static final int ID_BYTES = 4;

  /**
   * @throws IllegalArgumentException if the name or the key is out of form
   */
  public NoteKey {
    requireForm(name, publicKey);
  }

  static void requireForm(String name, byte[] publicKey) {
    boolean named = !name.isEmpty() && name.chars().noneMatch(c -> c == '+' || c <= ' ');
    if (!named || publicKey.length != Ed25519.PUBLIC_KEY_SIZE) {
      throw new IllegalArgumentException("not the key of a note: " + name);
    }
  }

  /** First four bytes of SHA-256(name, newline, algorithm, public key). */
  public byte[] id() {
    return id(name, ED25519, publicKey);
  }

  static byte[] id(String name, byte algorithm, byte[] publicKey) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update((name + "\n").getBytes(StandardCharsets.UTF_8));
      digest.update(algorithm);
      digest.update(publicKey);
      byte[] id = new byte[ID_BYTES];
      System.arraycopy(digest.digest(), 0, id, 0, ID_BYTES);
      return id;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private byte[] typed() {
    return ByteBuffer.allocate(1 + publicKey.length).put(ED25519).put(publicKey).array();
  }

  /** {@code name+id+key}, as Go's note package and its kin read it. */
  public String text() {
    return name
        + "+"
        + HexFormat.of().formatHex(id())
        + "+"
        + Base64.getEncoder().encodeToString(typed());
  }

  /**
   * What {@link #text} writes.
   *
   * @throws IllegalArgumentException for anything else, and if the id is not the key's
   */
  public static NoteKey parse(String text) {
    String[] parts = text.strip().split("\\+", 3);
    if (parts.length != 3) {
      throw new IllegalArgumentException("a note key is name+id+key: " + text);
    }
    byte[] typed = Base64.getDecoder().decode(parts[2]);
    if (typed.length != 1 + Ed25519.PUBLIC_KEY_SIZE || typed[0] != ED25519) {
      throw new IllegalArgumentException("not an Ed25519 key: " + text);
    }
    byte[] publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];
    System.arraycopy(typed, 1, publicKey, 0, publicKey.length);
    NoteKey key = new NoteKey(parts[0], publicKey);
    if (!HexFormat.of().formatHex(key.id()).equals(parts[1])) {
      throw new IllegalArgumentException("the id is not that of the key: " + text);
    }
    return key;
  }

  boolean verifies(byte[] message, byte[] signature) {
    return signature.length == Ed25519.SIGNATURE_SIZE
        && Ed25519.validatePublicKeyPartial(publicKey, 0)
        && Ed25519.verify(signature, 0, publicKey, 0, message, 0, message.length);
  }
}
