package io.proofworks.tlog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** Notes with signatures as C2SP's signed-note has them: text, an empty line, signature lines. */
public final class SignedNote {

  private static final String DASH = "— ";
  private static final int ID_BYTES = 4;

  private SignedNote() {}

  /**
   * Signs a text.
   *
   * @param text ends with a newline
   * @param name of the key
   * @param seed secret, 32 bytes
   * @throws IllegalArgumentException if the text does not end with a newline
   */
  public static String sign(String text, String name, byte[] seed) {
    requireText(text);
    NoteKey key = keyOf(name, seed);
    byte[] message = text.getBytes(StandardCharsets.UTF_8);
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    Ed25519.sign(seed, 0, message, 0, message.length, signature, 0);
    byte[] line =
        ByteBuffer.allocate(ID_BYTES + signature.length).put(key.id()).put(signature).array();
    return text + "\n" + DASH + name + " " + Base64.getEncoder().encodeToString(line) + "\n";
  }

  /** The public side of a seed. */
  public static NoteKey keyOf(String name, byte[] seed) {
    byte[] publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];
    Ed25519.generatePublicKey(seed, 0, publicKey, 0);
    return new NoteKey(name, publicKey);
  }

  private static void requireText(String text) {
    if (!text.endsWith("\n")) {
      throw new IllegalArgumentException("a note ends with a newline");
    }
  }

  /** The text of a note that the key has signed; empty if it has not, or for what is no note. */
  public static Optional<String> open(String note, NoteKey key) {
    return signature(note, key).map(line -> text(note));
  }

  /**
   * A note with the key's own signature and none of the other lines that were under it; empty if
   * the key has not signed it, or for what is no note.
   */
  public static Optional<String> alone(String note, NoteKey key) {
    return signature(note, key).map(line -> text(note) + "\n" + line + "\n");
  }

  private static String text(String note) {
    return note.substring(0, note.lastIndexOf("\n\n") + 1);
  }

  /** The line of a key. One that has its name and id and is not its signature spoils the note. */
  private static Optional<String> signature(String note, NoteKey key) {
    int end = note.lastIndexOf("\n\n");
    if (end < 0 || !note.endsWith("\n")) {
      return Optional.empty();
    }
    byte[] message = text(note).getBytes(StandardCharsets.UTF_8);
    String own = "";
    for (String line : note.substring(end + 2).split("\n")) {
      Optional<byte[]> signature = signatureIn(line, key);
      if (signature.isPresent() && !key.verifies(message, signature.get())) {
        return Optional.empty();
      }
      own = own.isEmpty() && signature.isPresent() ? line : own;
    }
    return own.isEmpty() ? Optional.empty() : Optional.of(own);
  }

  /**
   * The notes that stand one after the other in a file, with empty lines between them or without.
   *
   * @throws IllegalArgumentException when something in it is no note
   */
  public static List<String> split(String file) {
    List<String> notes = new ArrayList<>();
    StringBuilder note = new StringBuilder();
    boolean signed = false;
    for (String line : file.lines().toList()) {
      if (signed && !line.startsWith(DASH)) {
        notes.add(note.toString());
        note.setLength(0);
        signed = false;
      }
      if (note.isEmpty() && line.isEmpty()) {
        continue;
      }
      signed |= line.startsWith(DASH) && note.indexOf("\n\n") >= 0;
      note.append(line).append('\n');
    }
    if (!note.isEmpty()) {
      if (!signed) {
        throw new IllegalArgumentException("not a signed note: " + note.toString().strip());
      }
      notes.add(note.toString());
    }
    return notes;
  }

  private static Optional<byte[]> signatureIn(String line, NoteKey key) {
    String prefix = DASH + key.name() + " ";
    if (!line.startsWith(prefix)) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(line.substring(prefix.length()));
      boolean own =
          bytes.length > ID_BYTES && Arrays.equals(bytes, 0, ID_BYTES, key.id(), 0, ID_BYTES);
      return own
          ? Optional.of(Arrays.copyOfRange(bytes, ID_BYTES, bytes.length))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
