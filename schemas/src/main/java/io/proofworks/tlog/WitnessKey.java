package io.proofworks.tlog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * The public side of a key that cosigns checkpoints (C2SP tlog-cosignature, cosignature/v1): it
 * says that its owner had seen, at a time, a log that continues all that it had cosigned before.
 *
 * @param name without spaces and plus signs
 * @param publicKey 32 bytes
 */
public record WitnessKey(String name, byte[] publicKey) {

  /** The algorithm byte of timestamped Ed25519 cosignatures. */
  private static final byte COSIGNATURE_V1 = 4;

  private static final int ID_BYTES = 4;
  private static final String DASH = "— ";

  /**
   * @throws IllegalArgumentException if the name or the key is out of form
   */
  public WitnessKey {
    NoteKey.requireForm(name, publicKey);
  }

  /** First four bytes of SHA-256(name, newline, algorithm, public key). */
  public byte[] id() {
    return NoteKey.id(name, COSIGNATURE_V1, publicKey);
  }

  /** {@code name+id+key}, as witnesses publish it. */
  public String text() {
    byte[] typed =
        ByteBuffer.allocate(1 + publicKey.length).put(COSIGNATURE_V1).put(publicKey).array();
    return name
        + "+"
        + HexFormat.of().formatHex(id())
        + "+"
        + Base64.getEncoder().encodeToString(typed);
  }

  /**
   * What {@link #text} writes.
   *
   * @throws IllegalArgumentException for anything else, and if the id is not the key's
   */
  public static WitnessKey parse(String text) {
    String[] parts = text.strip().split("\\+", 3);
    byte[] typed = parts.length == 3 ? Base64.getDecoder().decode(parts[2]) : new byte[0];
    if (typed.length != 1 + Ed25519.PUBLIC_KEY_SIZE || typed[0] != COSIGNATURE_V1) {
      throw new IllegalArgumentException("not the key of a witness (name+id+key): " + text);
    }
    WitnessKey key = new WitnessKey(parts[0], Arrays.copyOfRange(typed, 1, typed.length));
    if (!HexFormat.of().formatHex(key.id()).equals(parts[1])) {
      throw new IllegalArgumentException("the id is not that of the key: " + text);
    }
    return key;
  }

  /**
   * Cosigns a checkpoint.
   *
   * @param text of the note, without its signatures
   * @param time POSIX seconds
   * @return the signature line, with its line feed
   */
  public static String cosign(String text, String name, byte[] seed, long time) {
    byte[] message = message(text, time);
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    Ed25519.sign(seed, 0, message, 0, message.length, signature, 0);
    byte[] line =
        ByteBuffer.allocate(ID_BYTES + Long.BYTES + signature.length)
            .put(of(name, seed).id())
            .putLong(time)
            .put(signature)
            .array();
    return DASH + name + " " + Base64.getEncoder().encodeToString(line) + "\n";
  }

  /** The public side of a seed. */
  public static WitnessKey of(String name, byte[] seed) {
    return new WitnessKey(name, SignedNote.keyOf(name, seed).publicKey());
  }

  private static byte[] message(String text, long time) {
    return ("cosignature/v1\ntime " + time + "\n" + text).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * A cosignature.
   *
   * @param time POSIX seconds
   * @param signature 64 bytes
   */
  public record Stamp(long time, byte[] signature) {}

  /** When this witness cosigned a note, POSIX seconds; empty if it has not. */
  public Optional<Long> cosigned(String note) {
    return stamp(note).map(Stamp::time);
  }

  /** The newest cosignature of this witness under a note; empty if there is none. */
  public Optional<Stamp> stamp(String note) {
    int end = note.lastIndexOf("\n\n");
    if (end < 0) {
      return Optional.empty();
    }
    String text = note.substring(0, end + 1);
    return note.substring(end + 2)
        .lines()
        .flatMap(line -> stamp(line, text).stream())
        .max(Comparator.comparingLong(Stamp::time));
  }

  private Optional<Stamp> stamp(String line, String text) {
    String prefix = DASH + name + " ";
    if (!line.startsWith(prefix)) {
      return Optional.empty();
    }
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(line.substring(prefix.length()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    if (bytes.length != ID_BYTES + Long.BYTES + Ed25519.SIGNATURE_SIZE
        || !Arrays.equals(bytes, 0, ID_BYTES, id(), 0, ID_BYTES)) {
      return Optional.empty();
    }
    long time = ByteBuffer.wrap(bytes).getLong(ID_BYTES);
    byte[] signature = Arrays.copyOfRange(bytes, ID_BYTES + Long.BYTES, bytes.length);
    return verifies(text, new Stamp(time, signature))
        ? Optional.of(new Stamp(time, signature))
        : Optional.empty();
  }

  /**
   * Whether this witness has cosigned a checkpoint.
   *
   * @param text of its note, without signatures
   */
  public boolean verifies(String text, Stamp stamp) {
    return new NoteKey(name, publicKey).verifies(message(text, stamp.time()), stamp.signature());
  }
}
